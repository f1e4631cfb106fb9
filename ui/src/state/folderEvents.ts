import { useEffect, useRef } from 'preact/hooks';
import { whenBack } from '../lib/api';
import { follow } from '../lib/follow';
import { liveStatus } from '../lib/shell';

/** Between two questions: at least this, and longer for a server that is slow. */
const PACE_MS = 1000;
const SHARE = 4;

/**
 * Asks again when something in the folder changes, at a pace that the server can keep, and when the server is back.
 * Says in the bar at the top whether it follows; there it can be paused.
 */
export function useFolderEvents(dir: string, ask: () => Promise<void>): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy = false;
    let missed = false;
    let paused = false;
    let connected = true;
    const show = () => {
      liveStatus.value = {
        state: !connected ? 'reconnecting' : paused ? 'paused' : 'live',
        text: !connected ? 'Reconnecting' : paused ? 'Paused' : 'Live',
        toggle: () => {
          paused = !paused;
          show();
          if (!paused && missed) void changed();
        },
      };
    };
    const changed = async () => {
      missed = true;
      if (busy || paused) return;
      busy = true;
      missed = false;
      const begun = performance.now();
      await latest.current();
      timer = setTimeout(
        () => {
          busy = false;
          if (missed) void changed();
        },
        Math.max(PACE_MS, SHARE * (performance.now() - begun)),
      );
    };
    const stop = follow(() => ({ dir }), ['traces'], {
      event: () => void changed(),
      connected: (yes) => {
        // What was written in between is not told again.
        if (yes && !connected) void changed();
        connected = yes;
        show();
      },
    });
    const unwatch = whenBack(() => void changed());
    return () => {
      stop();
      unwatch();
      clearTimeout(timer);
      liveStatus.value = null;
    };
  }, [dir]);
}
