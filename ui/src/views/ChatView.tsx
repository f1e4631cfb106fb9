import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { register } from '../lib/commands';
import type { TraceData } from '../lib/data';
import { cost, count, duration, plural } from '../lib/format';
import { kindLook } from '../lib/kinds';
import { factsOf, kindOfRow, nameOf, type SpanFacts } from '../lib/spanFacts';
import { ChatCallView } from '../parts/ChatCallView';
import { Icon, kindIcon } from '../parts/Icon';
import { TraceFile } from '../parts/Media';
import { StatusMark } from '../parts/StatusMark';
import type { OpenTrace } from '../state/trace';
import { CallError } from './chat/CallError';
import { Calls, type Conversation, type Entry, type LaneInfo } from './chat/calls';
import { Seen } from './chat/Seen';

const COLOURS = 6;
/** Further from the end than this the reader has scrolled away. */
const AT_END = 40;

/** The whole run as one conversation: what was asked and answered, agents as lanes. */
export function ChatView({ trace }: { trace: OpenTrace }) {
  const calls = useMemo(() => new Calls(trace), [trace]);
  const data = trace.data.value!;
  useEffect(() => () => calls.dispose(), [calls]);
  useEffect(() => calls.check(data), [calls, data]);
  const lane = useSignal<number | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const conversation = calls.conversation.value;
  const { entries, lanes } = conversation;
  const shown = lane.value === null ? entries : entries.filter((entry) => entry.lane === lane.value);

  useLayoutEffect(
    () =>
      register([
        {
          id: 'lane-next',
          title: 'Show the next agent',
          group: 'View',
          keys: ['l'],
          enabled: () => calls.conversation.peek().lanes.length > 1,
          run: () => (lane.value = step(calls.conversation.peek().lanes, lane.peek(), 1)),
        },
        {
          id: 'lane-previous',
          title: 'Show the previous agent',
          group: 'View',
          keys: ['h'],
          enabled: () => calls.conversation.peek().lanes.length > 1,
          run: () => (lane.value = step(calls.conversation.peek().lanes, lane.peek(), -1)),
        },
        {
          id: 'chat-next',
          title: 'Go to the next call',
          group: 'Go',
          keys: ['j', 'ArrowDown'],
          hidden: true,
          enabled: () => inChat(scroller.current),
          run: () => trace.nextLlm(1),
        },
        {
          id: 'chat-previous',
          title: 'Go to the previous call',
          group: 'Go',
          keys: ['k', 'ArrowUp'],
          hidden: true,
          enabled: () => inChat(scroller.current),
          run: () => trace.nextLlm(-1),
        },
      ]),
    [calls],
  );

  const clicked = useFollowSelection(trace, scroller, conversation, (entry) => {
    if (lane.peek() !== null && entry.lane !== lane.peek()) lane.value = null;
  });
  useStickToEnd(trace, scroller, conversation);

  if (calls.failure.value && entries.length === 0) {
    return (
      <div class="empty">
        <Icon name="error" size={24} />
        <p>{calls.failure.value}</p>
        <button type="button" class="button" onClick={() => calls.again()}>
          Try again
        </button>
      </div>
    );
  }
  if (entries.length === 0) return calls.state.value === 'loading' ? <Skeleton /> : <NoCalls />;
  return (
    <div class="chat">
      {lanes.length > 1 && (
        <LaneSwitch
          data={data}
          lanes={lanes}
          chosen={lane.value}
          total={entries.length}
          onChoose={(row) => (lane.value = row)}
        />
      )}
      <div class="chat-scroll" ref={scroller} tabIndex={0} role="region" aria-label="Conversation">
        <div class="chat-column">
          {shown.map((entry, at) => {
            const info = lanes.findIndex((one) => one.row === entry.lane);
            return (
              <Seen key={entry.file + entry.call.row} id={domId(entry)} class="chat-entry" estimate={estimate(entry)}>
                {() => (
                  <EntryView
                    trace={trace}
                    data={data}
                    entry={entry}
                    lane={lanes[info]}
                    colour={lanes.length > 1 ? info % COLOURS : null}
                    showLane={lanes.length > 1 && (at === 0 || shown[at - 1].lane !== entry.lane)}
                    onSelect={() => {
                      clicked.current = entry.row;
                      trace.select(entry.row);
                    }}
                    onEarlier={() => calls.whole(entry)}
                  />
                )}
              </Seen>
            );
          })}
          {calls.state.value === 'more' && (
            <p class="chat-more">
              <button type="button" class="button" onClick={() => calls.more()}>
                Show more calls
              </button>
              <span class="faint">{plural(entries.length, 'call')} shown</span>
            </p>
          )}
          {calls.state.value === 'loading' && <p class="chat-more faint">Loading…</p>}
        </div>
      </div>
    </div>
  );
}

