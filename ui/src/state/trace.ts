import { batch, computed, effect, signal } from '@preact/signals';
import type { ApiError } from '../lib/api';
import type { Derived, TraceData, TraceNode } from '../lib/data';
import { nextError, nextWhere } from '../lib/moves';
import type { IndexHeader, Indexing, LiveState } from '../lib/protocol';
import { probe } from '../lib/probe';
import { around, panned, within, zoomed, type TimeWindow } from '../lib/timeWindow';
import { shown } from '../lib/visible';
import { Folding, fittingLevels } from './folding';
import { Following } from './following';
import { isSet, matching, NO_FILTER, type Filter } from './matching';
import { Rows } from './rows';
import { seek } from './seeking';

export type { Live } from './following';

export type View = 'tree' | 'flame' | 'chat' | 'log' | 'stats';
export const VIEWS: readonly View[] = ['tree', 'flame', 'chat', 'log', 'stats'];

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
const TICK_MS = 1000;
const OPEN_AGAIN_MS = 3000;

/**
 * One open trace: what the server and the worker say of it, and what the reader has done to it. The views draw it; they
 * keep nothing of their own that another view needs.
 */
export class OpenTrace {
  readonly phase = signal<'loading' | 'indexing' | 'ready' | 'failed'>('loading');
  readonly progress = signal<Indexing | null>(null);
  readonly failure = signal<ApiError | null>(null);
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

  private readonly folding = new Folding();
  /** How many levels were opened last; null: not by level. */
  readonly levels = this.folding.levels;
  private readonly following: Following;
  readonly live;
  readonly newWhilePaused;
  private readonly rows: Rows;
  /** A new object whenever anything of it has changed. */
  readonly data;
  /** Child traces that are being loaded. */
  readonly loadingChildren;

  /** When the index and what is derived of it came, since the page asked: milliseconds, for measurements. */
  private readonly came = { index: 0, derived: 0 };
  private readonly asked = performance.now();
  private openings = 0;
  /** What is being opened is another file than before. */
  private isReplaced = false;
  private again: ReturnType<typeof setTimeout> | undefined;
  private fitted = true;
  private bytes = 0;
  private ticking: ReturnType<typeof setInterval> | undefined;
  private readonly stops: (() => void)[] = [];
  /** The id that is being looked for, until something else is selected. */
  private sought: { id: string } | null = null;

