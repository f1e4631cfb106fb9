import { computed, effect, untracked } from '@preact/signals';
import { route, search, setParameters, visits } from '../lib/router';
import type { TimeWindow } from '../lib/timeWindow';
import { NO_FILTER, type Filter } from './matching';
import { idOf } from './spanIds';
import { VIEWS, type OpenTrace } from './trace';

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

/** Shows what an address says, and keeps the address as what is shown. The result ends that. */
export function followAddress(trace: OpenTrace, parameters: URLSearchParams): () => void {
  showNow(trace, parameters);
  let begun = false;
  // As many levels as fit are open at first: that needs no place in the address.
  let usual: number | null = null;
  const levels = computed(() => (trace.levels.value === usual ? null : trace.levels.value));
  const window = computed(() => windowText(trace));
  const stops = [
    effect(() => {
      if (begun || trace.phase.value !== 'ready') return;
      begun = true;
      usual = trace.levels.peek();
      // The trace has just shown all of it: what the address says comes after that.
      queueMicrotask(() => showLoaded(trace, parameters));
    }),
    effect(() => write(trace, { view: trace.view.value === 'tree' ? null : trace.view.value })),
    effect(() => write(trace, writeFilter(trace.filter.value))),
    effect(() => write(trace, { depth: levels.value === null ? null : String(levels.value) })),
    effect(() => write(trace, { w: window.value })),
    followSelection(trace),
    followVisits(trace),
  ];
  return () => stops.forEach((stop) => stop());
}

/** What needs no index. */
function showNow(trace: OpenTrace, parameters: URLSearchParams): void {
  trace.view.value = VIEWS.find((view) => view === parameters.get('view')) ?? 'tree';
  const filter = readFilter(parameters);
  if (filter !== trace.filter.peek()) trace.setFilter(filter);
}

/** What needs to know the rows. */
function showLoaded(trace: OpenTrace, parameters: URLSearchParams): void {
  const depth = Number(parameters.get('depth'));
  const window = readWindow(parameters);
  const span = parameters.get('span') ?? oldSpan();
  const part = parameters.get('part');
  if (depth > 0) trace.toLevel(depth);
  if (window) trace.show(window);
  const { order } = trace.data.peek()!.derived;
  if (span) void trace.selectId(span);
  else if (part) selectPart(trace, Number(part));
  else if (trace.selected.peek() < 0 && order.length > 0) trace.select(order[0]);
}

/** Going back, or following a link to another place of this trace. */
function followVisits(trace: OpenTrace): () => void {
  let seen = visits.peek();
  return effect(() => {
    if (visits.value === seen) return;
    seen = visits.value;
    const here = route.peek();
    if (here.page !== 'trace' || here.file !== trace.file) return;
    const parameters = search.peek();
    untracked(() => {
      showNow(trace, parameters);
      if (trace.phase.peek() !== 'ready') return;
      if (!readWindow(parameters)) trace.fit();
      if (!parameters.has('span') && !parameters.has('part')) trace.selected.value = -1;
      showLoaded(trace, parameters);
    });
  });
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
      if (trace.seeking || trace.notes.peek().some(({ id }) => id === 'unknown-span')) return;
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