const domId = (entry: Entry) => `call-${entry.row}`;

const inChat = (scroller: HTMLElement | null) => document.activeElement === scroller;

function step(lanes: readonly LaneInfo[], now: number | null, by: number): number | null {
  const all = [null, ...lanes.map(({ row }) => row)];
  return all[(all.indexOf(now) + by + all.length) % all.length];
}

/** How high a call will be, roughly: enough for the scroll bar not to jump much. */
function estimate({ call }: Entry): number {
  let height = 60;
  for (const message of [...call.messages, ...call.answer]) {
    height += 44;
    for (const part of message.parts)
      height +=
        part.type === 'text' && message.role !== 'system'
          ? Math.min(500, 24 + part.text.length / 4)
          : part.type === 'tool_call'
            ? 120
            : 30;
  }
  return Math.min(2000, Math.round(height));
}

/** A call that is selected elsewhere is scrolled to. The result takes the row that was selected here. */
function useFollowSelection(
  trace: OpenTrace,
  scroller: { current: HTMLElement | null },
  { entries }: Conversation,
  onFound: (entry: Entry) => void,
) {
  const clicked = useRef(-1);
  const done = useRef(-1);
  const row = trace.selected.value;
  useEffect(() => {
    if (row === done.current) return;
    if (row === clicked.current) {
      done.current = row;
      return;
    }
    const entry = entries.find((one) => one.row === row);
    if (!entry) return;
    done.current = row;
    onFound(entry);
    let tries = 6;
    // What comes into sight on the way gets its true height: then it is aimed at again.
    const aim = () => {
      const target = document.getElementById(domId(entry));
      if (!target || !scroller.current) return;
      const by = target.getBoundingClientRect().top - scroller.current.getBoundingClientRect().top - 8;
      if (Math.abs(by) > 2) scroller.current.scrollTop += by;
      if (--tries > 0) requestAnimationFrame(aim);
    };
    requestAnimationFrame(aim);
  }, [row, entries]);
  return clicked;
}

/** While the trace is written the end stays in sight, unless the reader has scrolled away from it. */
function useStickToEnd(trace: OpenTrace, scroller: { current: HTMLElement | null }, conversation: Conversation) {
  const sticks = useRef(trace.live.peek() === 'following' && trace.selected.peek() < 0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => (sticks.current = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END);
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [conversation.entries.length > 0]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && sticks.current && trace.live.peek() === 'following') element.scrollTop = element.scrollHeight;
  }, [conversation]);
}

interface EntryProps {
  trace: OpenTrace;
  data: TraceData;
  entry: Entry;
  lane: LaneInfo | undefined;
  /** Null where there is only one lane. */
  colour: number | null;
  showLane: boolean;
  onSelect: () => void;
  onEarlier: () => Promise<unknown>;
}

function EntryView({ trace, data, entry, lane, colour, showLane, onSelect, onEarlier }: EntryProps) {
  const facts = factsOf(data, entry.row);
  const selected = trace.selected.value === entry.row;
  const source = trace.sourceOf(entry.row);
  return (
    <TraceFile.Provider value={entry.file}>
      <article
        class="call"
        data-selected={selected || undefined}
        data-lane={colour ?? undefined}
        aria-label={`${facts.name}, ${facts.status}`}
      >
        {showLane && lane && (
          <p class="lane-badge" data-lane={colour ?? undefined}>
            <LaneName data={data} row={lane.row} />
          </p>
        )}
        <CallHeader data={data} facts={facts} selected={selected} onSelect={onSelect} />
        {!entry.call.plain && (
          <ChatCallView
            call={entry.call}
            attachments={lane?.attachments}
            running={facts.isRunning || !entry.final}
            sameTools={entry.sameTools}
            onEarlier={onEarlier}
          />
        )}
        {source && facts.status === 'error' && <CallError file={source.file} row={source.row} />}
      </article>
    </TraceFile.Provider>
  );
}

