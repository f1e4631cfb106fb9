import { useEffect, useRef, useState } from 'preact/hooks';
import { bytes } from '../../lib/format';
import type { OpenTrace } from '../../state/trace';
import { Icon } from '../Icon';

const SKELETON_MS = 150;
const INDENTS = [0, 1, 2, 2, 1, 2, 3, 3, 2, 1, 2, 2];

/** Shown only when there is something to wait for. */
export function TraceSkeleton() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SKELETON_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="trace-skeleton" role="status">
      {late && (
        <>
          <h1 class="visually-hidden">Loading the trace</h1>
          <div class="skeleton-head" aria-hidden="true" />
          {INDENTS.map((indent, i) => (
            <div key={i} class={`skeleton-line indent-${indent}`} aria-hidden="true" />
          ))}
        </>
      )}
    </div>
  );
}

/** How far the server is with a large file, how fast, and how long it will take. */
export function IndexingBar({ trace, onCancel }: { trace: OpenTrace; onCancel: () => void }) {
  const begun = useRef<{ at: number; done: number } | null>(null);
  const progress = trace.progress.value;
  const done = progress?.done ?? 0;
  const total = Math.max(1, progress?.total ?? 1);
  begun.current ??= { at: performance.now(), done };
  const seconds = (performance.now() - begun.current.at) / 1000;
  const speed = seconds > 0.3 ? (done - begun.current.done) / seconds : 0;
  const left = speed > 0 ? (total - done) / speed : null;
  return (
    <div class="indexing">
      <h1>Reading the trace</h1>
      <progress max={total} value={done} aria-label="Reading the trace" />
      <p class="indexing-figures number soft" role="status">
        <span>
          {bytes(done)} of {bytes(total)}
        </span>
        {speed > 0 && <span>{bytes(speed)}/s</span>}
        {left !== null && <span>{left < 1.5 ? 'about a second left' : `${Math.ceil(left)} seconds left`}</span>}
      </p>
      <button type="button" class="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}

interface FailedProps {
  title: string;
  text: string;
  back: string;
  onRetry: () => void;
}

export function Failed({ title, text, back, onRetry }: FailedProps) {
  return (
    <section class="empty" role="alert">
      <Icon name="error" size={28} />
      <h1>{title}</h1>
      <p class="soft">{text}</p>
      <p class="fault-actions">
        <button type="button" class="button primary" onClick={onRetry}>
          <Icon name="refresh" /> Try again
        </button>
        <a class="button" href={back}>
          Back to the list
        </a>
      </p>
    </section>
  );
}
