import { batch, computed, signal } from '@preact/signals';
import { ApiError, BASE, json } from '../lib/api';
import type { Derived, TraceData, TraceNode } from '../lib/data';
import { follow } from '../lib/follow';
import { nextError, nextWhere } from '../lib/moves';
import type { Ends, Indexing, LiveState, NewPoints, NewSpans, SpanContent } from '../lib/protocol';
import { probe } from '../lib/probe';
import { Store } from '../lib/store';
import { around, panned, within, zoomed, type TimeWindow } from '../lib/timeWindow';
import { decode } from '../lib/tqc';
import { scriptAddress } from '../lib/trusted';
import { shown } from '../lib/visible';
import type { Change, FromWorker, ToWorker } from '../worker/messages';
import workerAddress from '../worker/trace.worker.ts?worker&url';
import { isSet, matching, NO_FILTER, type Filter } from './matching';

export type View = 'tree' | 'flame' | 'chat' | 'log' | 'stats';
export const VIEWS: readonly View[] = ['tree', 'flame', 'chat', 'log', 'stats'];

export type Live = 'off' | 'following' | 'paused' | 'reconnecting' | 'gone';

/** Something that the reader should know of the file. */
export interface Note {
  id: 'replaced' | 'gone' | 'unknown-span' | 'child';
  text: string;
}

export interface SelectOptions {
  /** Opens what hides it, and scrolls to it. */
  reveal?: boolean;
  /** Scrolls it to the middle. */
  centre?: boolean;
}

/** More rows than this are not all shown at first. */
const OPENED_ROWS = 2000;
/** As many child traces, with as many spans, are loaded without being asked for. */
const OPENED_CHILDREN = 24;
const OPENED_CHILD_SPANS = 5000;
const TICK_MS = 1000;

/**
 * One open trace: what the server and the worker say of it, and what the reader has done to it. The views draw it; they
 * keep nothing of their own that another view needs.
 */
export class OpenTrace {
  readonly phase = signal<'loading' | 'indexing' | 'ready' | 'failed'>('loading');
  readonly progress = signal<Indexing | null>(null);
  readonly failure = signal<ApiError | null>(null);
  /** A new object whenever anything of it has changed. */
  readonly data = signal<TraceData | null>(null);
  /** The file's traces, what was skipped, whether it is written to. */
  readonly about = signal<LiveState | null>(null);
  readonly notes = signal<readonly Note[]>([]);

  readonly view = signal<View>('tree');
  /** Row; -1: none. */
  readonly selected = signal(-1);
  /** The row that views scroll to: a new object for each request. */
  readonly revealed = signal<{ row: number; centre: boolean } | null>(null);
  readonly window = signal<TimeWindow>({ from: 0, to: 1 });
  readonly filter = signal<Filter>(NO_FILTER);
  /** Only this row and what is below it; -1: everything. */
  readonly only = signal(-1);
  /** How many levels were opened last; null: not by level. */
  readonly levels = signal<number | null>(null);
  readonly live = signal<Live>('off');
  readonly newWhilePaused = signal(0);
  /** Child traces that are being loaded. */
  readonly loadingChildren = signal<ReadonlySet<number>>(new Set());

  private store = new Store();
  private derived: Derived | null = null;
  private derivedSize = 0;
  /** How long the worker took to derive: milliseconds. */
  deriveMs = 0;
  /** When the index and what is derived of it came, since the page asked: milliseconds, for measurements. */
  private readonly came = { index: 0, derived: 0 };
  private readonly asked = performance.now();
  private readonly unprobe = probe('trace', () => ({
    rows: this.store.size,
    visible: this.visible.peek().count,
    live: this.live.peek(),
    deriveMs: this.deriveMs,
    ...this.came,
  }));
  private collapsed = new Uint8Array(0);
  /** While there is a filter, what the reader closes is another matter. */
  private collapsedFiltered = new Uint8Array(0);
  private readonly collapsing = signal(0);
  private readonly worker: Worker;
  private fitted = true;
  private bytes = 0;
  private unfollow: (() => void) | null = null;
  private waiting: Change[] = [];
  private ticking: ReturnType<typeof setInterval> | undefined;
  private queued = false;
  private afterDerive: (() => void)[] = [];
  private openedChildren = 0;
  private openedChildSpans = 0;

