import { links, route, search } from '../../lib/router';

interface Crumb {
  text: string;
  /** Null for the page itself. */
  href: string | null;
}

function crumbs(): Crumb[] {
  const here = route.value;
  const folders = (path: string) =>
    path.split('/').map((text, i, all) => ({ text, href: links.list(all.slice(0, i + 1).join('/')) }));
  switch (here.page) {
    case 'list':
      return here.dir ? folders(here.dir) : [];
    case 'trace':
      return folders(here.file);
    case 'thread':
      return [
        { text: 'thread', href: null },
        { text: here.thread, href: null },
      ];
    case 'search': {
      const dir = search.value.get('file') ?? search.value.get('dir');
      return [...(dir ? folders(dir) : []), { text: 'search', href: null }];
    }
    default:
      return [];
  }
}

/** Mark of the program, folders down to what is open. */
export function Breadcrumb() {
  const all = crumbs();
  return (
    <nav class="crumbs" aria-label="Breadcrumb">
      <ol role="list">
        <li class="crumbs-home">
          <a href={links.list()} aria-current={all.length === 0 && route.value.page === 'list' ? 'page' : undefined}>
            <svg class="mark" width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
              <rect x="2" y="4" width="28" height="6" rx="3" class="mark-1" />
              <rect x="7" y="13" width="15" height="6" rx="3" class="mark-2" />
              <rect x="15" y="22" width="13" height="6" rx="3" class="mark-3" />
            </svg>
            <span class="wordmark">traqo</span>
          </a>
        </li>
        {all.map(({ text, href }, i) => (
          <li key={i} class="crumb">
            {href === null || i === all.length - 1 ? (
              <span class="clip" aria-current={i === all.length - 1 ? 'page' : undefined} title={text}>
                {text}
              </span>
            ) : (
              <a class="clip" href={href} title={text}>
                {text}
              </a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
