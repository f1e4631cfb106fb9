import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError, lines } from '../lib/api';
import { plural } from '../lib/format';
import type { ChatCall } from '../lib/protocol';
import { attachments, type Attachments } from '../lib/toolResults';
import { ChatCallView } from './ChatCallView';
import { useAttempt } from './useAttempt';

/** Calls that are shown before it is asked for more. */
const SHORT = 8;
const AHEAD = '600px';
const DRAW_MS = 60;

interface Props {
  file: string;
  /** The place of the trace in its file. */
  part: number;
  /** While the trace runs its last call has no answer yet, and there will be more. */
  running: boolean;
  /** Changes when there is something new. */
  version: number;
}

interface Lane {
  calls: ChatCall[];
  attachments: Attachments;
}

/** Calls by agent. The main one spoke most: beside it stand checks and helpers, which are shown when asked for. */
function lanesOf(calls: readonly ChatCall[]): { all: ReadonlyMap<number, Lane>; main: Lane | null } {
  const byLane = new Map<number, ChatCall[]>();
  for (const call of calls) {
    const lane = byLane.get(call.lane);
    if (lane) lane.push(call);
    else byLane.set(call.lane, [call]);
  }
  const all = new Map([...byLane].map(([lane, ofLane]) => [lane, { calls: ofLane, attachments: attachments(ofLane) }]));
  const main = [...all.values()].reduce<Lane | null>(
    (most, lane) => (most && most.calls.length >= lane.calls.length ? most : lane),
    null,
  );
  return { all, main };
}

/** A call without what stands above it already: messages that it repeats, and tools that were offered before. */
function continued(call: ChatCall, { calls }: Lane): ChatCall {
  const before = calls[calls.indexOf(call) - 1];
  if (!before) return call;
  const same = before.tools.map((tool) => tool.name).join() === call.tools.map((tool) => tool.name).join();
  return { ...call, earlier: 0, tools: same ? [] : call.tools };
}

/** Whether an element was on the screen, or nearly. */
function useSeen() {
  const element = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen) return undefined;
    const watch = new IntersectionObserver(([entry]) => entry.isIntersecting && setSeen(true), { rootMargin: AHEAD });
    watch.observe(element.current!);
    return () => watch.disconnect();
  }, [seen]);
  return { element, seen };
}

/** What models were asked in a trace and what they answered, loaded when it comes into sight. */
export function Conversation({ file, part, running, version }: Props) {
  const { element, seen } = useSeen();
  const [calls, setCalls] = useState<readonly ChatCall[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt] = useAttempt(failure !== null);
  const [all, setAll] = useState(false);

  useEffect(() => {
    if (!seen) return undefined;
    const stop = new AbortController();
    void (async () => {
      try {
        const found: ChatCall[] = [];
        let drawn = performance.now();
        for await (const call of lines<ChatCall>('chat', { file, part }, stop.signal)) {
          found.push(call);
          // A second time, what is there stays until all has come.
          if (!calls && performance.now() - drawn > DRAW_MS) {
            setCalls([...found]);
            drawn = performance.now();
          }
        }
        setCalls(found);
        setFailure(null);
      } catch (e) {
        if (!stop.signal.aborted) setFailure(e instanceof ApiError ? e.message : String(e));
      }
    })();
    return () => stop.abort();
  }, [seen, file, part, version, attempt]);

  const lanes = useMemo(() => lanesOf(calls ?? []), [calls]);
  const shown = all ? (calls ?? []) : (lanes.main?.calls ?? []).slice(0, SHORT);
  const hidden = (calls?.length ?? 0) - shown.length;

  return (
    <div ref={element} class="conversation" aria-busy={seen && calls === null && failure === null}>
      {failure && (
        <p class="error-text" role="alert">
          {failure}
        </p>
      )}
      {shown.map((call, i) => (
        <ChatCallView
          key={call.row}
          call={continued(call, lanes.all.get(call.lane)!)}
          attachments={lanes.all.get(call.lane)?.attachments}
          running={running && i === shown.length - 1}
        />
      ))}
      {hidden > 0 && (
        <button type="button" class="button conversation-more" onClick={() => setAll(true)}>
          Show {plural(hidden, 'other call')}
        </button>
      )}
      {calls?.length === 0 && <p class="soft">No call of a model was recorded.</p>}
    </div>
  );
}
