import { dismiss, toasts } from '../../lib/toasts';
import { Icon } from '../Icon';

const ICONS = { ok: 'check', error: 'warning', info: 'message' } as const;

/** A live region that is always there: screen readers do not read those that come with their text. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, kind }) => (
        <div key={id} class="toast" data-kind-of={kind}>
          <Icon name={ICONS[kind]} />
          <span>{text}</span>
          <button type="button" class="button quiet" aria-label="Close" onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
