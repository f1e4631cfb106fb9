import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const LEAST = 280;
const STEP = 24;

interface Props {
  /** Under this name the width is remembered. */
  name: string;
  /** Read aloud at the bar between the two. */
  label: string;
  /** Null: the first takes all the room. */
  second: ComponentChildren | null;
  children: ComponentChildren;
}

/** Two panes side by side; the bar between them is moved with the mouse or the arrow keys. */
export function SplitPane({ name, label, second, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [share, setShare] = useState(() => stored(name));
  const [width, setWidth] = useState(0);

  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry.contentRect.width));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    try {
      localStorage.setItem(keyOf(name), share.toFixed(4));
    } catch {
      // Storage is forbidden: it holds until the page is closed.
    }
  }, [share, name]);

  const least = Math.min(LEAST, width / 3) / Math.max(1, width);
  const clamped = Math.min(Math.max(share, least), 1 - least);

  useLayoutEffect(() => {
    box.current!.style.setProperty('--second', `${((1 - clamped) * 100).toFixed(2)}%`);
  }, [clamped]);

  const drag = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const bar = event.currentTarget as HTMLElement;
    const { left } = box.current!.getBoundingClientRect();
    const grip = event.clientX - bar.getBoundingClientRect().left - bar.offsetWidth / 2;
    const move = (moved: PointerEvent) => setShare((moved.clientX - grip - left) / Math.max(1, width));
    bar.setPointerCapture(event.pointerId);
    bar.addEventListener('pointermove', move);
    bar.addEventListener('lostpointercapture', () => bar.removeEventListener('pointermove', move), { once: true });
  };

  const key = (event: KeyboardEvent) => {
    const step = (event.shiftKey ? STEP * 4 : STEP) / Math.max(1, width);
    const to = { ArrowLeft: clamped - step, ArrowRight: clamped + step, Home: least, End: 1 - least }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setShare(to);
  };

  return (
    <div class={second === null ? 'split is-single' : 'split'} ref={box}>
      <div class="split-first">{children}</div>
      {second !== null && (
        <>
          <div
            class="split-bar"
            role="separator"
            tabIndex={0}
            aria-orientation="vertical"
            aria-label={label}
            aria-valuemin={Math.round(least * 100)}
            aria-valuemax={Math.round((1 - least) * 100)}
            aria-valuenow={Math.round(clamped * 100)}
            onPointerDown={drag}
            onKeyDown={key}
            onDblClick={() => setShare(USUAL)}
          />
          <div class="split-second">{second}</div>
        </>
      )}
    </div>
  );
}

const USUAL = 0.58;
const keyOf = (name: string) => `traqo.split.${name}`;

function stored(name: string): number {
  try {
    const value = Number(localStorage.getItem(keyOf(name)));
    return value > 0 && value < 1 ? value : USUAL;
  } catch {
    return USUAL;
  }
}
