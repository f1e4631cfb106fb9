import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { filteredAddress, isFiltered, readFilters, writeFilters, type Filters } from '../lib/filters';
import { grouped, plural } from '../lib/format';
import type { TraceRow, Traces } from '../lib/protocol';
import { links, navigate, search } from '../lib/router';
import { FailureBanner } from '../parts/FailureBanner';
import { Icon } from '../parts/Icon';
import { NoMatch, NoTraces } from '../parts/list/EmptyList';
import { FilterBar } from '../parts/list/FilterBar';
import { FilterChips } from '../parts/list/FilterChips';
import { RunHistogram } from '../parts/list/RunHistogram';
import { SelectionBar } from '../parts/list/SelectionBar';
import { TraceTable } from '../parts/list/TraceTable';
import { Skeleton } from '../parts/Skeleton';
import { TotalsLine } from '../parts/TotalsLine';
import { useFolderEvents } from '../state/folderEvents';
import { useListCommands } from '../state/listCommands';
import { keyOf, TraceRows } from '../state/traceRows';

/** The list as it was left: going back shows it again at once, at the same place. */
interface Kept {
  address: string;
  rows: TraceRows;
  scrollTop: number;
  active: number;
}

let kept: Kept | null = null;

function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <details class="banner" data-level="warning">
      <summary>
        <Icon name="warning" size={16} /> {plural(warnings.length, 'file')} could not be read
      </summary>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </details>
  );
}

/** So many folders are links at once; the others are shown when asked for. */
const FOLDERS = 8;

function Folders({ dir, folders }: { dir: string; folders: Traces['folders'] }) {
  const [all, setAll] = useState(false);
  if (folders.length === 0) return null;
  const shown = all || folders.length <= FOLDERS + 1 ? folders : folders.slice(0, FOLDERS);
  return (
    <nav class="folders" aria-label="Folders">
      {shown.map(({ name, traces }) => (
        <a key={name} class="folder" href={links.list(dir ? `${dir}/${name}` : name)}>
          <Icon name="folder" />
          <span class="clip">{name}</span>
          <span class="number faint">{grouped(traces)}</span>
        </a>
      ))}
      {shown.length < folders.length && (
        <button type="button" class="button quiet" onClick={() => setAll(true)}>
          {folders.length - shown.length} more
        </button>
      )}
    </nav>
  );
}