  constructor(readonly file: string) {
    this.worker = new Worker(scriptAddress(workerAddress), { type: 'module' });
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.heard(data);
    this.worker.onerror = () => this.fail(new ApiError(0, 'The page cannot read this trace; reload it.'));
    this.tell({ open: file, base: BASE });
  }

  dispose(): void {
    this.worker.terminate();
    this.unprobe();
    this.unfollow?.();
    clearInterval(this.ticking);
  }

  /** Loads everything again: the file is another one now, or the first attempt failed. */
  reload(): void {
    this.unfollow?.();
    this.unfollow = null;
    this.waiting = [];
    this.derived = null;
    this.note('replaced', null);
    this.note('gone', null);
    this.phase.value = 'loading';
    this.failure.value = null;
    this.tell({ open: this.file, base: BASE });
  }

  // ---- what is shown ------------------------------------------------------------------------------------------------

  /** 1 for rows that match the filter; null without one. */
  readonly matches = computed(() => {
    const data = this.data.value;
    const filter = this.filter.value;
    return data && isSet(filter) ? matching(data, filter) : null;
  });

  /** The rows of the tree that are not hidden. */
  readonly visible = computed(() => {
    const data = this.data.value;
    void this.collapsing.value;
    if (!data) return { rows: new Uint32Array(0), count: 0, matches: 0 };
    const only = this.only.value < data.derived.order.length ? this.only.value : -1;
    return shown(data.derived, data.parent, { collapsed: this.hiding(), only, matches: this.matches.value });
  });

  /** All of the time, or that of the subtree that alone is shown. */
  readonly whole = computed<TimeWindow>(() => {
    const data = this.data.value;
    if (!data) return { from: 0, to: 1 };
    const only = this.only.value;
    if (only >= 0 && only < data.size) return this.timeOf(data, only);
    return { from: 0, to: Math.max(data.end, 1) };
  });

  private hiding(): Uint8Array {
    return isSet(this.filter.value) ? this.collapsedFiltered : this.collapsed;
  }

  node(row: number): TraceNode | undefined {
    return this.store.nodes.get(row);
  }

  /** Whether there is something to open: children, or a child trace that is not loaded yet. */
  expandable(row: number): boolean {
    const data = this.data.peek();
    return !!data && (data.derived.children[row] > 0 || this.unloaded(row) !== null);
  }

  expanded(row: number): boolean {
    const data = this.data.peek();
    return !!data && data.derived.children[row] > 0 && !this.hiding()[row];
  }

  private unloaded(row: number): string | null {
    const node = this.store.nodes.get(row);
    const file = node?.link && !node.part ? node.link.file : null;
    return file !== null && !this.store.has(file) ? file : null;
  }

  // ---- what the reader does -----------------------------------------------------------------------------------------

  toggle(row: number): void {
    if (this.unloaded(row) !== null) {
      this.openChild(row);
      return;
    }
    const hiding = this.hiding();
    hiding[row] = hiding[row] ? 0 : 1;
    this.collapsing.value++;
  }

  expandAll(): void {
    this.levels.value = null;
    this.hiding().fill(0);
    this.collapsing.value++;
  }

  collapseAll(): void {
    this.toLevel(1);
  }

  oneLevelMore(): void {
    this.toLevel(Math.min((this.levels.peek() ?? this.openLevels()) + 1, this.deepest() + 1));
  }

  oneLevelLess(): void {
    this.toLevel(Math.max(1, (this.levels.peek() ?? this.openLevels()) - 1));
  }

  /** Opens so many levels, the top ones being the first, and closes everything below. */
  toLevel(levels: number): void {
    const data = this.data.peek();
    if (!data) return;
    const { depth, children } = data.derived;
    const hiding = this.hiding();
    for (let row = 0; row < depth.length; row++) hiding[row] = children[row] > 0 && depth[row] >= levels - 1 ? 1 : 0;
    this.levels.value = levels;
    this.collapsing.value++;
  }

  private deepest(): number {
    return this.data.peek()?.derived.deepest ?? 0;
  }

  private openLevels(): number {
    const data = this.data.peek();
    const { rows, count } = this.visible.peek();
    let levels = 1;
    for (let at = 0; data && at < count; at++) levels = Math.max(levels, data.derived.depth[rows[at]] + 1);
    return levels;
  }

