import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

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

/** Title of the page that is open, if it knows a better one than its address tells. */
export const pageTitle = signal<string | null>(null);

/** Names the page in the browser's tab, and for screen readers on navigation. */
export function useTitle(text: string | null): void {
  useEffect(() => {
    pageTitle.value = text;
    return () => {
      pageTitle.value = null;
    };
  }, [text]);
}
