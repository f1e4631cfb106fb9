import { reachable } from '../lib/api';
import { Icon } from './Icon';

/** What the server said instead of an answer. That it does not answer at all is said above the page already. */
export function FailureBanner({ message, again }: { message: string | null; again: () => void }) {
  if (message === null || !reachable.value) return null;
  return (
    <div class="banner" data-level="error" role="alert">
      <Icon name="error" size={16} />
      <p>{message}</p>
      <button type="button" class="button" onClick={again}>
        <Icon name="refresh" /> Try again
      </button>
    </div>
  );
}
