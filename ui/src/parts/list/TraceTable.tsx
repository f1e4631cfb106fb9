import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Filters } from '../../lib/filters';
import type { Sort, TraceRow } from '../../lib/protocol';
import { keyOf } from '../../state/traceRows';
import { Icon } from '../Icon';
import { TraceCells } from './TraceCells';

interface Props {
  rows: readonly TraceRow[];
  /** All that match, as far as the server knows: the height of the list. */
  matching: number;
  filters: Filters;
  /** Folder whose traces these are. */
  dir: string;
  /** What scrolls. */
  scroller: { current: HTMLElement | null };
  /** Place of the row with the keyboard; -1 if none. */
  active: number;
  /** Counts up when the active row shall have the focus. */
  focusWanted: number;
  selected: ReadonlySet<string>;
  fresh: ReadonlySet<string>;
  onActive: (row: number) => void;
  onSelect: (row: number, range: boolean) => void;
  onSelectAll: (all: boolean) => void;
  onSort: (sort: Sort, descending: boolean) => void;
  onTag: (tag: string) => void;
  /** Rows that are on the screen. */
  onVisible: (first: number, last: number) => void;
}

const NARROW = matchMedia('(max-width: 720px)');
const OVERSCAN = 6;
/** Browsers draw no element that is higher than some millions of pixels. */
const HIGHEST = 12_000_000;

interface Column {
  name: string;
  label: string;
  sort?: Sort;
  numeric?: boolean;
}

const COLUMNS: readonly Column[] = [
  { name: 'status', label: 'Status', sort: 'status' },
  { name: 'name', label: 'Name', sort: 'name' },
  { name: 'where', label: 'Tags and file' },
  { name: 'start', label: 'Start', sort: 'start', numeric: true },
  { name: 'duration', label: 'Duration', sort: 'duration', numeric: true },
  { name: 'spans', label: 'Spans', sort: 'spans', numeric: true },
  { name: 'errors', label: 'Errors', sort: 'errors', numeric: true },
  { name: 'tokens', label: 'Tokens', sort: 'tokens', numeric: true },
  { name: 'cost', label: 'Cost', sort: 'cost', numeric: true },
];

/** Height of a row, as in list.css. */
function useRowHeight(): number {
  const [narrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const change = () => setNarrow(NARROW.matches);
    NARROW.addEventListener('change', change);
    return () => NARROW.removeEventListener('change', change);
  }, []);
  return narrow ? 80 : 44;
}

function Headers({ filters, onSort }: Pick<Props, 'filters' | 'onSort'>) {
  return (
    <>
      {COLUMNS.map(({ name, label, sort, numeric }) => {
        const sorted = sort !== undefined && filters.sort === sort;
        return (
          <div
            key={name}
            role="columnheader"
            class={`cell-${name} ${numeric ? 'number' : ''}`}
            aria-sort={sort ? (sorted ? (filters.descending ? 'descending' : 'ascending') : 'none') : undefined}
          >
            {sort ? (
              <button
                type="button"
                class="column-sort"
                // Names are looked up from A, numbers from the largest.
                onClick={() => onSort(sort, sorted ? !filters.descending : numeric === true)}
              >
                {label}
                {sorted && <Icon name={filters.descending ? 'arrowDown' : 'arrowUp'} size={12} />}
              </button>
            ) : (
              label
            )}
          </div>
        );
      })}
    </>
  );
}

