import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { duration } from '../lib/format';
import { watchColours } from '../lib/theme';
import type { OpenTrace } from '../state/trace';
import { Minimap } from './Minimap';

/** Fewer spans need no map. */
const LEAST_SPANS = 15;
const STEP = 0.1;
const ZOOM = 1.5;
/** Further than any window reaches. */
const FAR = 1e9;

/** The whole trace with the window that the views show; with the keyboard it is a slider. */
export function MinimapBar({ trace }: { trace: OpenTrace }) {
  const holder = useRef<HTMLDivElement>(null);
  const size = trace.data.value?.size ?? 0;
  const present = size >= LEAST_SPANS;

  useEffect(() => {
    if (!present) return undefined;
    const minimap = new Minimap(holder.current!, (window) => trace.show(window));
    const stops = [
      effect(() => {
        const data = trace.data.value;
        if (data) minimap.update({ data, window: trace.window.value, whole: trace.whole.value });
      }),
      effect(() => {
        watchColours();
        minimap.recolour();
      }),
    ];
    return () => {
      stops.forEach((stop) => stop());
      minimap.dispose();
    };
  }, [trace, present]);

  if (!present) return null;
  const { from, to } = trace.window.value;
  const whole = trace.whole.value;
  const key = (event: KeyboardEvent) => {
    const act = {
      ArrowLeft: () => trace.pan(-STEP),
      ArrowRight: () => trace.pan(STEP),
      ArrowUp: () => trace.zoom(1 / ZOOM),
      ArrowDown: () => trace.zoom(ZOOM),
      Home: () => trace.pan(-FAR),
      End: () => trace.pan(FAR),
      Escape: () => trace.fit(),
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  return (
    <div
      ref={holder}
      class="minimap"
      role="slider"
      tabIndex={0}
      aria-label="Part of the time that is shown"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(((from - whole.from) / Math.max(1, whole.to - whole.from)) * 100)}
      aria-valuetext={`${duration(Math.max(0, from))} to ${duration(to)} of ${duration(whole.to)}`}
      title="Drag to choose a part of the time; double-click for all of it"
      onKeyDown={key}
    />
  );
}
