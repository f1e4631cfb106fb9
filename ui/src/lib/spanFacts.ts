import type { TraceData } from './data';
import { ERROR, INTERRUPTED, NO_KIND, NO_MODEL, RUNNING, type TracePart, type TraceStatus } from './protocol';

/** What the index says of a row. Times in microseconds; null where it is not known. */
export interface SpanFacts {
  row: number;
  name: string;
  kind: string | null;
  status: TraceStatus;
  /** Since 1970. */
  start: number | null;
  /** Since the trace began. */
  offset: number | null;
  /** Of a span that runs: until now. */
  duration: number;
  isRunning: boolean;
  model: string | null;
  firstToken: number | null;
  cost: number | null;
  outputTokens: number | null;
}

export const nameOf = (data: TraceData, row: number): string => data.names[data.name[row]] ?? '';

export const kindOfRow = (data: TraceData, row: number): string | null =>
  data.kind[row] === NO_KIND ? null : (data.kinds[data.kind[row]] ?? null);

export function statusOf(data: TraceData, row: number): TraceStatus {
  const node = data.nodes.get(row);
  if (node?.part) return node.part.status;
  if (node?.link?.status) return node.link.status;
  switch (data.status[row]) {
    case ERROR:
      return 'error';
    case RUNNING:
      return 'running';
    case INTERRUPTED:
      return 'interrupted';
    default:
      return 'ok';
  }
}

export function factsOf(data: TraceData, row: number): SpanFacts {
  const place = data.llmPlace[row] ?? -1;
  const llm = (column: Float64Array) => (place >= 0 && column[place] >= 0 ? column[place] : null);
  const start = data.start[row];
  const knownStart = Number.isFinite(start) ? start : null;
  const open = data.duration[row] < 0;
  const status = statusOf(data, row);
  return {
    row,
    name: nameOf(data, row),
    kind: kindOfRow(data, row),
    status,
    start: knownStart === null ? null : data.t0 + knownStart,
    offset: knownStart,
    duration: open ? Math.max(0, data.end - (knownStart ?? 0)) : data.duration[row],
    isRunning: open && status === 'running',
    model: place >= 0 && data.llm.model[place] !== NO_MODEL ? (data.models[data.llm.model[place]] ?? null) : null,
    firstToken: llm(data.llm.firstToken),
    cost: llm(data.llm.cost),
    outputTokens: llm(data.llm.outputTokens),
  };
}

/** The rows above, from the top. At most `most`, the nearest ones. */
export function ancestors(data: TraceData, row: number, most = 4): number[] {
  const above: number[] = [];
  for (let at = data.parent[row]; at >= 0 && above.length < most; at = data.parent[at]) above.unshift(at);
  return above;
}

/** The same of the trace that a row belongs to. */
export function factsOfTrace(data: TraceData, row: number, part: TracePart): SpanFacts {
  return {
    row,
    name: part.name,
    kind: 'trace',
    status: part.status,
    start: part.start,
    offset: null,
    duration: part.duration ?? data.end,
    isRunning: part.status === 'running',
    model: null,
    firstToken: null,
    cost: null,
    outputTokens: null,
  };
}

/** The trace that a row belongs to, where no row stands for it: its file and its place there. */
export function traceOf(
  data: TraceData,
  row: number,
  source: { file: string; row: number } | null,
): { file: string; number: number; part: TracePart } | null {
  for (let at = row; at >= 0; at = data.parent[at]) if (data.nodes.has(at)) return null;
  const header = data.sources.find(({ file }) => file === source?.file)?.header;
  const number =
    header?.traces.findIndex(
      (part, i) =>
        source!.row >= part.firstRow && (source!.row < part.firstRow + part.rows || i === header.traces.length - 1),
    ) ?? -1;
  return header && number >= 0 ? { file: source!.file, number, part: header.traces[number] } : null;
}
