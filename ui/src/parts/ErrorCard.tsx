import { useMemo, useState } from 'preact/hooks';
import { plural } from '../lib/format';
import { parseStack, type StackPart } from '../lib/frames';
import { CopyButton } from './CopyButton';
import { Icon } from './Icon';
import { LongText } from './LongText';

interface Props {
  error: { type: string | null; message: string | null; traceback: string | null };
}

const MOST_TRACEBACK = 400_000;
const MOST_PARTS = 600;
/** Shorter ones are shown at once. */
const SHORT = 16;

/** What went wrong: type and message, and below the stack trace without the frames of frameworks. */
export function ErrorCard({ error }: Props) {
  const { type, message, traceback } = error;
  const shortType = type?.split('.').at(-1)?.split('$').at(-1) ?? 'Error';
  return (
    <section class="error-card" aria-label="Error">
      <header>
        <Icon name="error" />
        <strong title={type ?? undefined}>
          <bdi>{shortType}</bdi>
        </strong>
        {type && type !== shortType && (
          <bdi class="faint clip mono error-package">{type.slice(0, type.length - shortType.length - 1)}</bdi>
        )}
        <CopyButton text={() => traceback ?? `${type ?? ''}: ${message ?? ''}`} what="the error" />
      </header>
      {message && (
        <div class="error-message">
          <LongText text={message} first={4_000} />
        </div>
      )}
      {traceback &&
        (traceback.length > MOST_TRACEBACK ? <LongText text={traceback} mono /> : <Stack traceback={traceback} />)}
    </section>
  );
}

function Stack({ traceback }: { traceback: string }) {
  const parts = useMemo(() => parseStack(traceback), [traceback]);
  const [all, setAll] = useState(false);
  const frames = parts.reduce(
    (sum, part) => sum + (part.kind === 'folded' ? part.frames.length : part.kind === 'frame' ? 1 : 0),
    0,
  );
  if (frames === 0 && parts.length <= 1) return null;
  return (
    <details class="stack" open={parts.length <= SHORT}>
      <summary>
        Stack trace <span class="faint">{plural(frames, 'frame')}</span>
      </summary>
      <div class="stack-lines mono" tabIndex={0} role="group" aria-label="Stack trace">
        {parts.slice(0, MOST_PARTS).map((part, at) => (
          <Line key={at} part={part} all={all} />
        ))}
        {parts.length > MOST_PARTS && (
          <p class="faint">{plural(parts.length - MOST_PARTS, 'line')} more: copy the error to see them.</p>
        )}
      </div>
      {parts.some((part) => part.kind === 'folded') && (
        <button type="button" class="button quiet small" aria-pressed={all} onClick={() => setAll(!all)}>
          {all ? 'Fold frames of frameworks' : 'Show all frames'}
        </button>
      )}
    </details>
  );
}

function Line({ part, all }: { part: StackPart; all: boolean }) {
  const [open, setOpen] = useState(false);
  const style = part.depth > 0 ? { marginInlineStart: `${Math.min(part.depth, 8) * 16}px` } : undefined;
  if (part.kind === 'text') {
    return (
      <div class="stack-text" data-role={part.role} style={style}>
        {part.text || '\u00a0'}
      </div>
    );
  }
  if (part.kind === 'frame') {
    return (
      <div class="stack-frame" style={style}>
        {part.text}
      </div>
    );
  }
  return (
    <div style={style}>
      {all || open ? (
        part.frames.map((frame, at) => (
          <div key={at} class="stack-frame faint">
            {frame}
          </div>
        ))
      ) : (
        <button type="button" class="stack-fold faint" onClick={() => setOpen(true)}>
          {plural(part.frames.length, 'frame')} of frameworks
        </button>
      )}
    </div>
  );
}
