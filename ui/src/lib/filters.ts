import type { Query } from './api';
import { SORTS, type Sort, type TraceStatus } from './protocol';

/** What the list is narrowed to. Its names in addresses are those of `api/traces`. */
export interface Filters {
  q: string;
  status: readonly TraceStatus[];
  tag: readonly string[];
  model: readonly string[];
  thread: string;
  /** US dollars. */
  minCost: number | null;
  maxCost: number | null;
  /** Microseconds. */
  minDuration: number | null;
  maxDuration: number | null;
  /** Microseconds since 1970. */
  from: number | null;
  to: number | null;
  /** With traces that other traces started. */
  all: boolean;
  sort: Sort;
  descending: boolean;
}

export const STATUSES: readonly TraceStatus[] = ['running', 'ok', 'error', 'interrupted', 'crashed'];

const RANGES = ['minCost', 'maxCost', 'minDuration', 'maxDuration', 'from', 'to'] as const;

/** Unknown values are left out: addresses are typed by hand and grow old. */
export function readFilters(parameters: URLSearchParams): Filters {
  const written = parameters.get('sort') ?? '-start';
  const descending = written.startsWith('-');
  const sort = SORTS.find((one) => one === written.replace(/^-/, ''));
  const number = (name: string) => {
    const text = parameters.get(name);
    return text !== null && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
  };
  const [minCost, maxCost, minDuration, maxDuration, from, to] = RANGES.map(number);
  return {
    q: parameters.get('q') ?? '',
    status: STATUSES.filter((status) => parameters.getAll('status').includes(status)),
    tag: [...new Set(parameters.getAll('tag'))].filter(Boolean),
    model: [...new Set(parameters.getAll('model'))].filter(Boolean),
    thread: parameters.get('thread') ?? '',
    minCost,
    maxCost,
    minDuration,
    maxDuration,
    from,
    to,
    all: parameters.get('all') === '1',
    sort: sort ?? 'start',
    descending: sort ? descending : true,
  };
}

/** What stands in the address, and what the server is asked; what is usual is left out. */
export function writeFilters(filters: Filters): Query {
  const sort = (filters.descending ? '-' : '') + filters.sort;
  const query: Record<string, string | readonly string[]> = {};
  const add = (name: string, value: string | readonly string[]) => {
    if (value.length > 0) query[name] = value;
  };
  add('q', filters.q);
  add('status', filters.status);
  add('tag', filters.tag);
  add('model', filters.model);
  add('thread', filters.thread);
  for (const name of RANGES) add(name, filters[name] === null ? '' : String(filters[name]));
  add('all', filters.all ? '1' : '');
  add('sort', sort === '-start' ? '' : sort);
  return query;
}

/** The address of a page with these filters. */
export function filteredAddress(path: string, filters: Filters): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(writeFilters(filters))) {
    for (const one of Array.isArray(value) ? (value as string[]) : [String(value)]) parameters.append(name, one);
  }
  const text = parameters.toString();
  return path + (text && '?' + text);
}

/** The same order and children, everything shown. */
export function cleared(filters: Filters): Filters {
  const { all, sort, descending } = filters;
  return { ...readFilters(new URLSearchParams()), all, sort, descending };
}

export function isFiltered(filters: Filters): boolean {
  const { all: _all, sort: _sort, descending: _descending, ...rest } = filters;
  return Object.values(rest).some((value) => value !== null && (typeof value === 'number' || value.length > 0));
}

const UNITS: Record<string, number> = { µs: 1, us: 1, ms: 1e3, s: 1e6, m: 60e6, min: 60e6, h: 3600e6, d: 86_400e6 };

/** `2m 30s`, `1.5h`, `300ms`; a number alone is seconds. Microseconds; null if it is none of these. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim().toLowerCase().replaceAll(',', '.');
  if (trimmed === '') return null;
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 1e6);
  if (!/^(\d+(\.\d+)?\s*(µs|us|ms|min|s|m|h|d)\s*)+$/.test(trimmed)) return null;
  let sum = 0;
  for (const [, value, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(µs|us|ms|min|s|m|h|d)/g)) {
    sum += Number(value) * UNITS[unit];
  }
  return Math.round(sum);
}

/** As it is typed, nothing rounded: `300ms`, `1m 30s`. */
export function writeDuration(micros: number): string {
  const pieces: string[] = [];
  let rest = Math.max(0, Math.round(micros));
  for (const unit of ['h', 'm', 's', 'ms', 'µs']) {
    const whole = Math.floor(rest / UNITS[unit]);
    rest -= whole * UNITS[unit];
    if (whole > 0) pieces.push(whole + unit);
  }
  return pieces.join(' ') || '0s';
}

/** `$0.05`, `0.05`. Dollars; null if it is no amount. */
export function parseCost(text: string): number | null {
  const trimmed = text.trim().replace(/^\$/, '').replaceAll(',', '.');
  return /^(\d+(\.\d*)?|\.\d+)$/.test(trimmed) ? Number(trimmed) : null;
}
