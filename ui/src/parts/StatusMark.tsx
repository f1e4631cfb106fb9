import type { TraceStatus } from '../lib/protocol';
import { Icon } from './Icon';

const ICONS = { ok: 'ok', error: 'error', interrupted: 'interrupted', running: 'running', crashed: 'crashed' } as const;

/** How a trace ended, as a drawing and a word: colour is never the only sign. */
export function StatusMark({ status }: { status: TraceStatus }) {
  return (
    <span class="status" data-status={status} title={status}>
      <Icon name={ICONS[status]} />
      <span class="status-word">{status}</span>
    </span>
  );
}
