import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError, json } from '../lib/api';
import { now } from '../lib/clock';
import { register } from '../lib/commands';
import { ago, costOf, count, duration, plural, time } from '../lib/format';
import type { Totals, TraceRow, Traces } from '../lib/protocol';
import { links } from '../lib/router';
import { Conversation } from '../parts/Conversation';
import { FailureBanner } from '../parts/FailureBanner';
import { Icon } from '../parts/Icon';
import { Skeleton } from '../parts/Skeleton';
import { StatusMark } from '../parts/StatusMark';
import { TotalsLine } from '../parts/TotalsLine';
import { useFolderEvents } from '../state/folderEvents';
import { keyOf } from '../state/traceRows';

interface Loaded {
  rows: readonly TraceRow[];
  totals: Totals;
}

async function load(thread: string, signal: AbortSignal): Promise<Loaded> {
  const ask = (cursor: string | null) =>
    json<Traces>('traces', { thread, sort: 'start', all: 1, limit: 500, cursor }, signal);
  let answer = await ask(null);
  const { totals } = answer;
  const rows = [...answer.traces];
  while (answer.cursor !== null) {
    answer = await ask(answer.cursor);
    rows.push(...answer.traces);
  }
  return { rows, totals };
}

function tokensOf({ inputTokens, outputTokens }: Totals): number {
  return inputTokens + outputTokens;
}

/** All traces of a conversation, and again when something is written. */
function useThread(thread: string): { loaded: Loaded | null; failure: string | null; again: () => Promise<void> } {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const running = useRef<AbortController>(undefined);
  const again = async () => {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    try {
      setLoaded(await load(thread, stop.signal));
      setFailure(null);
    } catch (e) {
      if (!stop.signal.aborted) setFailure(e instanceof ApiError ? e.message : String(e));
    }
  };
  useEffect(() => {
    void again();
    return () => running.current?.abort();
  }, [thread]);
  useFolderEvents('', again);
  return { loaded, failure, again };
}

function Running({ start }: { start: number }) {
  return <span class="grows">{duration(Math.max(0, Math.floor((now.value - start) / 1e6) * 1e6))}</span>;
}

function Turn({ row, before }: { row: TraceRow; before: TraceRow | undefined }) {
  const gap = before?.start && row.start ? row.start - before.start - (before.duration ?? 0) : 0;
  const error = row.error && (row.status === 'error' || row.status === 'crashed');
  const tokens = tokensOf(row.totals);
  return (
    <li class="turn" data-status={row.status}>
      {gap > 60e6 && <p class="turn-gap faint">{duration(gap)} later</p>}
      <article class="card">
        <header class="turn-head">
          <StatusMark status={row.status} />
          <h2 class="clip">
            <a href={links.trace(row.file, row.parts > 1 ? { part: String(row.part) } : {})}>{row.name || row.file}</a>
          </h2>
          <span class="turn-facts soft number">
            {row.start !== null && <span title={ago(row.start, now.peek())}>{time(row.start)}</span>}
            <b>
              {row.duration !== null ? (
                duration(row.duration)
              ) : row.status === 'running' && row.start !== null ? (
                <Running start={row.start} />
              ) : (
                '–'
              )}
            </b>
            <span>{plural(row.totals.spans, 'span')}</span>
            {row.totals.errors > 0 && <span class="error-text">{plural(row.totals.errors, 'error')}</span>}
            {tokens > 0 && <span>{count(tokens)} tokens</span>}
            {row.totals.cost > 0 && <span>{costOf(row.totals)}</span>}
          </span>
        </header>
        <div class="turn-body">
          {error && <p class="error-text">{row.preview ?? row.error?.message}</p>}
          <Conversation file={row.file} part={row.part} running={row.status === 'running'} version={row.bytes} />
        </div>
      </article>
    </li>
  );
}

export function ThreadPage({ thread }: { thread: string }) {
  const { loaded, failure, again } = useThread(thread);
  useLayoutEffect(
    () => register([{ id: 'refresh', title: 'Refresh', group: 'Page', keys: ['r'], run: () => void again() }]),
    [],
  );
  const rows = loaded?.rows ?? [];
  return (
    <div class="page thread">
      <header class="list-head">
        <h1 class="clip">
          <Icon name="thread" size={18} /> {thread}
        </h1>
        {loaded && <TotalsLine traces={plural(rows.length, 'trace')} totals={loaded.totals} />}
      </header>
      <FailureBanner message={failure} again={() => void again()} />
      {!loaded && failure === null && <Skeleton />}
      <ol role="list" class="turns">
        {rows.map((row, i) => (
          <Turn key={keyOf(row)} row={row} before={rows[i - 1]} />
        ))}
      </ol>
      {loaded && rows.length === 0 && (
        <section class="empty">
          <Icon name="thread" size={32} />
          <h2>No trace of this thread</h2>
          <p class="soft">
            Nothing in this folder was recorded with the thread <code>{thread}</code>.
          </p>
          <p>
            <a href={links.list()}>All traces</a>
          </p>
        </section>
      )}
    </div>
  );
}
