import { address, type Query } from './api';

/** What comes of following the server's events. */
export interface Follower {
  /** A named event of the server. */
  event: (name: string, data: string, id: string) => void;
  /** Whether events come now. */
  connected: (yes: boolean) => void;
}

const HIDDEN_MS = 30_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

/**
 * Follows `api/events` until the result is called. A hidden page lets go after half a minute, because a browser opens
 * only six connections to one server; it follows again when it is seen.
 */
export function follow(query: () => Query, events: readonly string[], follower: Follower): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_RETRY_MS;

  const open = () => {
    clearTimeout(retry);
    source = new EventSource(address('events', query()));
    source.onopen = () => {
      wait = FIRST_RETRY_MS;
      follower.connected(true);
    };
    source.onerror = () => {
      // The browser itself tries again only after some failures, and without waiting longer each time.
      close();
      follower.connected(false);
      retry = setTimeout(open, wait);
      wait = Math.min(wait * 2, LAST_RETRY_MS);
    };
    for (const name of events) {
      source.addEventListener(name, (event) => follower.event(name, event.data as string, event.lastEventId));
    }
  };
  const close = () => {
    source?.close();
    source = null;
  };
  const seen = () => {
    clearTimeout(hiding);
    if (document.hidden) {
      hiding = setTimeout(() => {
        clearTimeout(retry);
        close();
        retry = undefined;
      }, HIDDEN_MS);
    } else if (!source) open();
  };
  document.addEventListener('visibilitychange', seen);
  open();
  return () => {
    document.removeEventListener('visibilitychange', seen);
    clearTimeout(retry);
    clearTimeout(hiding);
    close();
  };
}
