import type { Lanes } from './data';
import { endOf, startOf, type Times } from './derive';

/** A span that is wide enough to be drawn as a box: pixels. */
export interface Box {
  place: number;
  from: number;
  to: number;
}

/**
 * What every pixel of a lane shows, exact at every zoom and without looking at every span: a wide span is a box; of
 * those that share a pixel the first is shown, or the first error. Then the search gallops to the next pixel, so it
 * takes as long as there are pixels, not spans.
 *
 * @param pixels place in `lanes.rows`, plus one, of what a pixel shows; 0 for nothing; negative for an error among
 *     others that are none. Filled from its beginning.
 * @param boxes gets those of at least `boxWidth` pixels
 * @returns how many spans were looked at
 */
export function drawLane(
  base: Times,
  lanes: Lanes,
  lane: number,
  window: { from: number; to: number },
  pixels: Int32Array,
  boxes: Box[],
  boxWidth: number,
): number {
  pixels.fill(0);
  const { rows } = lanes;
  const { from, to } = window;
  const width = pixels.length;
  const scale = width / (to - from);
  const behind = lanes.first[lane + 1];
  let steps = 0;
  let painted = 0;
  let at = firstEndingAfter(base, rows, lanes.first[lane], behind, from);
  while (at < behind) {
    const start = startOf(base, rows[at]);
    if (start >= to) break;
    steps++;
    const left = Math.max(painted, Math.floor((start - from) * scale), 0);
    const right = Math.min(width, Math.floor((endOf(base, rows[at]) - from) * scale));
    if (left >= width) break;
    if (right - left >= 2) {
      pixels.fill(at + 1, left, right);
      if (right - left >= boxWidth) boxes.push({ place: at, from: left, to: right });
      painted = right;
      at++;
      continue;
    }
    const next = firstStartingAt(base, rows, at + 1, behind, from + (left + 1) / scale);
    const place = errorIn(lanes.errorsBefore, at, next);
    const errors = lanes.errorsBefore[next] - lanes.errorsBefore[at];
    pixels[left] = errors > 0 && errors < next - at ? -(place + 1) : place + 1;
    painted = left + 1;
    // The last one that begins in this pixel may be long.
    const last = next - 1;
    at = last > at && Math.floor((endOf(base, rows[last]) - from) * scale) - painted >= 1 ? last : next;
  }
  return steps;
}

/** The first error of some places; the first place if there is none. */
function errorIn(errorsBefore: Uint32Array, from: number, behind: number): number {
  const before = errorsBefore[from];
  if (errorsBefore[behind] === before) return from;
  let low = from;
  let high = behind - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (errorsBefore[middle + 1] > before) high = middle;
    else low = middle + 1;
  }
  return low;
}

function firstEndingAfter(base: Times, rows: Uint32Array, from: number, behind: number, time: number): number {
  let low = from;
  let high = behind;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (endOf(base, rows[middle]) >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}

function firstStartingAt(base: Times, rows: Uint32Array, from: number, behind: number, time: number): number {
  let low = from;
  let jump = 1;
  while (low + jump < behind && startOf(base, rows[low + jump]) < time) {
    low += jump;
    jump *= 2;
  }
  let high = Math.min(low + jump, behind);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startOf(base, rows[middle]) >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}
