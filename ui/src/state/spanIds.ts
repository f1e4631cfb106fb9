import { json } from '../lib/api';
import type { SpanContent } from '../lib/protocol';
import { statusOf } from '../lib/spanFacts';
import { keptContent, keyOf } from './contents';
import type { OpenTrace } from './trace';

const known = new WeakMap<OpenTrace, Map<number, string>>();

/** The id of a row's span, as it stands in the file: rows are numbers of ours, links name spans. */
export async function idOf(trace: OpenTrace, row: number, signal?: AbortSignal): Promise<string | null> {
  const ids = known.get(trace) ?? new Map<number, string>();
  known.set(trace, ids);
  const source = trace.sourceOf(row);
  const data = trace.data.peek();
  if (!source || !data) return null;
  // The detail has read it already, most of the time.
  const id =
    ids.get(row) ??
    keptContent(keyOf(source, statusOf(data, row)))?.id ??
    (await json<SpanContent>('span', { file: source.file, row: source.row }, signal)).id;
  ids.set(row, id);
  return id;
}
