import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, json, reachable } from '../lib/api';
import { now } from '../lib/clock';
import { register } from '../lib/commands';
import { follow } from '../lib/follow';
import { ago, costOf, count, duration, grouped, plural, time } from '../lib/format';
import type { Totals, TraceRow, Traces } from '../lib/protocol';
import { links } from '../lib/router';
import { liveStatus } from '../lib/shell';
import { Icon } from '../parts/Icon';
import { StatusMark } from '../parts/StatusMark';
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

const REFRESH_MS = 1000;

/** All traces of a conversation, and again when something is written. */
function useThread(thread: string): { loaded: Loaded | null; failure: string | null; again: () => void } {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const again = useRef(() => {});
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy = false;
    let missed = false;
    const ask = async () => {
      if (busy) {
        missed = true;
        return;
      }
      busy = true;
      missed = false;
      try {
        setLoaded(await load(thread, stop.signal));
        setFailure(null);
      } catch (e) {
        if (stop.signal.aborted) return;
        setFailure(e instanceof ApiError ? e.message : String(e));
      }
      timer = setTimeout(() => {
        busy = false;
        if (missed) void ask();
      }, REFRESH_MS);
    };
    again.current = () => void ask();
    void ask();
    const unfollow = follow(() => ({ dir: '' }), ['traces'], {
      event: () => void ask(),
      connected: (yes) => {
        liveStatus.value = yes ? { state: 'live', text: 'Live' } : { state: 'reconnecting', text: 'Reconnecting' };
      },
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
      unfollow();
      liveStatus.value = null;
    };
  }, [thread]);
  return { loaded, failure, again: () => again.current() };
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
          <p class={error ? 'error-text' : 'soft'}>{row.preview ?? <span class="faint">No input was recorded.</span>}</p>
        </div>
      </article>
    </li>
  );
}

export function ThreadPage({ thread }: { thread: string }) {
  const { loaded, failure, again } = useThread(thread);
  useEffect(
    () => register([{ id: 'refresh', title: 'Refresh', group: 'Page', keys: ['r'], run: again }]),
    [],
  );
  const back = reachable.value;
  useEffect(() => {
    if (back && failure) again();
  }, [back]);
  const rows = loaded?.rows ?? [];
  return (
    <div class="page thread">
      <header class="list-head">
        <h1 class="clip">
          <Icon name="thread" size={18} /> {thread}
        </h1>
        {loaded && (
          <p class="totals soft">
            <b>{plural(rows.length, 'trace')}</b>
            <span>{count(loaded.totals.spans)} spans</span>
            {loaded.totals.errors > 0 && (
              <span class="error-text">{plural(loaded.totals.errors, 'error')}</span>
            )}
            {tokensOf(loaded.totals) > 0 && (
              <span title={`${grouped(loaded.totals.inputTokens)} in, ${grouped(loaded.totals.outputTokens)} out`}>
                {count(tokensOf(loaded.totals))} tokens
              </span>
            )}
            {(loaded.totals.cost > 0 || loaded.totals.unpriced > 0) && <span>{costOf(loaded.totals)}</span>}
          </p>
        )}
      </header>
      {failure && (
        <div class="banner" data-level="error" role="alert">
          <Icon name="error" size={16} />
          <p>{failure}</p>
          <button type="button" class="button" onClick={again}>
            <Icon name="refresh" /> Try again
          </button>
        </div>
      )}
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