export function ListPage({ dir }: { dir: string }) {
  const parameters = search.value;
  const filters = useMemo(() => readFilters(parameters), [parameters]);
  const address = filteredAddress(links.list(dir), filters);
  const back = useRef(kept?.address === address ? kept : null);
  const state = useMemo(() => back.current?.rows ?? new TraceRows(), []);
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(back.current?.active ?? -1);
  const [focusWanted, setFocusWanted] = useState(active >= 0 ? 1 : 0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [unseen, setUnseen] = useState(0);
  const shown = useRef<readonly TraceRow[]>([]);
  const visible = useRef<[number, number]>([0, 0]);

  const rows = state.rows.value;
  const answer = state.answer.value;
  const fresh = state.fresh.value;
  const failure = state.failure.value;
  const filtered = isFiltered(filters);

  useEffect(() => {
    state.show({ dir, ...writeFilters(filters) });
    if (back.current) {
      back.current = null;
    } else {
      setActive(-1);
      setSelected(new Set());
      setUnseen(0);
      if (scroller.current) scroller.current.scrollTop = 0;
    }
  }, [address]);
  useLayoutEffect(() => {
    if (back.current) scroller.current!.scrollTop = back.current.scrollTop;
    return () => state.close();
  }, []);
  // Kept as it is now, for when the page is left.
  const now = useRef<Kept>(null as unknown as Kept);
  now.current = { address, rows: state, scrollTop: scroller.current?.scrollTop ?? 0, active };
  useEffect(() => {
    const remember = () => {
      kept = { ...now.current, scrollTop: scroller.current?.scrollTop ?? 0 };
    };
    const outer = scroller.current!;
    outer.addEventListener('scroll', remember, { passive: true });
    return () => outer.removeEventListener('scroll', remember);
  }, []);
  useEffect(() => {
    kept = { ...now.current, scrollTop: kept?.address === address ? kept.scrollTop : 0 };
  }, [address, active]);

  const refresh = () => state.refresh(visible.current[1] + 1);
  // What is looked at stays where it is, when rows came before it.
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = rows;
    const places = new Map(rows.map((row, i) => [keyOf(row), i]));
    const placeOf = (row: TraceRow | undefined) => (row ? (places.get(keyOf(row)) ?? -1) : -1);
    if (before[active] && placeOf(before[active]) !== active) setActive(placeOf(before[active]));
    const first = visible.current[0];
    const moved = first > 0 ? placeOf(before[first]) - first : 0;
    if (moved <= 0) return;
    const height = scroller.current!.querySelector<HTMLElement>('.table-body .table-row')?.offsetHeight ?? 0;
    scroller.current!.scrollTop += moved * height;
    setUnseen((before_) => before_ + moved);
  }, [rows]);
  useFolderEvents(dir, refresh);

  // Said once for each change of the filters, not with each trace that is written.
  const loading = state.loading.value;
  const said = useMemo(
    () => (filtered && !loading && answer ? `${plural(answer.matching, 'trace')} of ${grouped(answer.total)}` : ''),
    [address, loading],
  );

  const change = (next: Filters, typing = false) =>
    navigate(filteredAddress(links.list(dir), next), typing ? 'replace' : 'push');
  const go = (to: number) => {
    if (rows.length === 0) return;
    const last = Math.max(rows.length, answer?.matching ?? 0) - 1;
    const next = Math.min(Math.max(to, 0), last);
    if (next >= rows.length) state.until(next);
    setActive(Math.min(next, last));
    setFocusWanted((n) => n + 1);
  };
  // The last row may have to be loaded first.
  useEffect(() => {
    if (active >= 0 && active === rows.length - 1) setFocusWanted((n) => (n > 0 ? n + 1 : n));
  }, [rows.length]);
  const select = (row: number, range: boolean) => {
    setSelected((before) => {
      const next = new Set(before);
      const key = keyOf(rows[row]);
      if (range && active >= 0) {
        for (let i = Math.min(active, row); i <= Math.max(active, row); i++) if (rows[i]) next.add(keyOf(rows[i]));
      } else if (next.has(key)) next.delete(key);
      else next.add(key);
      return next;
    });
    setActive(row);
  };
  const onVisible = useMemo(
    () => (first: number, last: number) => {
      visible.current = [first, last];
      if (last >= state.rows.peek().length - 20) state.until(last + 20);
      if (first === 0) setUnseen(0);
    },
    [state],
  );

  useListCommands({ go, select, refresh, clear: () => setSelected(new Set()), active, rows });

  const heading = dir ? dir.split('/').at(-1)! : 'All traces';
  const empty = answer !== null && answer.total === 0;
  return (
    <div ref={scroller} class="page list" aria-busy={loading}>
      <FailureBanner message={failure} again={() => void refresh()} />
      {answer && <Warnings warnings={answer.warnings} />}
      <div class="list-head">
        <h1 class="clip">{heading}</h1>
        {answer && !empty && (
          <TotalsLine
            traces={
              filtered
                ? `${grouped(answer.matching)} of ${plural(answer.total, 'trace')}`
                : plural(answer.matching, 'trace')
            }
            totals={answer.totals}
          />
        )}
        {answer && <Folders dir={dir} folders={answer.folders} />}
      </div>
      {answer && !empty && answer.histogram && (
        <RunHistogram
          histogram={answer.histogram}
          from={filters.from}
          to={filters.to}
          onChange={(from, to) => change({ ...filters, from, to })}
        />
      )}
      {!empty && (
        <div class="list-controls">
          <FilterBar filters={filters} facets={answer?.facets ?? null} onChange={change} />
          <FilterChips filters={filters} onChange={change} />
        </div>
      )}
      {!answer && !failure && <Skeleton />}
      {empty && <NoTraces dir={dir} />}
      {answer && !empty && rows.length === 0 && <NoMatch filters={filters} total={answer.total} onChange={change} />}
      {answer && rows.length > 0 && (
        <TraceTable
          rows={rows}
          matching={answer.matching}
          filters={filters}
          dir={dir}
          scroller={scroller}
          active={active}
          focusWanted={focusWanted}
          selected={selected}
          fresh={fresh}
          onActive={setActive}
          onSelect={select}
          onSelectAll={(all) => setSelected(new Set(all ? rows.map(keyOf) : []))}
          onSort={(sort, descending) => change({ ...filters, sort, descending })}
          onTag={(tag) => change({ ...filters, tag: [...new Set([...filters.tag, tag])] })}
          onVisible={onVisible}
        />
      )}
      {unseen > 0 && (
        <button
          type="button"
          class="button primary list-unseen"
          onClick={() => {
            scroller.current!.scrollTop = 0;
            setUnseen(0);
          }}
        >
          <Icon name="arrowUp" /> {plural(unseen, 'new trace')}
        </button>
      )}
      <span class="visually-hidden" role="status">
        {said}
      </span>
      <SelectionBar
        files={rows.filter((row) => selected.has(keyOf(row))).map((row) => row.file)}
        onClear={() => setSelected(new Set())}
      />
    </div>
  );
}