function CallHeader({
  data,
  facts,
  selected,
  onSelect,
}: {
  data: TraceData;
  facts: SpanFacts;
  selected: boolean;
  onSelect: () => void;
}) {
  const place = data.llmPlace[facts.row];
  const tokens = (column: Float64Array) => (place >= 0 && column[place] >= 0 ? count(column[place]) : null);
  const input = tokens(data.llm.inputTokens);
  const output = tokens(data.llm.outputTokens);
  return (
    <button
      type="button"
      class="call-head"
      aria-pressed={selected}
      onClick={onSelect}
      title="Show the detail of this call"
    >
      <span class="call-name" data-kind={kindLook(facts.kind)}>
        <Icon name={kindIcon(facts.kind)} size={13} />
        <bdi class="clip">{facts.name || 'call'}</bdi>
      </span>
      {facts.model && <bdi class="clip call-model">{facts.model}</bdi>}
      <span class="call-facts number">
        {facts.status !== 'ok' && <StatusMark status={facts.status} />}
        {(input !== null || output !== null) && (
          <span title="Tokens in and out">
            {input ?? '–'} → {output ?? '–'}
          </span>
        )}
        {facts.firstToken !== null && <span title="Until the first token">TTFT {duration(facts.firstToken)}</span>}
        {facts.cost !== null && <span>{cost(facts.cost)}</span>}
        <span>{duration(facts.duration)}</span>
      </span>
    </button>
  );
}

function LaneName({ data, row }: { data: TraceData; row: number }) {
  const kind = row < 0 ? null : kindOfRow(data, row);
  return (
    <>
      <Icon name={row < 0 ? 'tree' : kindIcon(kind)} size={12} />
      <bdi class="clip">{row < 0 ? 'top of the trace' : nameOf(data, row) || 'unnamed'}</bdi>
    </>
  );
}

const MOST_BUTTONS = 8;

interface LaneSwitchProps {
  data: TraceData;
  lanes: readonly LaneInfo[];
  chosen: number | null;
  total: number;
  onChoose: (row: number | null) => void;
}

function LaneSwitch({ data, lanes, chosen, total, onChoose }: LaneSwitchProps) {
  if (lanes.length > MOST_BUTTONS) {
    return (
      <div class="lanes">
        <label class="soft">
          Agent{' '}
          <select
            class="field"
            value={chosen === null ? '' : String(chosen)}
            onChange={(event) => onChoose(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))}
          >
            <option value="">All ({total})</option>
            {lanes.map((lane) => (
              <option key={lane.row} value={String(lane.row)}>
                {(lane.row < 0 ? 'top of the trace' : nameOf(data, lane.row) || 'unnamed').slice(0, 80)} ({lane.calls})
              </option>
            ))}
          </select>
        </label>
      </div>
    );
  }
  return (
    <div class="lanes" role="group" aria-label="Agents">
      <button type="button" class="button small lane" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        All <span class="faint number">{total}</span>
      </button>
      {lanes.map((lane, at) => (
        <button
          key={lane.row}
          type="button"
          class="button small lane"
          data-lane={at % COLOURS}
          aria-pressed={chosen === lane.row}
          onClick={() => onChoose(chosen === lane.row ? null : lane.row)}
        >
          <LaneName data={data} row={lane.row} /> <span class="faint number">{lane.calls}</span>
        </button>
      ))}
    </div>
  );
}

function Skeleton() {
  return (
    <div class="detail-skeleton chat-skeleton" role="status" aria-busy="true" aria-label="Loading">
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}

function NoCalls() {
  return (
    <div class="empty">
      <Icon name="message" size={24} />
      <h2>No conversation</h2>
      <p class="soft">No model was called in this trace, or its calls have no kind “llm”.</p>
    </div>
  );
}
