import { signal } from '@preact/signals';
import type { IndexHeader } from '../lib/protocol';
import type { Store } from '../lib/store';

/** As many child traces, with as many spans, are loaded without being asked for. */
const OPENED = 24;
const OPENED_SPANS = 5000;
const READ_AGAIN_MS = 1000;
/** Reading a child again takes at most this share of the time. */
const READ_SHARE = 0.1;

interface Host {
  store: () => Store;
  /** Reads a child, if there is more of it than so many bytes. */
  read: (row: number, file: string, known: number) => void;
}

interface Child {
  file: string;
  bytes: number;
  live: boolean;
  asked: number;
  again: ReturnType<typeof setTimeout> | undefined;
}

/** Traces that were started by the open one: small ones are loaded, those that run are read again and again. */
export class ChildTraces {
  /** Rows whose traces are being loaded for the first time. */
  readonly loading = signal<ReadonlySet<number>>(new Set());
  /** By the row that stands for it. */
  private readonly known = new Map<number, Child>();
  private opened = 0;
  private openedSpans = 0;
  private following = true;

  constructor(private readonly host: Host) {}

  clear(): void {
    for (const { again } of this.known.values()) clearTimeout(again);
    this.known.clear();
    this.opened = 0;
    this.openedSpans = 0;
    this.loading.value = new Set();
  }

  /** The file of a row that stands for a child which is not here yet; null for all others. */
  unloaded(row: number): string | null {
    const store = this.host.store();
    const node = store.nodes.get(row);
    const file = node?.link && !node.part ? node.link.file : null;
    return file !== null && !store.has(file) ? file : null;
  }

  open(row: number): void {
    const file = this.unloaded(row);
    if (file === null || this.loading.peek().has(row)) return;
    this.loading.value = new Set([...this.loading.peek(), row]);
    this.known.set(row, { file, bytes: -1, live: false, asked: 0, again: undefined });
    this.read(row);
  }

  /** A family that is small is shown whole, grandchildren too. */
  openSmall(): void {
    for (const { row, link } of this.host.store().nodes.values()) {
      if (!link || this.unloaded(row) === null || this.loading.peek().has(row)) continue;
      if (this.opened >= OPENED) return;
      if (this.openedSpans + link.totals.spans > OPENED_SPANS) continue;
      this.opened++;
      this.openedSpans += link.totals.spans;
      this.open(row);
    }
  }

  /** Whether children that run are read again. */
  follow(yes: boolean): void {
    if (this.following === yes) return;
    this.following = yes;
    for (const [row, child] of this.known) {
      clearTimeout(child.again);
      if (yes && child.live) this.readAgain(row, child, 0);
    }
  }

  /** Null: there was nothing new. */
  loaded(row: number, header: IndexHeader | null): void {
    this.finished(row);
    const child = this.known.get(row);
    if (!child) return;
    if (header) {
      child.bytes = header.bytes;
      child.live = header.live;
    }
    if (child.live && this.following) {
      this.readAgain(row, child, Math.max(READ_AGAIN_MS, (performance.now() - child.asked) / READ_SHARE));
    }
  }

  /** Whether that has to be said: what was read of a child stays, though its file may be gone. */
  failed(row: number): boolean {
    this.finished(row);
    const child = this.known.get(row);
    if (child && child.bytes >= 0) {
      child.live = false;
      return false;
    }
    this.known.delete(row);
    return true;
  }

  private readAgain(row: number, child: Child, pause: number): void {
    clearTimeout(child.again);
    child.again = setTimeout(() => this.read(row), pause);
  }

  private read(row: number): void {
    const child = this.known.get(row)!;
    child.asked = performance.now();
    this.host.read(row, child.file, child.bytes);
  }

  private finished(row: number): void {
    if (!this.loading.peek().has(row)) return;
    const loading = new Set(this.loading.peek());
    loading.delete(row);
    this.loading.value = loading;
  }
}
