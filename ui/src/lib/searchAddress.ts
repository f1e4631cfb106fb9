import { links } from './router';

/** What is searched for, as it stands in the address. */
export interface Asked {
  q: string;
  re: boolean;
  case: boolean;
  scope: 'all' | 'folder' | 'trace';
  dir: string;
  file: string;
}

/** Unknown values are left out. */
export function readSearch(parameters: URLSearchParams): Asked {
  const scope = parameters.get('scope');
  const file = parameters.get('file') ?? '';
  const dir = parameters.get('dir') ?? (file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '');
  return {
    q: parameters.get('q') ?? '',
    re: parameters.get('re') === '1',
    case: parameters.get('case') === '1',
    scope: (scope === 'folder' && dir) || (scope === 'trace' && file) ? (scope as Asked['scope']) : 'all',
    dir,
    file,
  };
}

/** The address of a search. */
export function searchAddress(asked: Asked): string {
  const parameters = new URLSearchParams({ q: asked.q });
  if (asked.re) parameters.set('re', '1');
  if (asked.case) parameters.set('case', '1');
  if (asked.scope !== 'all') parameters.set('scope', asked.scope);
  if (asked.dir) parameters.set('dir', asked.dir);
  if (asked.file) parameters.set('file', asked.file);
  return `${links.search()}?${parameters}`;
}