  select(row: number, { reveal = false, centre = false }: SelectOptions = {}): void {
    batch(() => {
      this.selected.value = row;
      this.note('unknown-span', null);
      if (reveal && row >= 0) this.reveal(row, centre);
    });
  }

  private reveal(row: number, centre: boolean): void {
    const data = this.data.peek();
    if (!data || row >= data.derived.place.length) return;
    const { place, end } = data.derived;
    const only = this.only.peek();
    if (only >= 0 && !(place[row] >= place[only] && place[row] < end[only])) this.only.value = -1;
    const matches = this.matches.peek();
    if (matches && !matches[row]) this.filter.value = NO_FILTER;
    const hiding = this.hiding();
    let opened = false;
    for (let above = data.parent[row]; above >= 0; above = data.parent[above]) {
      opened ||= hiding[above] === 1;
      hiding[above] = 0;
    }
    if (opened) this.collapsing.value++;
    this.revealed.value = { row, centre };
  }

  nextError(direction: 1 | -1): void {
    const data = this.data.peek();
    const row = data ? nextError(data, this.selected.peek(), direction) : -1;
    if (row >= 0) this.select(row, { reveal: true });
  }

  nextLlm(direction: 1 | -1): void {
    const data = this.data.peek();
    const llm = data?.kinds.indexOf('llm') ?? -1;
    const row = data && llm >= 0 ? nextWhere(data, this.selected.peek(), direction, (at) => data.kind[at] === llm) : -1;
    if (row >= 0) this.select(row, { reveal: true });
  }

  nextMatch(direction: 1 | -1): void {
    const data = this.data.peek();
    const matches = this.matches.peek();
    const row =
      data && matches ? nextWhere(data, this.selected.peek(), direction, (at) => matches[at] === 1) : -1;
    if (row >= 0) this.select(row, { reveal: true });
  }

  setFilter(filter: Filter): void {
    batch(() => {
      this.collapsedFiltered = new Uint8Array(this.store.size);
      this.filter.value = filter;
    });
  }

  showOnly(row: number): void {
    batch(() => {
      this.only.value = row;
      this.fit();
    });
  }

  show(window: TimeWindow): void {
    const whole = this.whole.peek();
    this.window.value = within(window, whole);
    this.fitted = this.window.peek().to - this.window.peek().from >= whole.to - whole.from;
  }

  fit(): void {
    this.show(this.whole.peek());
  }

  fitRow(row: number): void {
    const data = this.data.peek();
    if (!data || row < 0) return;
    const { from, to } = this.timeOf(data, row);
    this.show(around(from, to, this.whole.peek()));
  }

  zoom(factor: number, at?: number): void {
    this.show(zoomed(this.window.peek(), this.whole.peek(), factor, at));
  }

  /** Moves by a share of what is shown. */
  pan(share: number): void {
    this.show(panned(this.window.peek(), this.whole.peek(), share));
  }

  private timeOf(data: TraceData, row: number): TimeWindow {
    const from = data.start[row] >= 0 ? data.start[row] : 0;
    const to = data.duration[row] < 0 ? data.end : from + data.duration[row];
    return { from, to: Math.max(to, from + 1) };
  }

  // ---- spans and files ----------------------------------------------------------------------------------------------

  /** Where a row comes from: what `api/span` is asked for. Null for rows that stand for traces. */
  sourceOf(row: number): { file: string; row: number } | null {
    return this.store.sourceOf(row);
  }

  rowOf(file: string, serverRow: number): number {
    return this.store.rowOf(file, serverRow);
  }

  /** Selects a span by its id once the index is there; says so if there is none. */
  async selectId(id: string): Promise<void> {
    await this.ready();
    try {
      const span = await json<SpanContent>('span', { file: this.file, id });
      this.select(this.store.rowOf(this.file, span.row), { reveal: true, centre: true });
    } catch (e) {
      if (e instanceof ApiError && e.status === 404) {
        this.note('unknown-span', `No span of this trace has the id ${id}; it may lie in a child trace.`);
      }
    }
  }

  private ready(): Promise<void> {
    return this.derived ? Promise.resolve() : new Promise((resolve) => this.afterDerive.push(resolve));
  }

  /** Loads a child trace; its spans appear below its row. */
  openChild(row: number): void {
    const file = this.unloaded(row);
    if (file === null || this.loadingChildren.peek().has(row)) return;
    this.loadingChildren.value = new Set([...this.loadingChildren.peek(), row]);
    this.tell({ child: { row, file } });
  }

