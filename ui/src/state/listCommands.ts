import { useLayoutEffect, useRef } from 'preact/hooks';
import { register, writeIn, type Command } from '../lib/commands';
import type { TraceRow } from '../lib/protocol';
import { links, navigate } from '../lib/router';
import { liveStatus } from '../lib/shell';

interface Acts {
  /** Moves the active row there, or as near as it can. */
  go: (row: number) => void;
  select: (row: number, range: boolean) => void;
  clear: () => void;
  refresh: () => Promise<void>;
  active: number;
  rows: readonly TraceRow[];
}

/** Rows that a page key moves by. */
const PAGE = 12;

/** What can be done with the keyboard in the list of traces. */
export function useListCommands(now: Acts): void {
  const acts = useRef(now);
  acts.current = now;
  useLayoutEffect(() => {
    const step = (by: number) => () => acts.current.go(acts.current.active < 0 ? 0 : acts.current.active + by);
    const hasActive = () => acts.current.active >= 0 && acts.current.active < acts.current.rows.length;
    const line = (id: string, title: string, keys: string[], run: () => void): Command => ({
      id: 'list.' + id,
      title,
      group: 'List',
      keys,
      run,
      hidden: true,
    });
    return register([
      line('next', 'Next row', ['j', 'ArrowDown'], step(1)),
      line('previous', 'Previous row', ['k', 'ArrowUp'], step(-1)),
      line('page-down', 'A page down', ['PageDown'], step(PAGE)),
      line('page-up', 'A page up', ['PageUp'], step(-PAGE)),
      line('first', 'First row', ['g g', 'Home'], () => acts.current.go(0)),
      line('last', 'Last row', ['G', 'End'], () => acts.current.go(Infinity)),
      {
        ...line('open', 'Open the trace', ['Enter'], () => {
          const row = acts.current.rows[acts.current.active];
          navigate(links.trace(row.file, row.parts > 1 ? { part: String(row.part) } : {}));
        }),
        // With the focus on it, the browser follows the link.
        enabled: () => hasActive() && document.activeElement === document.body,
      },
      {
        ...line('select', 'Select the row', ['x'], () => acts.current.select(acts.current.active, false)),
        enabled: hasActive,
      },
      {
        ...line('clear', 'Clear the selection', ['Escape'], () => acts.current.clear()),
      },
      {
        id: 'list.filter',
        title: 'Filter this list',
        group: 'Go',
        keys: ['f'],
        run: () => writeIn('#filter-text'),
      },
      { id: 'refresh', title: 'Refresh', group: 'Page', keys: ['r'], run: () => void acts.current.refresh() },
      {
        id: 'list.live',
        title: 'Follow or pause',
        group: 'Live',
        keys: ['Space'],
        enabled: () =>
          !!liveStatus.peek()?.toggle && !document.activeElement?.closest('button, input, summary, [role=slider]'),
        run: () => liveStatus.peek()?.toggle?.(),
      },
    ]);
  }, []);
}
