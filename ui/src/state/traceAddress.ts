import { effect } from '@preact/signals';
import { setParameters } from '../lib/router';
import type { TimeWindow } from '../lib/timeWindow';
import { NO_FILTER, type Filter } from './matching';
import { idOf } from './spanIds';
import { VIEWS, type OpenTrace, type View } from './trace';

const STATUSES = ['ok', 'error', 'running', 'interrupted'] as const;

/** `f=kind:llm,status:error` and `q=…`; what is not known is left out. */
export function readFilter(parameters: URLSearchParams): Filter {
  const kinds: string[] = [];
  const statuses: Filter['statuses'][number][] = [];
  for (const one of (parameters.get('f') ?? '').split(',')) {
    const [what, ...rest] = one.split(':');
    const value = rest.join(':');
    const status = STATUSES.find((known) => known === value);
    if (what === 'kind' && value) kinds.push(value);
    if (what === 'status' && status) statuses.push(status);
  }
  const text = parameters.get('q') ?? '';
  return text || kinds.length > 0 || statuses.length > 0 ? { text, kinds, statuses } : NO_FILTER;
}

export function writeFilter(filter: Filter): { q: string | null; f: string | null } {
  const f = [...filter.kinds.map((kind) => `kind:${kind}`), ...filter.statuses.map((status) => `status:${status}`)];
  return { q: filter.text || null, f: f.join(',') || null };
}

/** `w=<start>-<end>` in microseconds. */
export function readWindow(parameters: URLSearchParams): TimeWindow | null {
  const found = /^(\d+)-(\d+)$/.exec(parameters.get('w') ?? '');
  if (!found) return null;
  const [from, to] = [Number(found[1]), Number(found[2])];
  return to > from ? { from, to } : null;
}

const viewOf = (parameters: URLSearchParams): View | undefined =>
  VIEWS.find((view) => view === parameters.get('view'));

/** Shows what an address says, and keeps the address as what is shown. The result ends that. */
export function followAddress(trace: OpenTrace, parameters: URLSearchParams): () => void {
  const wanted = {
    view: viewOf(parameters),
    filter: readFilter(parameters),
    window: readWindow(parameters),
    depth: Number(parameters.get('depth')),
    span: parameters.get('span') ?? oldSpan(),
    part: parameters.get('part'),
  };
  if (wanted.view) trace.view.value = wanted.view;
  if (wanted.filter !== NO_FILTER) trace.setFilter(wanted.filter);

  let begun = false;
  // As many levels as fit are open at first: that needs no place in the address.
  let usual: number | null = null;
  const stopBegin = effect(() => {
    if (begun || trace.phase.value !== 'ready') return;
    begun = true;
    usual = trace.levels.peek();
    // The trace has just shown all of it: what the address says comes after that.
    queueMicrotask(() => {
      if (wanted.depth > 0) trace.toLevel(wanted.depth);
      if (wanted.window) trace.show(wanted.window);
      if (wanted.span) void trace.selectId(wanted.span);
      else if (wanted.part) selectPart(trace, Number(wanted.part));
      else if (trace.selected.peek() < 0 && trace.data.peek()!.derived.order.length > 0) {
        trace.select(trace.data.peek()!.derived.order[0]);
      }
    });
  });
  const stops = [stopBegin, effect(() => write(trace, { view: trace.view.value === 'tree' ? null : trace.view.value }))];
  stops.push(effect(() => write(trace, { ...writeFilter(trace.filter.value) })));
  stops.push(
    effect(() => {
      const levels = trace.levels.value;
      write(trace, { depth: levels === null || levels === usual ? null : String(levels) });
    }),
  );
  stops.push(effect(() => write(trace, { w: windowText(trace) })));
  stops.push(followSelection(trace));
  return () => stops.forEach((stop) => stop());
}

function windowText(trace: OpenTrace): string | null {
  const { from, to } = trace.window.value;
  const whole = trace.whole.value;
  return to - from >= whole.to - whole.from ? null : `${Math.floor(from)}-${Math.ceil(to)}`;
}

function write(trace: OpenTrace, parameters: Record<string, string | null>): void {
  if (trace.phase.peek() === 'ready') setParameters(parameters);
}

/** A moment after the last change: a row has to be read for its id. */
const ID_AFTER_MS = 300;

function followSelection(trace: OpenTrace): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | null = null;
  const stop = effect(() => {
    const row = trace.selected.value;
    clearTimeout(timer);
    asking?.abort();
    if (trace.phase.peek() !== 'ready') return;
    timer = setTimeout(() => {
      asking = new AbortController();
      // The first row is what is selected anyway; an id that does not exist stays in the address.
      if (trace.notes.peek().some(({ id }) => id === 'unknown-span')) return;
      if (row < 0 || trace.data.peek()?.derived.place[row] === 0) setParameters({ span: null, part: null });
      else {
        idOf(trace, row, asking.signal)
          .then((id) => setParameters({ span: id, part: null }))
          .catch(() => undefined);
      }
    }, ID_AFTER_MS);
  });
  return () => {
    stop();
    clearTimeout(timer);
    asking?.abort();
  };
}

function selectPart(trace: OpenTrace, part: number): void {
  const data = trace.data.peek()!;
  const rows = [...data.nodes.values()].filter(({ row }) => data.parent[row] < 0);
  if (rows[part]) trace.select(rows[part].row, { reveal: true, centre: true });
}

/** Addresses of the Python package's viewer end in the id. */
function oldSpan(): string | null {
  return /^#\/trace\/[^/]+\/([^/]+)/.exec(location.hash)?.[1] ?? null;
}