  /** A family that is small is shown whole, grandchildren too. */
  private openSmallChildren(): void {
    for (const { row, link } of this.store.nodes.values()) {
      if (!link || this.unloaded(row) === null || this.loadingChildren.peek().has(row)) continue;
      // What is read of it stays as it is: it is read when it has ended.
      if (link.status === 'running') continue;
      if (this.openedChildren >= OPENED_CHILDREN) return;
      if (this.openedChildSpans + link.totals.spans > OPENED_CHILD_SPANS) continue;
      this.openedChildren++;
      this.openedChildSpans += link.totals.spans;
      this.openChild(row);
    }
  }

  // ---- live -----------------------------------------------------------------------------------------------------------

  pause(): void {
    if (this.live.peek() === 'following') this.live.value = 'paused';
  }

  resume(): void {
    if (this.live.peek() !== 'paused') return;
    const changes = this.waiting;
    this.waiting = [];
    batch(() => {
      this.live.value = 'following';
      this.newWhilePaused.value = 0;
      changes.forEach((change) => this.apply(change));
    });
  }

  private startFollowing(): void {
    this.unfollow?.();
    const stop = follow(
      () => ({ file: this.file, from: this.bytes }),
      ['spans', 'ends', 'points', 'state', 'replaced', 'gone'],
      {
        connected: (yes) => {
          const live = this.live.peek();
          if (!yes && live === 'following') this.live.value = 'reconnecting';
          if (yes && live === 'reconnecting') this.live.value = 'following';
        },
        event: (name, text, id) => {
          if (id !== '') this.bytes = Math.max(this.bytes, Number(id));
          this.happened(name, text);
        },
      },
    );
    this.unfollow = stop;
  }

  private happened(name: string, text: string): void {
    switch (name) {
      case 'spans':
        this.change({ spans: JSON.parse(text) as NewSpans });
        break;
      case 'ends':
        this.change({ ends: JSON.parse(text) as Ends });
        break;
      case 'points':
        this.change({ points: JSON.parse(text) as NewPoints });
        break;
      case 'state': {
        const state = JSON.parse(text) as LiveState;
        this.about.value = state;
        this.change({ parts: state.traces });
        if (this.live.peek() !== 'paused') this.live.value = state.live ? 'following' : 'off';
        this.tick();
        break;
      }
      case 'replaced':
        this.note('replaced', 'The file was replaced by another one; this is the new one.');
        this.live.value = 'off';
        this.unfollow?.();
        this.unfollow = null;
        this.phase.value = 'loading';
        this.derived = null;
        this.tell({ open: this.file, base: BASE });
        break;
      case 'gone':
        this.live.value = 'gone';
        this.note('gone', 'The file is no longer there. What was read of it stays here; contents of spans may be missing.');
        break;
    }
  }

  private change(change: Change): void {
    if (this.live.peek() === 'paused') {
      this.waiting.push(change);
      if ('spans' in change) this.newWhilePaused.value += change.spans.start.length;
    } else this.apply(change);
  }

  private apply(change: Change): void {
    const { store } = this;
    if ('spans' in change) store.addSpans(this.file, change.spans);
    else if ('ends' in change) store.addEnds(this.file, change.ends);
    else if ('points' in change) store.addPoints(this.file, change.points);
    else store.addParts(change.parts);
    this.tell({ change, file: this.file });
    this.changed();
  }

  /** Spans that run grow with the clock, while somebody looks. */
  private tick(): void {
    clearInterval(this.ticking);
    if (!this.about.peek()?.live) return;
    this.ticking = setInterval(() => {
      if (!document.hidden && this.live.peek() === 'following') this.changed();
    }, TICK_MS);
  }

  // ---- the worker -------------------------------------------------------------------------------------------------------

