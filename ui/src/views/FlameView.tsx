import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { duration } from '../lib/format';
import { ERROR } from '../lib/protocol';
import { spokenRow } from '../lib/spoken';
import { watchColours } from '../lib/theme';
import type { OpenTrace } from '../state/trace';
import { Flame } from './Flame';
import { probe } from '../lib/probe';

const FIT_ALL = { from: -Infinity, to: Infinity };

export function FlameView({ trace }: { trace: OpenTrace }) {
  const holder = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const told = useSignal('');

  useEffect(() => {
    const flame = new Flame(holder.current!, {
      select: (row) => trace.select(row),
      fitRow: (row) => trace.fitRow(row),
      show: (window) => (window.from === FIT_ALL.from ? trace.fit() : trace.show(window)),
      zoom: (factor, at) => trace.zoom(factor, at),
      pan: (share) => trace.pan(share),
      hover: (row, x, y) => showTip(trace, tip.current!, row, x, y),
    });
    const stops = [
      effect(() => {
        const data = trace.data.value;
        if (!data) return;
        flame.update({
          data,
          window: trace.window.value,
          selected: trace.selected.value,
          matches: trace.matches.value,
        });
      }),
      effect(() => {
        watchColours();
        flame.recolour();
      }),
      effect(() => {
        const row = trace.selected.value;
        flame.reveal(row);
        const data = trace.data.peek();
        told.value = data ? spokenRow(data, row) : '';
      }),
      probe('flame', () => ({
        ...flame.work,
        deriveMs: trace.deriveMs,
        rowAt: (x: number, y: number) => flame.rowAt(x, y),
      })),
    ];
    return () => {
      stops.forEach((stop) => stop());
      flame.dispose();
    };
  }, [trace]);

  const data = trace.data.value;
  const summary = data
    ? `Flame chart of ${data.size} spans in ${data.derived.lanes.count} lanes over ${duration(data.end)}. ` +
      'The tree shows the same as a table.'
    : 'Flame chart';
  return (
    <div class="flame-view">
      <div
        ref={holder}
        tabIndex={0}
        role="img"
        aria-label={summary}
        aria-keyshortcuts="ArrowUp ArrowDown ArrowLeft ArrowRight W A S D"
      />
      <div ref={tip} class="flame-tip" hidden />
      <p class="visually-hidden" role="status">
        {told}
      </p>
    </div>
  );
}

function showTip(trace: OpenTrace, tip: HTMLElement, row: number, x: number, y: number): void {
  const data = trace.data.peek();
  tip.hidden = row < 0 || !data;
  if (row < 0 || !data) return;
  const kind = data.kinds[data.kind[row]];
  const place = data.llmPlace[row];
  const model = place < 0 ? undefined : data.models[data.llm.model[place]];
  const name = document.createElement('strong');
  name.textContent = data.names[data.name[row]] || 'unnamed';
  const rest = document.createElement('span');
  const took = data.duration[row] < 0 ? 'running' : duration(data.duration[row]);
  rest.textContent = [took, kind, model, data.status[row] === ERROR && 'error'].filter(Boolean).join(' · ');
  tip.replaceChildren(name, rest);
  const box = tip.parentElement!.getBoundingClientRect();
  const left = Math.min(x + 12, box.width - tip.offsetWidth - 8);
  const top = y + 20 + tip.offsetHeight > box.height ? y - tip.offsetHeight - 8 : y + 20;
  tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
}
