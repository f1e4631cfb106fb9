import { expect, test } from 'vitest';
import { COLOURED, isOwn, kindLook, OWN } from '../src/lib/kinds';

test('kinds of the format have a colour of their own, no kind and a chain are plain', () => {
  for (const kind of COLOURED) {
    expect(kindLook(kind)).toBe(kind);
    expect(isOwn(kind)).toBe(false);
  }
  expect(kindLook('trace')).toBe('trace');
  for (const kind of ['chain', '', null, undefined]) expect(kindLook(kind)).toBe('other');
  for (const kind of ['chain', '', null, 'trace']) expect(isOwn(kind)).toBe(false);
});

test('kinds that a program made up keep one of a few steps, whatever they are called', () => {
  const looks = new Set<string>();
  for (let i = 0; i < 100; i++) {
    const look = kindLook(`rerank ${i}`);
    expect(look).toBe(kindLook(`rerank ${i}`));
    expect(look).toMatch(/^own-\d$/);
    looks.add(look);
  }
  expect(looks.size).toBe(OWN);
  for (const hostile of ['own-0', 'constructor', '__proto__', '😀', '\u202e', '"><b>']) {
    expect(isOwn(hostile)).toBe(true);
    expect(kindLook(hostile)).toMatch(/^own-[0-3]$/);
  }
});
