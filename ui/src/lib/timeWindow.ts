/** A stretch of time that is shown: microseconds since `t0`. */
export interface TimeWindow {
  from: number;
  to: number;
}

/** Times are whole microseconds: closer there is nothing to see. */
const CLOSEST = 4;

/** Keeps its width where it can; wider than the whole it becomes the whole. */
export function within(window: TimeWindow, whole: TimeWindow): TimeWindow {
  const width = Math.min(Math.max(window.to - window.from, CLOSEST), Math.max(whole.to - whole.from, CLOSEST));
  const from = Math.min(Math.max(window.from, whole.from), Math.max(whole.from, whole.to - width));
  return { from, to: from + width };
}

/** `factor` below 1 shows less; what is at `at` stays where it is. */
export function zoomed(window: TimeWindow, whole: TimeWindow, factor: number, at?: number): TimeWindow {
  const middle = at ?? (window.from + window.to) / 2;
  const width = Math.max(CLOSEST, (window.to - window.from) * factor);
  const share = (middle - window.from) / Math.max(window.to - window.from, Number.MIN_VALUE);
  const from = middle - share * width;
  return within({ from, to: from + width }, whole);
}

/** Moves by a share of its width. */
export function panned(window: TimeWindow, whole: TimeWindow, share: number): TimeWindow {
  const by = (window.to - window.from) * share;
  return within({ from: window.from + by, to: window.to + by }, whole);
}

/** A span with some room beside it. */
export function around(from: number, to: number, whole: TimeWindow): TimeWindow {
  const room = Math.max((to - from) * 0.04, CLOSEST / 2);
  return within({ from: from - room, to: to + room }, whole);
}
