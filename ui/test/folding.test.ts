import { expect, test } from 'vitest';
import { derive } from '../src/lib/derive';
import { fittingLevels, Folding } from '../src/state/folding';

/** 0 > 1 > 2, 0 > 3, and 4 alone. */
const base = {
  size: 5,
  start: Float64Array.of(0, 1, 2, 5, 9),
  duration: Float64Array.of(8, 3, 1, 1, 1),
  parent: Int32Array.of(-1, 0, 1, 0, -1),
  kind: new Uint16Array(5),
  status: new Uint8Array(5),
  kinds: [],
  end: 10,
};
const derived = derive(base);

function folding(): Folding {
  const made = new Folding();
  made.clear(5);
  return made;
}

test('as many levels are opened as are asked for, and what has no children is not closed', () => {
  const fold = folding();
  fold.toLevel(1, derived, false);
  expect([...fold.hiding(false)]).toEqual([1, 1, 0, 0, 0]);
  fold.toLevel(2, derived, false);
  expect([...fold.hiding(false)]).toEqual([0, 1, 0, 0, 0]);
  expect(fold.levels.value).toBe(2);
  fold.openAll(false);
  expect([...fold.hiding(false)]).toEqual([0, 0, 0, 0, 0]);
  expect(fold.levels.value).toBeNull();
});

test('what is closed under a filter is another matter', () => {
  const fold = folding();
  fold.toggle(0, false);
  fold.toggle(1, true);
  expect([fold.hiding(false)[0], fold.hiding(true)[0], fold.hiding(true)[1]]).toEqual([1, 0, 1]);
  fold.clearFiltered();
  expect([fold.hiding(false)[0], fold.hiding(true)[1]]).toEqual([1, 0]);
});

test('everything above a row opens, and only then is anything new', () => {
  const fold = folding();
  fold.toLevel(1, derived, false);
  const before = fold.version.value;
  fold.openAbove(2, base.parent, false);
  expect([...fold.hiding(false)]).toEqual([0, 0, 0, 0, 0]);
  expect(fold.version.value).toBe(before + 1);
  fold.openAbove(2, base.parent, false);
  expect(fold.version.value).toBe(before + 1);
});

test('rows that come later are open, and what was closed stays closed', () => {
  const fold = folding();
  fold.toggle(0, false);
  fold.grow(100);
  expect([fold.hiding(false)[0], fold.hiding(false)[99]]).toEqual([1, 0]);
});

test('at first there are as many levels as there are rows for, two at least', () => {
  expect(fittingLevels(derived, 2)).toBe(2);
  expect(fittingLevels(derived, 4)).toBe(2);
  expect(fittingLevels(derived, 5)).toBe(3);
});
