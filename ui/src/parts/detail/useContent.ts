import { useLayoutEffect, useState } from 'preact/hooks';
import type { TraceData } from '../../lib/data';
import { kindOfRow, statusOf } from '../../lib/spanFacts';
import { type Content, keptContent, keyOf, loadContent, type Place } from '../../state/contents';
import type { OpenTrace } from '../../state/trace';
import { useAttempt } from '../useAttempt';

/** Rows of more spans than this are not searched for the neighbours of one. */
const MOST_SEARCHED = 200_000;
const ASKED_FOR_CHAT = new Set(['llm', 'agent', 'chain']);

export interface Loading {
  content: Content | null;
  failure: string | null;
  /** The same as soon as it is there, for who cannot wait to see it. */
  arrived: () => Promise<Content>;
  again: () => void;
}

/** Where a row's content is: of a span in its file, of a trace among those of its file. Null for traces that are not loaded. */
export function placeOf(trace: OpenTrace, data: TraceData, row: number): Place | null {
  const source = trace.sourceOf(row);
  if (source) return source;
  const part = trace.node(row)?.part;
  if (!part) return null;
  for (const { file, header } of data.sources) {
    const number = header.traces.findIndex(
      (one) => one === part || (one.traceId !== null && one.traceId === part.traceId),
    );
    if (number >= 0) return { file, part: number };
  }
  return null;
}

function request(trace: OpenTrace, data: TraceData, row: number): { place: Place; key: string; chat: boolean } | null {
  const place = placeOf(trace, data, row);
  if (!place) return null;
  const key = keyOf(place, statusOf(data, row));
  return { place, key, chat: data.llmPlace[row] >= 0 || ASKED_FOR_CHAT.has(kindOfRow(data, row) ?? '') };
}

/** The content of a row: at once if it was read before. Requests that nobody waits for any more are given up. */
export function useContent(trace: OpenTrace, data: TraceData, row: number, other: Place | null): Loading {
  const wanted = other
    ? { place: other, key: keyOf(other, String(trace.about.value?.live)), chat: false }
    : request(trace, data, row);
  const key = wanted?.key ?? '';
  const [state, setState] = useState<{ key: string; content: Content | null; failure: string | null }>({
    key: '',
    content: null,
    failure: null,
  });
  const kept = wanted ? keptContent(key) : null;
  const current = state.key === key ? state : null;
  const content = kept ?? current?.content ?? null;
  const failure = kept ? null : (current?.failure ?? null);
  const [attempt, again] = useAttempt(failure !== null);
  // Asked for before the row is painted, not a frame later.
  useLayoutEffect(() => {
    if (!wanted) return;
    const aborting = new AbortController();
    const { signal } = aborting;
    const later = () => whenIdle(() => void prefetch(trace, row, signal), signal);
    if (kept) later();
    else {
      loadContent(wanted.place, key, wanted.chat, signal).then(
        (content) => {
          if (signal.aborted) return;
          setState({ key, content, failure: null });
          later();
        },
        (e: unknown) => {
          if (!signal.aborted) setState({ key, content: null, failure: e instanceof Error ? e.message : String(e) });
        },
      );
    }
    return () => aborting.abort();
  }, [key, attempt]);
  const arrived = async () => {
    if (content) return content;
    if (!wanted) throw new Error('This trace is not loaded.');
    return loadContent(wanted.place, key, wanted.chat, new AbortController().signal);
  };
  return { content, failure, arrived, again };
}

function whenIdle(task: () => void, signal: AbortSignal): void {
  const run = () => !signal.aborted && task();
  if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 1000 });
  else setTimeout(run, 150);
}

/** The rows above and below are what will be looked at next. */
async function prefetch(trace: OpenTrace, row: number, signal: AbortSignal): Promise<void> {
  const data = trace.data.peek();
  const { rows, count } = trace.visible.peek();
  if (!data || count > MOST_SEARCHED) return;
  const at = rows.subarray(0, count).indexOf(row);
  if (at < 0) return;
  for (const next of [at + 1, at - 1]) {
    const wanted = next >= 0 && next < count ? request(trace, data, rows[next]) : null;
    if (!wanted || keptContent(wanted.key)) continue;
    await loadContent(wanted.place, wanted.key, wanted.chat, signal).catch(() => undefined);
  }
}
