import { signal } from '@preact/signals';
import { whenBack } from '../../lib/api';
import { chatCall, chatCalls } from '../../lib/chat';
import type { TraceData } from '../../lib/data';
import type { ChatCall } from '../../lib/protocol';
import { kindOfRow, statusOf } from '../../lib/spanFacts';
import { attachments, type Attachments } from '../../lib/toolResults';
import type { OpenTrace } from '../../state/trace';

/** One call of a model in the conversation. */
export interface Entry {
  file: string;
  /** In the page's data; the lane too, -1 for the top. */
  row: number;
  lane: number;
  call: ChatCall;
  /** As the call before it in its lane. */
  sameTools: boolean;
  /** There is nothing more to come of it. */
  final: boolean;
}

export interface LaneInfo {
  row: number;
  calls: number;
  attachments: Attachments;
}

/** What is drawn: calls by when they began, and their lanes by when they first spoke. */
export interface Conversation {
  entries: readonly Entry[];
  lanes: readonly LaneInfo[];
}

const SHOWN_EVERY_MS = 120;
const CHECKED_EVERY_MS = 400;
/** Calls that are loaded at once; more on demand. */
export const MOST_CALLS = 3000;

/** The calls of a trace's files as they come, and come anew while it is written. */
export class Calls {
  readonly conversation = signal<Conversation>({ entries: [], lanes: [] });
  readonly state = signal<'loading' | 'done' | 'more'>('loading');
  readonly failure = signal<string | null>(null);

  private readonly byKey = new Map<string, Entry>();
  /** Files that were asked for, and up to which row they were answered. */
  private readonly files = new Map<string, number>();
  private readonly aborting = new AbortController();
  /** Rows of calls that are not final. */
  private open = new Set<number>();
  private seen = 0;
  private most = MOST_CALLS;
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private checking: ReturnType<typeof setTimeout> | undefined;
  private readonly unwatch: () => void;

  constructor(private readonly trace: OpenTrace) {
    this.unwatch = whenBack(() => this.failure.peek() !== null && this.again());
  }

  dispose(): void {
    this.unwatch();
    this.aborting.abort();
    clearTimeout(this.timer);
    clearTimeout(this.checking);
  }

  /** Called whenever the data has changed: loads what is new, and what has ended. */
  check(data: TraceData): void {
    if (this.checking !== undefined) return;
    this.checking = setTimeout(
      () => {
        this.checking = undefined;
        void this.load(this.trace.data.peek() ?? data);
      },
      this.files.size === 0 ? 0 : CHECKED_EVERY_MS,
    );
  }

  /** Loads as many calls again. */
  more(): void {
    this.most += MOST_CALLS;
    this.state.value = 'loading';
    void this.load(this.trace.data.peek()!);
  }

  again(): void {
    this.failure.value = null;
    this.files.clear();
    this.state.value = 'loading';
    void this.load(this.trace.data.peek()!);
  }

  /** The messages of a call that were left out because an earlier call has them. */
  async whole(entry: Entry): Promise<void> {
    const call = await chatCall(entry.file, entry.call.row, this.aborting.signal);
    if (!call) return;
    this.byKey.set(key(entry.file, call.row), { ...entry, call });
    this.publish();
  }

  private async load(data: TraceData): Promise<void> {
    if (this.busy) return this.check(data);
    this.busy = true;
    try {
      const wanted = this.wanted(data);
      for (const [file, after] of wanted) await this.loadFile(file, after);
      if (wanted.length > 0 || this.state.peek() === 'loading') {
        this.state.value = this.byKey.size >= this.most ? 'more' : 'done';
        this.publish();
      }
    } catch (e) {
      if (!this.aborting.signal.aborted) {
        this.failure.value = e instanceof Error ? e.message : String(e);
        this.state.value = 'done';
      }
    }
    this.busy = false;
  }

  /** Files that have calls that are not here, with the row after which they are. */
  private wanted(data: TraceData): [string, number][] {
    const wanted = new Map<string, number>();
    const ask = (file: string, after: number) => wanted.set(file, Math.min(wanted.get(file) ?? Infinity, after));
    for (const { file } of data.sources) if (!this.files.has(file)) ask(file, -1);
    if (this.state.peek() !== 'done') for (const [file, after] of this.files) ask(file, after);
    for (let row = this.seen; row < data.size; row++) {
      const isCall = data.llmPlace[row] >= 0 || kindOfRow(data, row) === 'llm';
      const source = isCall ? this.trace.sourceOf(row) : null;
      if (source && this.files.has(source.file) && source.row > this.files.get(source.file)!)
        ask(source.file, source.row - 1);
    }
    for (const row of this.open) {
      const source = statusOf(data, row) === 'running' ? null : this.trace.sourceOf(row);
      if (source) ask(source.file, source.row - 1);
    }
    this.seen = data.size;
    return [...wanted];
  }

  private async loadFile(file: string, after: number): Promise<void> {
    let last = Math.max(after, this.files.get(file) ?? -1);
    this.files.set(file, last);
    const known = this.byKey.size;
    for await (const call of chatCalls({ file, after: after < 0 ? null : after }, this.aborting.signal)) {
      const row = this.trace.rowOf(file, call.row);
      if (row < 0) continue;
      const before = this.byKey.get(key(file, call.row));
      // What the reader has unfolded stays unfolded.
      const keeps = before && before.call.earlier === 0 && call.earlier > 0 && before.call.answer.length > 0;
      const final = this.isFinal(row, call, before);
      this.byKey.set(
        key(file, call.row),
        keeps ? before : { file, row, lane: this.trace.rowOf(file, call.lane), call, sameTools: false, final },
      );
      last = Math.max(last, call.row);
      this.files.set(file, last);
      if (this.byKey.size > known && this.byKey.size >= this.most) break;
      this.timer ??= setTimeout(() => this.publish(), SHOWN_EVERY_MS);
    }
  }

  /** What was read before the end of a call was written may be without its answer, though the call has ended by now. */
  private isFinal(row: number, call: ChatCall, before: Entry | undefined): boolean {
    if (!this.trace.about.peek()?.live) return true;
    const data = this.trace.data.peek();
    return !!data && statusOf(data, row) !== 'running' && (call.answer.length > 0 || before !== undefined);
  }

  private publish(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const data = this.trace.data.peek();
    if (!data || this.aborting.signal.aborted) return;
    const at = (entry: Entry) => (Number.isFinite(data.start[entry.row]) ? data.start[entry.row] : 0);
    const entries = [...this.byKey.values()].sort((a, b) => at(a) - at(b) || a.row - b.row);
    this.open = new Set(entries.filter(({ final }) => !final).map(({ row }) => row));
    const byLane = grouped(entries);
    for (const own of byLane.values())
      own.forEach((entry, at) => (entry.sameTools = at > 0 && toolsOf(entry) === toolsOf(own[at - 1])));
    const lanes = [...byLane].map(([row, own]) => ({
      row,
      calls: own.length,
      attachments: attachments(own.map(({ call }) => call)),
    }));
    this.conversation.value = { entries, lanes };
  }
}

const toolsOf = ({ call }: Entry) => call.tools.map(({ name }) => name).join('\n');

const key = (file: string, row: number) => `${file}\n${row}`;

function grouped(entries: readonly Entry[]): Map<number, Entry[]> {
  const groups = new Map<number, Entry[]>();
  for (const entry of entries) {
    const own = groups.get(entry.lane);
    if (own) own.push(entry);
    else groups.set(entry.lane, [entry]);
  }
  return groups;
}
