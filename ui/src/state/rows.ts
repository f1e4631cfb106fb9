import { batch, signal } from '@preact/signals';
import { ApiError, BASE } from '../lib/api';
import type { Derived, TraceData } from '../lib/data';
import type { Base } from '../lib/derive';
import type { IndexHeader, Indexing } from '../lib/protocol';
import { Store } from '../lib/store';
import { decode } from '../lib/tqc';
import type { Change } from './following';
import type { FromWorker } from '../worker/messages';
import { Background } from './background';
import { ChildTraces } from './childTraces';

/** What an open trace has to know of its rows. */
export interface RowsHost {
  progress: (progress: Indexing) => void;
  /** The index of the file is here. */
  opened: (header: IndexHeader) => void;
  /** Rows are in the tree; `first`: since the file was opened. Inside of a batch. */
  derived: (size: number, first: boolean) => void;
  failed: (failure: ApiError) => void;
  childFailed: (message: string) => void;
  /** Whether time goes on for what runs. */
  runs: () => boolean;
}

/** Deriving takes at most this share of the time while a trace grows. */
const SHARE = 0.4;
const LEAST_PAUSE_MS = 50;

/** The rows of an open trace, and what follows from them: they grow at once, their tree a moment later. */
export class Rows {
  /** A new object whenever anything of it has changed. */
  readonly data = signal<TraceData | null>(null);
  /** What the rows of the tree follow from; unlike `data` it stays when only values have changed. */
  readonly tree = signal<Derived | null>(null);
  readonly children: ChildTraces;
  store = new Store();
  /** How long the worker took to derive: milliseconds. */
  deriveMs = 0;
  private readonly background: Background;
  private derivedSize = 0;
  private derivedAt = 0;
  private deriving = false;
  private stale = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What is derived belongs to what was open before. */
  private opening = true;
  /** Now, while something runs; microseconds since t0. */
  private clock = 0;
  private queued = false;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly file: string,
    private readonly host: RowsHost,
  ) {
    this.background = new Background(
      (message) => this.heard(message),
      () => this.lost(),
    );
    this.children = new ChildTraces({
      store: () => this.store,
      read: (row, child, known) => this.background.tell({ child, base: BASE, row, known }),
    });
  }

  /** Reads the file, again if it was read before. */
  open(): void {
    this.background.end();
    this.children.clear();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.opening = true;
    this.deriving = true;
    this.stale = false;
    this.background.tell({ open: this.file, base: BASE });
  }

  /** What was read before counts on: the file could not be read again. */
  keep(): void {
    this.opening = false;
    this.deriving = false;
  }

  dispose(): void {
    this.background.end();
    this.children.clear();
    clearTimeout(this.timer);
  }

  /** Rows that are in the tree. */
  get derivedRows(): number {
    return this.opening ? 0 : this.derivedSize;
  }

  apply(change: Change): void {
    const { store, file } = this;
    const size = store.size;
    if ('spans' in change) store.addSpans(file, change.spans);
    else if ('ends' in change) store.addEnds(file, change.ends);
    else if ('points' in change) store.addPoints(file, change.points);
    else store.addParts(change.parts);
    if (!('points' in change || 'parts' in change) || store.size > size) this.deriveSoon();
    this.changed();
  }

  /** When something has come that may be worth looking at again: rows, or the failure of a child. */
  news(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  tellNews(): void {
    this.waiting.splice(0).forEach((resolve) => resolve());
  }

  /** Many changes at once are one new picture. */
  changed(): void {
    if (this.queued) return;
    this.queued = true;
    queueMicrotask(() => {
      this.queued = false;
      batch(() => this.publish());
    });
  }

  private heard(message: FromWorker): void {
    if ('progress' in message) this.host.progress(message.progress);
    else if ('derived' in message) this.derivedNow(message.derived, message.size, message.ms);
    else if ('failed' in message) this.failed(message.failed, message.row);
    else {
      try {
        if ('index' in message) this.fileLoaded(message.index);
        else this.childLoaded(message.row, message.child);
      } catch (e) {
        // Cut on its way, or from a server of another version.
        this.failed({ status: 0, message: (e as Error).message }, 'index' in message ? -1 : message.row);
      }
    }
  }

  /** The worker does not run: what is here already stays usable. */
  private lost(): void {
    if (this.opening) this.host.failed(new ApiError(0, 'The page cannot read this trace; reload it.'));
    this.deriving = false;
    for (const row of this.children.loading.peek()) this.children.failed(row);
    this.tellNews();
  }

  private fileLoaded(body: ArrayBuffer): void {
    const index = decode(body);
    this.store = new Store();
    this.store.open(index);
    this.clock = 0;
    this.host.opened(index.header);
  }

  private childLoaded(row: number, body: ArrayBuffer | null): void {
    if (body) {
      const index = decode(body);
      this.store.addChild(row, index);
      this.children.loaded(row, index.header);
      this.deriveSoon();
      this.changed();
    } else this.children.loaded(row, null);
  }

  private failed({ status, message }: { status: number; message: string }, row: number): void {
    if (row < 0) this.host.failed(new ApiError(status, message));
    else if (this.children.failed(row)) this.host.childFailed(message);
    this.tellNews();
  }

  private deriveSoon(): void {
    if (this.deriving) this.stale = true;
    else {
      const pause = this.derivedAt + Math.max(LEAST_PAUSE_MS, this.deriveMs / SHARE) - performance.now();
      this.timer ??= setTimeout(() => this.derive(), Math.max(0, pause));
    }
  }

  private derive(): void {
    this.timer = undefined;
    this.deriving = true;
    this.stale = false;
    const base = baseOf(this.store);
    this.background.tell({ derive: base }, [
      base.start.buffer,
      base.duration.buffer,
      base.parent.buffer,
      base.kind.buffer,
      base.status.buffer,
    ] as ArrayBuffer[]);
  }

  private derivedNow(derived: Derived, size: number, ms: number): void {
    const first = this.opening;
    this.opening = false;
    this.deriving = false;
    this.deriveMs = ms;
    this.derivedAt = performance.now();
    this.derivedSize = size;
    batch(() => {
      this.tree.value = derived;
      this.publish();
      this.host.derived(size, first);
    });
    this.children.openSmall();
    if (this.stale) this.deriveSoon();
    this.tellNews();
  }

  private publish(): void {
    const { store } = this;
    const derived = this.tree.peek();
    if (!derived || this.opening) return;
    if (this.host.runs()) this.clock = Date.now() * 1000 - store.t0;
    const running = this.clock > 0 && this.somethingRuns();
    this.data.value = {
      version: (this.data.peek()?.version ?? 0) + 1,
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
      end: Math.max(store.end, running ? this.clock : 0, 1),
      sources: store.sources,
      nodes: store.nodes,
      derived,
    };
  }

  /** Whether anything goes on: the file, or a child of it. */
  somethingRuns(): boolean {
    if (this.store.sources[0]?.header.traces.some((part) => part.status === 'running')) return true;
    for (const { part } of this.store.nodes.values()) if (part?.status === 'running') return true;
    return false;
  }
}

/** Copies, which can be given away. */
function baseOf(store: Store): Base {
  const { size } = store;
  return {
    size,
    start: store.start.slice(0, size),
    duration: store.duration.slice(0, size),
    parent: store.parent.slice(0, size),
    kind: store.kind.slice(0, size),
    status: store.status.slice(0, size),
    kinds: [...store.kinds],
    end: store.end,
  };
}