  private tell(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private heard(message: FromWorker): void {
    if ('progress' in message) {
      this.progress.value = message.progress;
      this.phase.value = 'indexing';
    } else if ('index' in message) {
      try {
        this.loaded(message.index, message.child);
      } catch (e) {
        // Cut on its way, or from a server of another version.
        this.fail(new ApiError(0, (e as Error).message));
      }
    } else if ('derived' in message) {
      this.deriveMs = message.ms;
      this.derivedNow(message.derived, message.size);
    } else if (message.failed.child < 0) {
      this.fail(new ApiError(message.failed.status, message.failed.message));
    } else {
      this.childLoaded(message.failed.child);
      this.note('child', message.failed.message);
    }
  }

  private loaded(body: ArrayBuffer, child: number): void {
    const index = decode(body);
    if (child >= 0) {
      this.store.addChild(child, index);
      this.childLoaded(child);
      return;
    }
    this.came.index ||= performance.now() - this.asked;
    this.store = new Store();
    this.store.open(index);
    this.selected.value = Math.min(this.selected.peek(), this.store.size - 1);
    this.collapsed = new Uint8Array(this.store.size);
    this.collapsedFiltered = new Uint8Array(this.store.size);
    const { live, traces, skipped, warnings, bytes } = index.header;
    this.bytes = bytes;
    this.about.value = { live, traces, skipped, warnings };
  }

  private derivedNow(derived: Derived, size: number): void {
    this.came.derived ||= performance.now() - this.asked;
    const first = this.derived === null;
    this.derived = derived;
    this.derivedSize = size;
    if (this.collapsed.length < size) {
      this.collapsed = grown(this.collapsed, size);
      this.collapsedFiltered = grown(this.collapsedFiltered, size);
    }
    batch(() => {
      this.publish();
      if (first) this.begin();
    });
    this.afterDerive.splice(0).forEach((resolve) => resolve());
    this.openSmallChildren();
  }

  /** The first picture: everything if it is not much, the top levels otherwise. */
  private begin(): void {
    const data = this.data.peek()!;
    if (this.phase.peek() !== 'ready') this.phase.value = 'ready';
    if (data.derived.order.length > OPENED_ROWS && this.levels.peek() === null) this.toLevel(fittingLevels(data));
    this.fit();
    this.live.value = this.about.peek()!.live ? 'following' : 'off';
    this.startFollowing();
    this.tick();
  }

  private childLoaded(row: number): void {
    const loading = new Set(this.loadingChildren.peek());
    loading.delete(row);
    this.loadingChildren.value = loading;
  }

  private fail(failure: ApiError): void {
    this.failure.value = failure;
    this.phase.value = 'failed';
  }

  private note(id: Note['id'], text: string | null): void {
    const others = this.notes.peek().filter((note) => note.id !== id);
    if (text !== null) this.notes.value = [...others, { id, text }];
    else if (others.length < this.notes.peek().length) this.notes.value = others;
  }

  /** The reader has read it. */
  dismiss(id: Note['id']): void {
    this.note(id, null);
  }

  /** Many changes at once are one new picture. */
  private changed(): void {
    if (this.queued) return;
    this.queued = true;
    queueMicrotask(() => {
      this.queued = false;
      batch(() => {
        this.collapsing.value++;
        this.publish();
      });
    });
  }

  private publish(): void {
    const { store, derived } = this;
    if (!derived) return;
    const live = this.about.peek()?.live && this.live.peek() !== 'paused';
    const now = live ? Date.now() * 1000 - store.t0 : 0;
    const end = Math.max(store.end, now, 1);
    const before = this.data.peek();
    this.data.value = {
      version: (before?.version ?? 0) + 1,
      // Rows that the worker has not seen yet are nowhere in the tree.
      size: this.derivedSize,
      start: store.start,
      duration: store.duration,
      parent: store.parent,
      name: store.name,
      kind: store.kind,
      status: store.status,
      flags: store.flags,
      llmPlace: store.llmPlace,
      names: store.names,
      kinds: store.kinds,
      models: store.models,
      llm: store.llm,
      events: store.events,
      t0: store.t0,
      end,
      sources: store.sources,
      nodes: store.nodes,
      derived,
    };
    if (this.fitted) this.window.value = this.whole.peek();
  }
}

function grown(column: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(size, Math.ceil(column.length * 1.5)));
  larger.set(column);
  return larger;
}

/** As many levels as there are rows for; two at least. */
function fittingLevels(data: TraceData): number {
  const { depth, deepest, order } = data.derived;
  const rows = new Uint32Array(deepest + 1);
  for (let at = 0; at < order.length; at++) rows[depth[order[at]]]++;
  let total = rows[0];
  let levels = 1;
  while (levels <= deepest && (levels < 2 || total + rows[levels] <= OPENED_ROWS)) total += rows[levels++];
  return levels;
}
