import { useEffect, useState } from 'preact/hooks';
import { json, reachable } from '../../lib/api';
import type { About } from '../../lib/protocol';
import { Icon } from '../Icon';

const EVERY_MS = 3000;

/** Says that the server is gone, and looks for it until it is back. What is loaded stays usable. */
export function ServerGone() {
  const [asking, setAsking] = useState(false);
  const gone = !reachable.value;
  const ask = () => {
    setAsking(true);
    void json<About>('about')
      .catch(() => undefined)
      .finally(() => setAsking(false));
  };
  useEffect(() => {
    if (!gone) return undefined;
    const timer = setInterval(ask, EVERY_MS);
    return () => clearInterval(timer);
  }, [gone]);
  return (
    <div role="alert">
      {gone && (
        <div class="banner" data-level="error">
          <Icon name="warning" size={16} />
          <p>
            The server does not answer. Is <code>traqo ui</code> still running? What is loaded stays usable.
          </p>
          <button type="button" class="button" disabled={asking} onClick={ask}>
            <Icon name="refresh" /> Try again
          </button>
        </div>
      )}
    </div>
  );
}
