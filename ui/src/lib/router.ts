import { batch, computed, signal } from '@preact/signals';
import { BASE } from './api';

/** The pages and what stands in their addresses. Paths are decoded; `search` keeps everything behind the `?`. */
export type Route =
  | { page: 'list'; dir: string }
  | { page: 'trace'; file: string }
  | { page: 'thread'; thread: string }
  | { page: 'search' }
  | { page: 'unknown'; path: string };

export const links = {
  list: (dir = '') => BASE + (dir && 'd/' + segments(dir)),
  trace: (file: string, query: Record<string, string> = {}) => {
    const text = new URLSearchParams(query).toString();
    return `${BASE}t/${segments(file)}${text && '?' + text}`;
  },
  thread: (id: string) => `${BASE}thread/${encodeURIComponent(id)}`,
  search: (q = '') => BASE + 'search' + (q && '?' + new URLSearchParams({ q })),
};

const here = signal(current());

export const search = computed(() => here.value.searchParams);
export const route = computed(() => parse(here.value.pathname));

/** The address, after an address of the Python package's viewer has been replaced by ours. */
function current(): URL {
  const old = /^#\/trace\/([^/]+)(?:\/([^/]+))?/.exec(location.hash);
  if (old) history.replaceState(history.state, '', links.trace(decode(old[1]), old[2] ? { span: decode(old[2]) } : {}));
  return new URL(location.href);
}

function parse(pathname: string): Route {
  const path = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname.slice(1);
  const [first, ...rest] = path.split('/');
  const tail = rest.filter((segment) => segment !== '').map(decode);
  switch (first) {
    case '':
      return { page: 'list', dir: '' };
    case 'd':
      return { page: 'list', dir: tail.join('/') };
    case 't':
      return { page: 'trace', file: tail.join('/') };
    case 'thread':
      return { page: 'thread', thread: decode(path.slice('thread/'.length)) };
    case 'search':
      return { page: 'search' };
    default:
      return { page: 'unknown', path };
  }
}

/** Hand-typed addresses may hold a `%` that stands for itself. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function segments(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Counts up when somebody goes to another address; not when a page only writes down what it shows. */
export const visits = signal(0);

/** Goes to a page of ours. */
export function navigate(href: string, how: 'push' | 'replace' = 'push'): void {
  const target = new URL(href, location.href);
  if (how === 'push') writeChanges();
  changes.clear();
  if (how === 'push' && target.href !== location.href) history.pushState(null, '', target);
  else history.replaceState(history.state, '', target);
  batch(() => {
    here.value = target;
    visits.value++;
  });
}

let pending: ReturnType<typeof setTimeout> | undefined;
const changes = new Map<string, string | null>();
let changesOf = '';

/** Changes parameters of the address without a new entry in the history, a moment later: browsers limit how often. */
export function setParameters(parameters: Record<string, string | null>): void {
  for (const [name, value] of Object.entries(parameters)) changes.set(name, value);
  clearTimeout(pending);
  changesOf = location.pathname;
  pending = setTimeout(writeChanges, 250);
}

function writeChanges(): void {
  if (changes.size > 0 && location.pathname === changesOf) {
    const target = new URL(location.href);
    for (const [name, value] of changes) {
      if (value === null || value === '') target.searchParams.delete(name);
      else target.searchParams.set(name, value);
    }
    history.replaceState(history.state, '', target);
    here.value = target;
  }
  changes.clear();
}

window.addEventListener('popstate', () => {
  changes.clear();
  batch(() => {
    here.value = current();
    visits.value++;
  });
});

/** Links of ours are followed without loading the page again; everything else is the browser's. */
window.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = (event.target as Element).closest?.('a');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (!link.pathname.startsWith(BASE) || link.pathname.startsWith(BASE + 'api/')) return;
  event.preventDefault();
  navigate(link.href);
});
