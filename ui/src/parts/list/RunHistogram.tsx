import { useRef, useState } from 'preact/hooks';
import { ticks } from '../../lib/calendar';
import { grouped, plural, time } from '../../lib/format';
import type { Traces } from '../../lib/protocol';

interface Props {
  histogram: NonNullable<Traces['histogram']>;
  from: number | null;
  to: number | null;
  /** Two nulls: all. */
  onChange: (from: number | null, to: number | null) => void;
}

const HEIGHT = 100;

/** How many traces began when, errors below. Dragging over it, or its two handles, narrow the list to a time. */
export function RunHistogram({ histogram, from, to, onChange }: Props) {
  const { buckets } = histogram;
  const plot = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<[number, number] | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  const dragFrom = useRef<number | null>(null);

  const width = Math.max(1, histogram.to - histogram.from);
  const edge = (at: number) => Math.round(histogram.from + (width * at) / buckets.length);
  const place = (micros: number) => ((micros - histogram.from) / width) * buckets.length;
  const bounded = (at: number) => Math.min(Math.max(at, 0), buckets.length);

  const begin = draft ? draft[0] : bounded(from === null ? 0 : place(from));
  const end = draft ? draft[1] : bounded(to === null ? buckets.length : place(to));
  const narrowed = draft !== null || from !== null || to !== null;

  const commit = (a: number, b: number) => {
    setDraft(null);
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const all = low <= 0 && high >= buckets.length;
    onChange(all || low <= 0 ? null : edge(low), all || high >= buckets.length ? null : edge(high));
  };
  const bucketAt = (event: PointerEvent) => {
    const box = plot.current!.getBoundingClientRect();
    return Math.min(
      Math.max(Math.floor(((event.clientX - box.left) / box.width) * buckets.length), 0),
      buckets.length - 1,
    );
  };

  const highest = Math.max(1, ...buckets.map((bucket) => bucket.count));
  const total = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  const errors = buckets.reduce((sum, bucket) => sum + bucket.errors, 0);
  const percent = (at: number) => `${(100 * at) / buckets.length}%`;
  const span = `${time(edge(Math.floor(begin)))} to ${time(edge(Math.ceil(end)))}`;

  const handle = (side: 'from' | 'to') => {
    const at = Math.round(side === 'from' ? begin : end);
    const move = (next: number) => {
      if (side === 'from') commit(Math.min(bounded(next), Math.ceil(end) - 1), end);
      else commit(begin, Math.max(bounded(next), Math.floor(begin) + 1));
    };
    return (
      <div
        class="histogram-handle"
        data-side={side}
        role="slider"
        tabIndex={0}
        aria-label={side === 'from' ? 'Begin of the time shown' : 'End of the time shown'}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={buckets.length}
        aria-valuenow={at}
        aria-valuetext={time(edge(at))}
        style={{ left: percent(side === 'from' ? begin : end) }}
        onKeyDown={(event) => {
          const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5 }[event.key];
          if (step !== undefined) move(at + step);
          else if (event.key === 'Home') move(0);
          else if (event.key === 'End') move(buckets.length);
          else if (event.key === 'Escape' && narrowed) onChange(null, null);
          else return;
          event.preventDefault();
        }}
      />
    );
  };

  return (
    <section class="histogram" aria-label="Traces over time">
      <div
        ref={plot}
        class="histogram-plot"
        onPointerDown={(event) => {
          if (event.button !== 0 || (event.target as Element).closest('[role=slider]')) return;
          plot.current!.setPointerCapture(event.pointerId);
          dragFrom.current = bucketAt(event);
          setDraft([dragFrom.current, dragFrom.current + 1]);
        }}
        onPointerMove={(event) => {
          const at = bucketAt(event);
          setHover(at);
          const start = dragFrom.current;
          if (start !== null) setDraft([Math.min(start, at), Math.max(start, at) + 1]);
        }}
        onPointerUp={() => {
          if (dragFrom.current === null || !draft) return;
          dragFrom.current = null;
          commit(draft[0], draft[1]);
        }}
        onPointerCancel={() => {
          dragFrom.current = null;
          setDraft(null);
        }}
        onPointerLeave={() => setHover(null)}
        onDblClick={() => onChange(null, null)}
      >
        <svg
          viewBox={`0 0 ${buckets.length} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${plural(total, 'trace')}, ${plural(errors, 'error')} between ${time(histogram.from)} and ${time(histogram.to)}`}
        >
          {buckets.map((bucket, i) => {
            if (bucket.count === 0) return null;
            // Few beside many would be less than a pixel high, and look like none.
            const high = Math.max(7, (HEIGHT * bucket.count) / highest);
            const bad =
              bucket.errors === 0 ? 0 : Math.max(Math.min(5, high / 2), (high * bucket.errors) / bucket.count);
            return (
              <g key={i} class={i >= Math.floor(begin) && i < Math.ceil(end) ? undefined : 'outside'}>
                <rect class="histogram-runs" x={i + 0.09} width={0.82} y={HEIGHT - high} height={high - bad} />
                {bad > 0 && <rect class="histogram-errors" x={i + 0.09} width={0.82} y={HEIGHT - bad} height={bad} />}
              </g>
            );
          })}
        </svg>
        {narrowed && (
          <div
            class="histogram-window"
            style={{ left: percent(begin), width: percent(end - begin) }}
            aria-hidden="true"
          />
        )}
        {handle('from')}
        {handle('to')}
        {hover !== null && buckets[hover] && (
          <div
            class="histogram-tip"
            data-side={hover > buckets.length / 2 ? 'left' : 'right'}
            style={{ left: percent(hover + 0.5) }}
          >
            <b>{plural(buckets[hover].count, 'trace')}</b>
            {buckets[hover].errors > 0 && <span class="error-text"> · {plural(buckets[hover].errors, 'error')}</span>}
            <br />
            {time(edge(hover))}
          </div>
        )}
      </div>
      <div class="histogram-axis" aria-hidden="true">
        {ticks(histogram.from, histogram.to, 8)
          .filter(({ at }) => place(at) < 0.93 * buckets.length)
          .map(({ at, label }) => (
            <span key={at} style={{ left: percent(place(at)) }}>
              {label}
            </span>
          ))}
      </div>
      <span class="visually-hidden" aria-live="polite">
        {narrowed ? `Showing ${span}: ${grouped(total)} in all` : ''}
      </span>
    </section>
  );
}