  constructor(readonly file: string) {
    this.following = new Following(file, {
      change: (change) => this.rows.apply(change),
      state: (state) => (this.about.value = state),
      replaced: () => this.replaced(),
      gone: () =>
        this.note(
          'gone',
          'The file is no longer there. What was read of it stays here; contents of spans may be missing.',
        ),
    });
    this.live = this.following.live;
    this.newWhilePaused = this.following.newWhilePaused;
    this.rows = new Rows(file, {
      progress: (progress) => {
        this.progress.value = progress;
        // Read again, the page stays as it is until the new one is there.
        if (!this.data.peek()) this.phase.value = 'indexing';
      },
      opened: (header) => this.opened(header),
      derived: (size, first) => this.derived(size, first),
      failed: (failure) => this.fail(failure),
      childFailed: (message) => this.note('child', message),
      runs: () => this.timeGoesOn(),
    });
    this.data = this.rows.data;
    this.loadingChildren = this.rows.children.loading;
    this.open();
    this.stops.push(
      this.followChildren(),
      this.probes(),
      // All of the time grows with the trace, as long as the reader looks at all of it.
      effect(() => {
        const whole = this.whole.value;
        if (this.fitted) this.window.value = whole;
        this.tick();
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.again);
    this.rows.dispose();
    this.following.stop();
    clearInterval(this.ticking);
    this.stops.forEach((stop) => stop());
  }

  /** Loads everything again: the file is another one now, or the first attempt failed. */
  reload(): void {
    this.following.stop();
    this.note('replaced', null);
    this.note('gone', null);
    this.failure.value = null;
    this.open();
  }

  private replaced(): void {
    this.isReplaced = true;
    this.open();
  }

  private open(): void {
    clearTimeout(this.again);
    this.openings++;
    this.phase.value = 'loading';
    this.rows.open();
  }

  private probes(): () => void {
    return probe('trace', () => ({
      rows: this.rows.store.size,
      visible: this.visible.peek().count,
      live: this.live.peek(),
      end: this.data.peek()?.end ?? 0,
      deriveMs: this.rows.deriveMs,
      ...this.came,
    }));
  }

  // ---- what is shown ------------------------------------------------------------------------------------------------

  /** 1 for rows that match the filter; null without one. */
  readonly matches = computed(() => {
    const filter = this.filter.value;
    if (!isSet(filter)) return null;
    const data = this.data.value;
    return data && matching(data, filter);
  });

  /** The rows of the tree that are not hidden. */
  readonly visible = computed(() => {
    const derived = this.rows.tree.value;
    void this.folding.version.value;
    if (!derived) return { rows: new Uint32Array(0), count: 0, matches: 0 };
    const only = this.only.value < derived.order.length ? this.only.value : -1;
    const collapsed = this.folding.hiding(isSet(this.filter.value));
    return shown(derived, this.rows.store.parent, { collapsed, only, matches: this.matches.value });
  });

  /** All of the time, or that of the subtree that alone is shown. */
  readonly whole = computed<TimeWindow>(() => {
    const data = this.data.value;
    if (!data) return { from: 0, to: 1 };
    const only = this.only.value;
    if (only >= 0 && only < data.size) return this.timeOf(data, only);
    return { from: 0, to: Math.max(data.end, 1) };
  });

  private get filtered(): boolean {
    return isSet(this.filter.peek());
  }

  node(row: number): TraceNode | undefined {
    return this.rows.store.nodes.get(row);
  }

  /** Whether there is something to open: children, or a child trace that is not loaded yet. */
  expandable(row: number): boolean {
    const data = this.data.peek();
    return !!data && (data.derived.children[row] > 0 || this.rows.children.unloaded(row) !== null);
  }

  expanded(row: number): boolean {
    const data = this.data.peek();
    return !!data && data.derived.children[row] > 0 && !this.folding.hiding(this.filtered)[row];
  }

  // ---- what the reader does -----------------------------------------------------------------------------------------

  toggle(row: number): void {
    if (this.rows.children.unloaded(row) !== null) this.openChild(row);
    else this.folding.toggle(row, this.filtered);
  }

  expandAll(): void {
    this.folding.openAll(this.filtered);
  }

  collapseAll(): void {
    this.toLevel(1);
  }

  oneLevelMore(): void {
    const deepest = this.data.peek()?.derived.deepest ?? 0;
    this.toLevel(Math.min((this.levels.peek() ?? this.openLevels()) + 1, deepest + 1));
  }

  oneLevelLess(): void {
    this.toLevel(Math.max(1, (this.levels.peek() ?? this.openLevels()) - 1));
  }

  /** Opens so many levels, the top ones being the first, and closes everything below. */
  toLevel(levels: number): void {
    const data = this.data.peek();
    if (data) this.folding.toLevel(levels, data.derived, this.filtered);
  }

  private openLevels(): number {
    const data = this.data.peek();
    const { rows, count } = this.visible.peek();
    let levels = 1;
    for (let at = 0; data && at < count; at++) levels = Math.max(levels, data.derived.depth[rows[at]] + 1);
    return levels;
  }

  select(row: number, { reveal = false, centre = false }: SelectOptions = {}): void {
    this.sought = null;
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
    this.folding.openAbove(row, data.parent, this.filtered);
    this.revealed.value = { row, centre };
  }

  nextError(direction: 1 | -1): void {
    const data = this.data.peek();
    this.go(data ? nextError(data, this.selected.peek(), direction) : -1);
  }

  nextLlm(direction: 1 | -1): void {
    const llm = this.data.peek()?.kinds.indexOf('llm') ?? -1;
    this.goWhere(direction, (row, data) => llm >= 0 && data.kind[row] === llm);
  }

  nextMatch(direction: 1 | -1): void {
    const matches = this.matches.peek();
    if (matches) this.goWhere(direction, (row) => matches[row] === 1);
  }

  private goWhere(direction: 1 | -1, wanted: (row: number, data: TraceData) => boolean): void {
    const data = this.data.peek();
    if (data) this.go(nextWhere(data, this.selected.peek(), direction, (row) => wanted(row, data)));
  }

  private go(row: number): void {
    if (row >= 0) this.select(row, { reveal: true });
  }

  setFilter(filter: Filter): void {
    batch(() => {
      this.folding.clearFiltered();
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

  pause(): void {
    this.following.pause();
  }

  resume(): void {
    this.following.resume();
  }

  // ---- spans and files ----------------------------------------------------------------------------------------------

  /** Where a row comes from: what `api/span` is asked for. Null for rows that stand for traces. */
  sourceOf(row: number): { file: string; row: number } | null {
    return this.rows.store.sourceOf(row);
  }

  rowOf(file: string, serverRow: number): number {
    return this.rows.store.rowOf(file, serverRow);
  }

  /** Selects a span by its id once the index is there, in child traces too; says so if there is none. */
  async selectId(id: string): Promise<void> {
    const mine = { id };
    this.sought = mine;
    const row = await seek(this, id, () => this.sought === mine);
    if (this.sought !== mine) return;
    this.sought = null;
    if (row !== null && row >= 0) this.select(row, { reveal: true, centre: true });
    else if (row !== null) this.note('unknown-span', `No span of this trace has the id ${id}.`);
  }

  /** Whether an id is being looked for. */
  get seeking(): boolean {
    return this.sought !== null;
  }

  /** When something has come that may be worth looking at again: rows, or the failure of a child. */
  news(): Promise<void> {
    return this.rows.news();
  }

  /** Rows that are in the tree. */
  get derivedRows(): number {
    return this.rows.derivedRows;
  }

  /** How long the worker took to derive: milliseconds. */
  get deriveMs(): number {
    return this.rows.deriveMs;
  }

  /** Loads a child trace; its spans appear below its row. */
  openChild(row: number): void {
    this.rows.children.open(row);
  }

  /** Children that are still written are read again, but not for nobody. */
  private followChildren(): () => void {
    const heed = () => this.rows.children.follow(!document.hidden && !['paused', 'gone'].includes(this.live.peek()));
    document.addEventListener('visibilitychange', heed);
    const stop = effect(() => {
      void this.live.value;
      heed();
    });
    return () => {
      document.removeEventListener('visibilitychange', heed);
      stop();
    };
  }

  /** Whether spans that run grow with the clock. */
  private timeGoesOn(): boolean {
    return ['following', 'off'].includes(this.live.peek()) && this.rows.somethingRuns();
  }

  private tick(): void {
    if (!this.rows.somethingRuns()) {
      clearInterval(this.ticking);
      this.ticking = undefined;
      return;
    }
    this.ticking ??= setInterval(() => {
      if (!document.hidden && this.timeGoesOn()) this.rows.changed();
    }, TICK_MS);
  }

  private opened({ live, traces, skipped, warnings, bytes, n }: IndexHeader): void {
    this.came.index ||= performance.now() - this.asked;
    this.bytes = bytes;
    if (this.isReplaced) {
      this.note('replaced', 'The file was replaced by another one; this is the new one.');
      this.only.value = -1;
    }
    this.selected.value = this.isReplaced ? -1 : Math.min(this.selected.peek(), this.rows.store.size - 1);
    this.isReplaced = false;
    this.note('gone', null);
    this.folding.clear(n);
    this.about.value = { live, traces, skipped, warnings };
  }

  private derived(size: number, first: boolean): void {
    this.came.derived ||= performance.now() - this.asked;
    this.folding.grow(size);
    if (first) this.begin(this.rows.tree.peek()!);
  }

  /** The first picture: everything if it is not much, the top levels otherwise. */
  private begin(derived: Derived): void {
    this.phase.value = 'ready';
    const levels =
      this.levels.peek() ?? (derived.order.length > OPENED_ROWS ? fittingLevels(derived, OPENED_ROWS) : null);
    if (levels !== null) this.toLevel(levels);
    if (this.openings > 1 && this.selected.peek() < 0 && derived.order.length > 0) this.select(derived.order[0]);
    this.fit();
    this.following.start(this.bytes, this.about.peek()!.live);
  }

  private fail(failure: ApiError): void {
    if (this.data.peek()) {
      // Read again in vain: what was there stays, and the file may come back.
      this.rows.keep();
      this.phase.value = 'ready';
      this.following.lose();
      this.note('gone', `${failure.message} What was read before stays here; contents of spans may be missing.`);
      this.again = setTimeout(() => this.open(), OPEN_AGAIN_MS);
    } else {
      this.failure.value = failure;
      this.phase.value = 'failed';
    }
    this.rows.tellNews();
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
}
