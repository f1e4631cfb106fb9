import { expect, test } from 'vitest';
import type { Lanes } from '../src/lib/data';
import { drawLane, type Box } from '../src/lib/lod';

/** One lane of spans: [start, end, error]. */
function lane(spans: [number, number, boolean?][]): Lanes {
  const errorsBefore = new Uint32Array(spans.length + 1);
  spans.forEach(([, , error], at) => (errorsBefore[at + 1] = errorsBefore[at] + (error ? 1 : 0)));
  return {
    count: 1,
    lane: new Uint16Array(spans.length),
    rows: Uint32Array.from(spans, (_, at) => at),
    first: Uint32Array.of(0, spans.length),
    errorsBefore,
  };
}

const times = (spans: [number, number, boolean?][]) => ({
  start: Float64Array.from(spans, ([start]) => start),
  duration: Float64Array.from(spans, ([start, end]) => end - start),
  end: 0,
});

function draw(spans: [number, number, boolean?][], from: number, to: number, width: number) {
  const pixels = new Int32Array(width);
  const boxes: Box[] = [];
  const steps = drawLane(times(spans), lane(spans), 0, { from, to }, pixels, boxes, 3);
  return { pixels: [...pixels], boxes, steps };
}

test('wide spans are boxes, and what lies outside of the window is not looked at', () => {
  const { pixels, boxes, steps } = draw([[0, 1], [10, 14], [14, 16], [30, 40]], 10, 20, 10); // prettier-ignore
  expect(pixels).toEqual([2, 2, 2, 2, 3, 3, 0, 0, 0, 0]);
  expect(boxes).toEqual([{ place: 1, from: 0, to: 4 }]);
  expect(steps).toBe(2);
});

test('a span of no length is one pixel', () => {
  expect(draw([[5, 5]], 0, 10, 10).pixels).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
});

test('of many in one pixel an error is shown', () => {
  const spans: [number, number, boolean?][] = Array.from({ length: 1000 }, (_, at) => [at, at + 1, at === 777]);
  const { pixels, steps } = draw(spans, 0, 1000, 10);
  expect(pixels[7]).toBe(-778);
  expect(pixels[6]).toBe(601);
  expect(steps).toBe(10);
});

test('a pixel with errors alone is an error', () => {
  expect(draw([[0.1, 0.2, true], [0.3, 0.4, true]], 0, 10, 10).pixels[0]).toBe(1); // prettier-ignore
});

test('a long span behind short ones in the same pixel is not lost', () => {
  const { pixels } = draw([[0, 0.1], [0.2, 0.3], [0.4, 8]], 0, 10, 10); // prettier-ignore
  expect(pixels).toEqual([1, 3, 3, 3, 3, 3, 3, 3, 0, 0]);
});

test('every pixel shows a span that lies in it, at every zoom', () => {
  let seed = 3;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const spans: [number, number, boolean?][] = [];
  for (let time = 0; time < 10_000;) {
    const start = time + random() * 3;
    const end = start + (random() < 0.1 ? random() * 200 : random());
    spans.push([start, end, random() < 0.01]);
    time = end;
  }
  for (const [from, to] of [
    [0, 10_000],
    [2_000, 2_500],
    [2_300, 2_301],
    [9_990, 12_000],
  ]) {
    const width = 640;
    const { pixels } = draw(spans, from, to, width);
    const micros = (to - from) / width;
    pixels.forEach((value, x) => {
      const left = from + x * micros;
      const right = left + micros;
      const touching = spans.filter(([start, end]) => start < right && end >= left);
      if (value !== 0) {
        const [start, end] = spans[Math.abs(value) - 1];
        // A span shares its last pixel with the next one, so it may be drawn one pixel beside.
        expect(start).toBeLessThan(right + micros);
        expect(end).toBeGreaterThanOrEqual(left - micros);
      } else {
        expect(touching.filter(([start, end]) => start < left && end > right)).toEqual([]);
      }
    });
  }
});

test('every pixel shows what is there, as looking at every span would say', () => {
  let seed = 3;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const spans: [number, number, boolean?][] = [];
  for (let i = 0, time = 0; i < 1500; i++) {
    const begin = time + (next() < 0.5 ? 0 : next() ** 6 * 200);
    time = begin + next() ** 8 * 300;
    spans.push([begin, time, next() < 0.03]);
  }
  const wrong: string[] = [];
  for (let zoom = 0; zoom < 40; zoom++) {
    const width = 50 + Math.floor(next() * 700);
    const range = time(spans) / 2 ** (next() * 12);
    const from = next() * (time(spans) - range);
    const scale = width / range;
    const { pixels, boxes } = draw(spans, from, from + range, width);
    // From the pixel that it begins in to the one that it ends in; one pixel at least.
    const left = spans.map(([begin]) => Math.floor((begin - from) * scale));
    const right = spans.map(([, end], at) => Math.max(left[at] + 1, Math.floor((end - from) * scale)));
    const begun = new Set(spans.flatMap(([begin, end], at) => (begin < from + range && end >= from ? [left[at]] : [])));
    const errors = new Set(
      spans.flatMap(([begin, , error], at) => (error && begin >= from && begin < from + range ? [left[at]] : [])),
    );
    pixels.forEach((value, x) => {
      const at = Math.abs(value) - 1;
      const boxed = boxes.some((box) => box.from <= x && box.to > x);
      if (value === 0 && begun.has(x)) wrong.push(`${zoom}: nothing at ${x}`);
      // A span that begins in the last pixel of a wide one is shown in the next.
      if (value !== 0 && !(left[at] <= x && right[at] + 1 > x)) wrong.push(`${zoom}: ${at} is not at ${x}`);
      if (value !== 0 && errors.has(x) && !boxed && right[at] - left[at] < 2 && value > 0 && !spans[at][2])
        wrong.push(`${zoom}: no error at ${x}`);
    });
  }
  expect(wrong).toEqual([]);
});

const time = (spans: [number, number, boolean?][]) => spans[spans.length - 1][1];