/** All traces that match, as many elements as fit on the screen. */
export function TraceTable(props: Props) {
  const { rows, matching, filters, scroller, active, focusWanted, selected, fresh } = props;
  const height = useRowHeight();
  const body = useRef<HTMLDivElement>(null);
  const [window_, setWindow] = useState<[number, number]>(() => [0, Math.ceil(innerHeight / height)]);
  const total = Math.max(rows.length, matching);
  const shown = useRef(focusWanted === 0);
  const { onVisible } = props;

  const measure = () => {
    const outer = scroller.current;
    if (!outer || !body.current) return;
    const top = body.current.getBoundingClientRect().top - outer.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(-top / height));
    const last = Math.min(total - 1, Math.ceil((outer.clientHeight - top) / height));
    setWindow((before) => {
      const next: [number, number] = [Math.max(0, first - OVERSCAN), Math.min(total - 1, last + OVERSCAN)];
      return before[0] === next[0] && before[1] === next[1] ? before : next;
    });
    onVisible(first, last);
  };

  useLayoutEffect(measure, [total, rows.length, height]);
  useEffect(() => {
    const outer = scroller.current!;
    const sizes = new ResizeObserver(measure);
    sizes.observe(outer);
    outer.addEventListener('scroll', measure, { passive: true });
    return () => {
      sizes.disconnect();
      outer.removeEventListener('scroll', measure);
    };
  }, [total, rows.length, height, onVisible]);

  useLayoutEffect(() => {
    if (focusWanted === 0 || active < 0) return;
    const restored = !shown.current;
    shown.current = true;
    const outer = scroller.current!;
    const head = body.current!.parentElement!.querySelector<HTMLElement>('.table-head')!.offsetHeight;
    const box = outer.getBoundingClientRect();
    const top = body.current!.getBoundingClientRect().top - box.top + active * height;
    if (restored) {
      // Back on the page: it is where it was left.
    } else if (active === 0) outer.scrollTop = 0;
    else if (top < head) outer.scrollTop += top - head - 4;
    else if (top + height > outer.clientHeight) outer.scrollTop += top + height - outer.clientHeight + 4;
    body
      .current!.querySelector<HTMLElement>(`[aria-rowindex="${active + 2}"] .row-link`)
      ?.focus({ preventScroll: true });
  }, [focusWanted]);

  const places: number[] = [];
  for (let i = window_[0]; i <= Math.min(window_[1], total - 1); i++) places.push(i);
  // The row with the focus stays, else the focus would be lost when it is scrolled away.
  if (active >= 0 && active < rows.length && (active < window_[0] || active > window_[1])) places.push(active);
  const allSelected = rows.length > 0 && selected.size >= rows.length;

  return (
    <div class="table" role="table" aria-label="Traces" aria-rowcount={total + 1}>
      <div role="rowgroup" class="table-head">
        <div role="row" class="table-row" aria-rowindex={1}>
          <div role="columnheader" class="cell-check">
            <input
              type="checkbox"
              aria-label="Select all that are loaded"
              checked={allSelected}
              ref={(box) => {
                if (box) box.indeterminate = selected.size > 0 && !allSelected;
              }}
              onChange={(event) => props.onSelectAll(event.currentTarget.checked)}
            />
          </div>
          <Headers filters={filters} onSort={props.onSort} />
        </div>
      </div>
      <div role="rowgroup" ref={body} class="table-body" style={{ height: `${Math.min(total * height, HIGHEST)}px` }}>
        {places.map((i) => {
          const row = rows[i];
          const style = { top: `${i * height}px` };
          if (!row) return <div key={`empty-${i}`} class="table-row waiting" style={style} aria-hidden="true" />;
          const key = keyOf(row);
          return (
            <div
              key={key}
              role="row"
              class="table-row"
              aria-rowindex={i + 2}
              data-active={i === active || undefined}
              data-selected={selected.has(key) || undefined}
              data-fresh={fresh.has(key) || undefined}
              style={style}
              onFocusIn={() => props.onActive(i)}
            >
              <div role="cell" class="cell-check">
                <label>
                  <input
                    type="checkbox"
                    checked={selected.has(key)}
                    aria-label={`Select ${row.name || row.file}`}
                    onClick={(event) => props.onSelect(i, event.shiftKey)}
                  />
                </label>
              </div>
              <TraceCells row={row} dir={props.dir} onTag={props.onTag} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
