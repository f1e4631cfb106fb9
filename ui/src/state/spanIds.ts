import { json } from '../lib/api';
import type { SpanContent } from '../lib/protocol';
import type { OpenTrace } from './trace';

const known = new WeakMap<OpenTrace, Map<number, string>>();

/** The id of a row's span, as it stands in the file: rows are numbers of ours, links name spans. */
export async function idOf(trace: OpenTrace, row: number, signal?: AbortSignal): Promise<string | null> {
  const ids = known.get(trace) ?? new Map<number, string>();
  known.set(trace, ids);
  const before = ids.get(row);
  if (before !== undefined) return before;
  const source = trace.sourceOf(row);
  if (!source) return null;
  const { id } = await json<SpanContent>('span', { file: source.file, row: source.row }, signal);
  ids.set(row, id);
  return id;
}

/** Who has read a span anyway tells its id. */
export function rememberId(trace: OpenTrace, row: number, id: string): void {
  const ids = known.get(trace) ?? new Map<number, string>();
  ids.set(row, id);
  known.set(trace, ids);
}
