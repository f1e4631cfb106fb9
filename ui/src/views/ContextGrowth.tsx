import { useMemo, useState } from 'preact/hooks';
import { callsOf } from '../lib/context';
import { count, grouped, plural } from '../lib/format';
import { ERROR } from '../lib/protocol';
import type { OpenTrace } from '../state/trace';

const WIDTH = 960;
const HEIGHT = 112;
/** A few calls do not become blocks. */
const LEAST_PLACES = 24;

/** How much the models were given to read, call by call. */
export function ContextGrowth({ trace }: { trace: OpenTrace }) {
  const data = trace.data.value!;
  // Sorted again only when there are more of them.
  const calls = useMemo(() => callsOf(data), [data.llm.count, data.derived]);
  const [over, setOver] = useState(-1);
  if (calls.length < 2) return null;
  const highest = Math.max(1, ...calls.map(({ cached, fresh, output }) => cached + fresh + output));
  const places = Math.max(calls.length, LEAST_PLACES);
  const width = WIDTH / places;
  const height = (tokens: number) => (tokens / highest) * HEIGHT;
  const told = calls[over] ?? null;
  const selected = calls.findIndex(({ row }) => row === trace.selected.value);
  return (
    <figure class="growth">
      <figcaption>
        <h2>Context, call by call</h2>
        <span class="growth-legend soft">
          <i class="growth-key is-cached" /> cached <i class="growth-key is-fresh" /> new input{' '}
          <i class="growth-key is-output" /> output
        </span>
        <span class="number soft growth-told">
          {told
            ? `${data.names[data.name[told.row]]}: ${grouped(told.cached + told.fresh)} in${told.cached > 0 ? ` (${grouped(told.cached)} cached)` : ''}, ${grouped(told.output)} out`
            : `at most ${count(highest)} tokens in ${data.llm.count > calls.length ? 'a call' : plural(calls.length, 'call')}`}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Tokens of ${plural(calls.length, 'call')}; at most ${grouped(highest)}. The table below has the sums.`}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const at = Math.floor(((event.clientX - box.left) / box.width) * places);
          setOver(at < calls.length ? at : -1);
        }}
        onPointerLeave={() => setOver(-1)}
        onClick={() => over >= 0 && trace.select(calls[over].row)}
      >
        {calls.map(({ row, cached, fresh, output }, i) => {
          const x = i * width;
          const bar = Math.max(1, width - Math.min(3, width * 0.25));
          const [c, f, o] = [height(cached), height(fresh), height(output)];
          return (
            <g key={row} class={i === over ? 'is-over' : i === selected ? 'is-selected' : undefined}>
              {(i === over || i === selected) && <rect class="growth-back" x={x} y={0} width={width} height={HEIGHT} />}
              <rect class="growth-cached" x={x} y={HEIGHT - c} width={bar} height={c} />
              <rect class="growth-fresh" x={x} y={HEIGHT - c - f} width={bar} height={f} />
              <rect class="growth-output" x={x} y={HEIGHT - c - f - o} width={bar} height={o} />
              {data.status[row] === ERROR && <rect class="growth-error" x={x} y={0} width={bar} height={4} />}
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
