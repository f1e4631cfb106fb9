import type { TraceData } from './data';

/** What a call of a model read and wrote. */
export interface Call {
  row: number;
  /** Tokens read from a cache, other tokens of the input, tokens of the output. */
  cached: number;
  fresh: number;
  output: number;
}

const MOST = 240;

const known = (value: number) => Math.max(0, value);

/** Calls with token usage in the order in which they began; of very many the largest of each stretch. */
export function callsOf(data: TraceData, most = MOST): Call[] {
  const { llm, start } = data;
  const places: number[] = [];
  for (let at = 0; at < llm.count; at++) if (llm.inputTokens[at] > 0 || llm.outputTokens[at] > 0) places.push(at);
  const byStart = (a: number, b: number) => start[llm.row[a]] - start[llm.row[b]] || llm.row[a] - llm.row[b];
  // Most files have them in order.
  if (places.some((at, i) => i > 0 && byStart(places[i - 1], at) > 0)) places.sort(byStart);
  const call = (at: number): Call => {
    const cached = Math.min(known(llm.cacheReadTokens[at]), known(llm.inputTokens[at]));
    return {
      row: llm.row[at],
      cached,
      fresh: known(llm.inputTokens[at]) - cached,
      output: known(llm.outputTokens[at]),
    };
  };
  if (places.length <= most) return places.map(call);
  const size = (at: number) => known(llm.inputTokens[at]) + known(llm.outputTokens[at]);
  return Array.from({ length: most }, (_, i) => {
    const from = Math.floor((i * places.length) / most);
    const to = Math.floor(((i + 1) * places.length) / most);
    let largest = places[from];
    for (let at = from + 1; at < to; at++) if (size(places[at]) > size(largest)) largest = places[at];
    return call(largest);
  });
}
