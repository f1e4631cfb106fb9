import { signal } from '@preact/signals';

/** What pages tell the bar at the top. */

export interface LiveStatus {
  state: 'live' | 'paused' | 'reconnecting' | 'gone';
  /** `Live`, `Paused, 412 new`. */
  text: string;
  /** Pauses or goes on; absent if that cannot be done. */
  toggle?: () => void;
}

/** Whether the page follows what is written; null if there is nothing to follow. Who sets it takes it away again. */
export const liveStatus = signal<LiveStatus | null>(null);

/** Title of the page that is open, if it knows a better one than its address tells. Reset on navigation. */
export const pageTitle = signal<string | null>(null);
