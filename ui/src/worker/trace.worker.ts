import { derive } from '../lib/derive';
import type { Derived } from '../lib/data';
import type { Failure, Indexing } from '../lib/protocol';
import { Store } from '../lib/store';
import { decode, type Index } from '../lib/tqc';
import type { Change, FromWorker, ToWorker } from './messages';

/** Loads the indexes of one open trace, and derives what the views need whenever rows were added. */

const ASK_AGAIN_MS = 150;
/** Deriving takes at most this share of the time while a trace grows. */
const SHARE = 0.4;
const READ_AGAIN_MS = 1000;
/** Reading a child again takes at most this share of the time. */
const READ_SHARE = 0.1;

let base = '';
let generation = 0;
let store = new Store();
let derivedAt = 0;
let tookMs = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let following = true;

interface Child {
  file: string;
  /** It is being read, or the page has not put it in its place yet. */
  busy: boolean;
  handed: Index | null;
  /** How much of it is known; a file that has ended is not read again. */
  bytes: number;
  live: boolean;
  again: ReturnType<typeof setTimeout> | undefined;
}

/** By the row that stands for it. */
let children = new Map<number, Child>();

type Answer<T = FromWorker> = T extends unknown ? Omit<T, 'generation'> : never;

const send = (message: Answer, transfer: Transferable[] = []) =>
  (self as unknown as DedicatedWorkerGlobalScope).postMessage({ ...message, generation }, transfer);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ('open' in data) {
    reset(data.base, data.generation);
    void open(data.open);
  } else if ('child' in data) {
    children.set(data.child.row, { file: data.child.file, busy: false, handed: null, bytes: -1, live: false, again: undefined });
    void read(data.child.row);
  } else if ('placed' in data) {
    place(data.placed);
  } else if ('following' in data) {
    following = data.following;
    if (following) for (const [row, child] of children) if (child.live && child.again === undefined) void read(row);
  } else {
    apply(store, data.file, data.change);
    deriveSoon();
  }
};

function reset(newBase: string, newGeneration: number): void {
  base = newBase;
  generation = newGeneration;
  store = new Store();
  clearTimeout(timer);
  timer = undefined;
  for (const child of children.values()) clearTimeout(child.again);
  children = new Map();
}

function apply(to: Store, file: string, change: Change): void {
  if ('spans' in change) to.addSpans(file, change.spans);
  else if ('ends' in change) to.addEnds(file, change.ends);
  else if ('points' in change) to.addPoints(file, change.points);
  else to.addParts(change.parts);
}

async function open(file: string): Promise<void> {
  const mine = generation;
  try {
    const body = await index(file, mine, (progress) => send({ progress }));
    if (!body) return;
    const bytes = body.slice(0);
    send({ index: bytes, child: -1 }, [bytes]);
    store.open(decode(body));
    deriveNow();
  } catch (e) {
    if (mine === generation) send({ failed: { ...said(e), child: -1 } });
  }
}

async function read(row: number): Promise<void> {
  const mine = generation;
  const child = children.get(row)!;
  if (child.busy) return;
  child.busy = true;
  const begun = performance.now();
  try {
    const body = await index(child.file, mine, () => undefined);
    if (!body) return;
    const known = decode(body);
    const { bytes, live } = known.header;
    const same = bytes === child.bytes && live === child.live;
    child.bytes = bytes;
    child.live = live;
    if (same) {
      child.busy = false;
    } else {
      child.handed = known;
      const copy = body.slice(0);
      send({ index: copy, child: row }, [copy]);
    }
    readAgain(row, child, begun);
  } catch (e) {
    if (mine !== generation) return;
    child.busy = false;
    // What was read of it stays; it may have been moved away.
    if (child.bytes >= 0) child.live = false;
    else {
      children.delete(row);
      send({ failed: { ...said(e), child: row } });
    }
  }
}

function readAgain(row: number, child: Child, begun: number): void {
  if (!child.live) return;
  const pause = Math.max(READ_AGAIN_MS, (performance.now() - begun) / READ_SHARE);
  child.again = setTimeout(() => {
    child.again = undefined;
    if (following) void read(row);
  }, pause);
}

function place(row: number): void {
  const child = children.get(row);
  if (!child?.handed) return;
  store.addChild(row, child.handed);
  child.handed = null;
  child.busy = false;
  deriveSoon();
}

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const said = (e: unknown) => ({
  status: e instanceof Refused ? e.status : 0,
  message: e instanceof Error ? e.message : String(e),
});

/** Null if something else was opened meanwhile. */
async function index(file: string, mine: number, told: (progress: Indexing) => void): Promise<ArrayBuffer | null> {
  for (;;) {
    let response: Response;
    try {
      response = await fetch(`${base}api/index?file=${encodeURIComponent(file)}`);
    } catch {
      throw new Refused(0, 'The server does not answer. Is `traqo ui` still running?');
    }
    if (response.status === 202) {
      const progress = (await response.json()) as Indexing;
      if (mine !== generation) return null;
      told(progress);
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    } else if (response.ok) {
      const body = await response.arrayBuffer();
      return mine === generation ? body : null;
    } else {
      const failure = (await response.json().catch(() => null)) as Failure | null;
      throw new Refused(response.status, failure?.error.message ?? `The server answered ${response.status}.`);
    }
  }
}

function deriveSoon(): void {
  const pause = derivedAt + Math.max(50, tookMs / SHARE) - performance.now();
  timer ??= setTimeout(deriveNow, Math.max(0, pause));
}

function deriveNow(): void {
  clearTimeout(timer);
  timer = undefined;
  const begun = performance.now();
  const derived = derive(store);
  derivedAt = performance.now();
  tookMs = derivedAt - begun;
  send({ derived, size: store.size, ms: tookMs }, buffers(derived));
}

function buffers({ lanes, minimap, ...rows }: Derived): Transferable[] {
  return [...Object.values(rows), ...Object.values(lanes), ...Object.values(minimap)]
    .filter((value) => ArrayBuffer.isView(value))
    .map((view) => view.buffer);
}
