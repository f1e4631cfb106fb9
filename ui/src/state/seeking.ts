import { ApiError, json } from '../lib/api';
import type { SpanContent } from '../lib/protocol';
import type { OpenTrace } from './trace';

/** So many child traces are asked whether they hold a span. */
const MOST_ASKED = 50;

/**
 * The row of a span that is known by its id: in the file itself, or in a child trace, which is loaded then. -1 if no
 * file has it; null if that cannot be told, or nobody wants to know any more.
 */
export async function seek(trace: OpenTrace, id: string, isWanted: () => boolean): Promise<number | null> {
  const elsewhere = () => !isWanted() || trace.phase.peek() === 'failed';
  while (['loading', 'indexing'].includes(trace.phase.peek())) await trace.news();
  const asked = new Set<string>();
  let file: string | null = trace.file;
  let node = -1;
  while (!elsewhere()) {
    if (file === null) {
      // Children of children are known when those are loaded.
      if (trace.loadingChildren.peek().size === 0) return -1;
      await trace.news();
    } else {
      asked.add(file);
      const row = await rowIn(file, id);
      if (row === null) return null;
      if (row >= 0) return loaded(trace, file, row, node, elsewhere);
    }
    const next = asked.size > MOST_ASKED ? undefined : unasked(trace, asked);
    file = next?.file ?? null;
    node = next?.row ?? -1;
  }
  return null;
}

function unasked(trace: OpenTrace, asked: ReadonlySet<string>): { file: string; row: number } | undefined {
  for (const { row, link } of trace.data.peek()?.nodes.values() ?? []) {
    if (link?.file && !asked.has(link.file)) return { file: link.file, row };
  }
  return undefined;
}

/** -1: it has none of this id; null: the server does not say. */
async function rowIn(file: string, id: string): Promise<number | null> {
  try {
    return (await json<SpanContent>('span', { file, id })).row;
  } catch (e) {
    return e instanceof ApiError && e.status === 404 ? -1 : null;
  }
}

async function loaded(
  trace: OpenTrace,
  file: string,
  serverRow: number,
  node: number,
  elsewhere: () => boolean,
): Promise<number | null> {
  if (node >= 0) trace.openChild(node);
  for (;;) {
    const row = trace.rowOf(file, serverRow);
    if (row >= 0 && row < trace.derivedRows) return row;
    if (elsewhere()) return null;
    if (row < 0 && (node < 0 || !trace.loadingChildren.peek().has(node))) return -1;
    await trace.news();
  }
}
