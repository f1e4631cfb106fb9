import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Drawn beyond the edges, so that a scroll shows no gap. */
const MARGIN = 800;
const STEP = 400;

/** Which part of a tall element can be seen: pixels from its top, in steps. `on` is whether anybody wants to know. */
export function useVisiblePart(element: RefObject<HTMLElement | null>, on: boolean): { from: number; to: number } {
  const [part, setPart] = useState({ from: 0, to: STEP });
  useEffect(() => {
    if (!on) return;
    const look = () => {
      const box = element.current?.getBoundingClientRect();
      if (!box) return;
      const from = Math.floor((-box.top - MARGIN) / STEP) * STEP;
      const to = Math.ceil((window.innerHeight - box.top + MARGIN) / STEP) * STEP;
      setPart((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    look();
    // Whatever scrolls: the page, a pane, a box in it.
    document.addEventListener('scroll', look, { capture: true, passive: true });
    window.addEventListener('resize', look);
    return () => {
      document.removeEventListener('scroll', look, { capture: true });
      window.removeEventListener('resize', look);
    };
  }, [on]);
  return part;
}
