import { derive } from '../lib/derive';
import type { Derived } from '../lib/data';
import type { Failure, Indexing } from '../lib/protocol';
import { Store } from '../lib/store';
import { decode } from '../lib/tqc';
import type { Change, FromWorker, ToWorker } from './messages';

/** Loads the indexes of one open trace, and derives what the views need whenever rows were added. */

const ASK_AGAIN_MS = 150;
/** Deriving takes at most this share of the time while a trace grows. */
const SHARE = 0.4;

let base = '';
let store = new Store();
let derivedAt = 0;
let tookMs = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

const send = (message: FromWorker, transfer: Transferable[] = []) =>
  (self as unknown as DedicatedWorkerGlobalScope).postMessage(message, transfer);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ('open' in data) {
    base = data.base;
    store = new Store();
    void load(data.open, -1);
  } else if ('child' in data) {
    void load(data.child.file, data.child.row);
  } else {
    apply(store, data.file, data.change);
    deriveSoon();
  }
};

function apply(to: Store, file: string, change: Change): void {
  if ('spans' in change) to.addSpans(file, change.spans);
  else if ('ends' in change) to.addEnds(file, change.ends);
  else if ('points' in change) to.addPoints(file, change.points);
  else to.addParts(change.parts);
}

async function load(file: string, child: number): Promise<void> {
  try {
    const body = await index(file);
    const bytes = body.slice(0);
    // The page gets them before rows of later changes: both sides count the same.
    send({ index: bytes, child }, [bytes]);
    if (child < 0) store.open(decode(body));
    else store.addChild(child, decode(body));
    deriveNow();
  } catch (e) {
    const status = e instanceof Refused ? e.status : 0;
    send({ failed: { status, message: e instanceof Error ? e.message : String(e), child } });
  }
}

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function index(file: string): Promise<ArrayBuffer> {
  for (;;) {
    let response: Response;
    try {
      response = await fetch(`${base}api/index?file=${encodeURIComponent(file)}`);
    } catch {
      throw new Refused(0, 'The server does not answer. Is `traqo ui` still running?');
    }
    if (response.status === 202) {
      send({ progress: (await response.json()) as Indexing });
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    } else if (response.ok) {
      return response.arrayBuffer();
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
