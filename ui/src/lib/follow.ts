import { address, type Query } from './api';

/** What comes of following the server's events. */
export interface Follower {
  /** A named event of the server. */
  event: (name: string, data: string, id: string) => void;
  /** Whether events come now. */
  connected: (yes: boolean) => void;
  /** The server did not answer, or refused to; a browser does not say which. It is tried again. */
  failed?: () => void;
}

const HIDDEN_MS = 30_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** A browser opens six connections to one server, for all its pages: so many may wait for events. */
const PLACES = 4;
/** Pages without a place take turns at one more. */
const TURN_MS = 1000;

interface Place {
  /** Until it is left, or only for a turn. */
  forGood: boolean;
  leave: () => void;
}

/** A lock until the result is called; null if it is wanted at once and somebody has it. */
function lock(name: string, options: LockOptions): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, options, (held) => (held ? new Promise<void>((release) => resolve(release)) : resolve(null)))
      .catch(reject);
  });
}

/** A place among all pages of this server. */
async function takePlace(signal: AbortSignal): Promise<Place> {
  // Browsers have locks only where the address is of this machine or encrypted.
  if (!navigator.locks) return { forGood: true, leave: () => undefined };
  for (let place = 0; place < PLACES; place++) {
    const leave = await lock(`traqo.events.${place}`, { ifAvailable: true });
    if (leave) return { forGood: true, leave };
  }
  return { forGood: false, leave: (await lock('traqo.events.turn', { signal }))! };
}

/**
 * Follows `api/events` until the result is called. A hidden page lets go after half a minute; it follows again when it
 * is seen.
 */
export function follow(query: () => Query, events: readonly string[], follower: Follower): () => void {
  let current: { stop: AbortController; source: EventSource | null; leave: () => void } | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_RETRY_MS;
  let interrupted = false;

  const open = async () => {
    clearTimeout(retry);
    const mine = { stop: new AbortController(), source: null as EventSource | null, leave: () => {} };
    current = mine;
    const place = await takePlace(mine.stop.signal).catch(() => null);
    if (!place) return;
    if (current !== mine) {
      place.leave();
      return;
    }
    mine.leave = place.leave;
    listen(mine, place.forGood);
  };
  const listen = (mine: NonNullable<typeof current>, forGood: boolean) => {
    const source = new EventSource(address('events', query()));
    mine.source = source;
    source.onopen = () => {
      wait = FIRST_RETRY_MS;
      // What happened between two turns was not told.
      if (interrupted) follower.connected(false);
      interrupted = !forGood;
      follower.connected(true);
      if (!forGood) retry = setTimeout(again, TURN_MS);
    };
    source.onerror = () => {
      // The browser itself tries again only after some failures, and without waiting longer each time.
      close();
      follower.connected(false);
      follower.failed?.();
      retry = setTimeout(() => void open(), wait);
      wait = Math.min(wait * 2, LAST_RETRY_MS);
    };
    for (const name of events) {
      source.addEventListener(name, (event) => follower.event(name, event.data as string, event.lastEventId));
    }
  };
  const close = () => {
    clearTimeout(retry);
    current?.stop.abort();
    current?.source?.close();
    current?.leave();
    current = null;
  };
  const again = () => {
    close();
    void open();
  };
  const seen = () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(close, HIDDEN_MS);
    else if (!current) again();
  };
  document.addEventListener('visibilitychange', seen);
  void open();
  // Opened in the background, it may never be looked at.
  if (document.hidden) hiding = setTimeout(close, HIDDEN_MS);
  return () => {
    document.removeEventListener('visibilitychange', seen);
    clearTimeout(hiding);
    close();
  };
}
