import { derive, type Base } from '../lib/derive';
import type { Derived } from '../lib/data';
import type { Failure, Indexing } from '../lib/protocol';
import { Store } from '../lib/store';
import { decode } from '../lib/tqc';
import type { FromWorker, ToWorker } from './messages';

/** Loads indexes and derives what the views need. It keeps nothing: the page has the rows, and may end it any time. */

const ASK_AGAIN_MS = 150;

const send = (message: FromWorker, transfer: Transferable[] = []) =>
  (self as unknown as DedicatedWorkerGlobalScope).postMessage(message, transfer);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ('open' in data) void open(data.open, data.base);
  else if ('child' in data) void child(data.child, data.base, data.row, data.known);
  else answer(data.derive);
};

async function open(file: string, base: string): Promise<void> {
  try {
    const body = await index(file, base, (progress) => send({ progress }));
    const own = new Store();
    own.open(decode(body));
    // The page has to wait for the rest of it anyway.
    const copy = body.slice(0);
    send({ index: copy }, [copy]);
    answer(own);
  } catch (e) {
    send({ failed: said(e), row: -1 });
  }
}

async function child(file: string, base: string, row: number, known: number): Promise<void> {
  try {
    const body = await index(file, base, () => undefined);
    const { bytes, live } = decode(body).header;
    if (live && bytes === known) send({ child: null, row });
    else send({ child: body, row }, [body]);
  } catch (e) {
    send({ failed: said(e), row });
  }
}

function answer(base: Base): void {
  const begun = performance.now();
  const derived = derive(base);
  send({ derived, size: base.size, ms: performance.now() - begun }, buffers(derived));
}

function buffers({ lanes, minimap, ...rows }: Derived): Transferable[] {
  return [...Object.values(rows), ...Object.values(lanes), ...Object.values(minimap)]
    .filter((value) => ArrayBuffer.isView(value))
    .map((view) => view.buffer);
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

async function index(file: string, base: string, told: (progress: Indexing) => void): Promise<ArrayBuffer> {
  for (;;) {
    let response: Response;
    try {
      response = await fetch(`${base}api/index?file=${encodeURIComponent(file)}`);
    } catch {
      throw new Refused(0, 'The server does not answer. Is `traqo ui` still running?');
    }
    if (response.status === 202) {
      told((await response.json()) as Indexing);
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    } else if (response.ok) {
      return response.arrayBuffer();
    } else {
      const failure = (await response.json().catch(() => null)) as Failure | null;
      throw new Refused(response.status, failure?.error.message ?? `The server answered ${response.status}.`);
    }
  }
}
