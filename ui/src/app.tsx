import { useEffect, useRef } from 'preact/hooks';
import { loadAbout } from './lib/about';
import { register, writeIn, type Command } from './lib/commands';
import { lazy } from './lib/lazy';
import { helpOpen, paletteOpen } from './lib/palette';
import { links, navigate, route, search } from './lib/router';
import { pageTitle } from './lib/shell';
import { toggleTheme } from './lib/theme';
import { ListPage } from './pages/List';
import { Unknown } from './pages/Unknown';
import { ErrorBoundary } from './parts/ErrorBoundary';
import { Help } from './parts/shell/Help';
import { Palette } from './parts/shell/Palette';
import { ServerGone } from './parts/shell/ServerGone';
import { Toasts } from './parts/shell/Toasts';
import { TopBar } from './parts/shell/TopBar';

const opened = () => import('./style/opened.css');
const TracePage = lazy(async () => (await Promise.all([import('./pages/Trace'), opened()]))[0].TracePage);
const ThreadPage = lazy(async () => (await Promise.all([import('./pages/Thread'), opened()]))[0].ThreadPage);
const SearchPage = lazy(async () => (await import('./pages/Search')).SearchPage);

const shellCommands: readonly Command[] = [
  {
    id: 'search',
    title: 'Search everything',
    group: 'Go',
    keys: ['/', 'g s'],
    run: () => {
      if (!writeIn('#search-everything')) navigate(links.search());
    },
  },
  {
    id: 'palette',
    title: 'Find a command or a trace',
    group: 'Go',
    keys: ['Mod+k'],
    hidden: true,
    run: () => (paletteOpen.value = true),
  },
  { id: 'home', title: 'Go to all traces', group: 'Go', keys: ['g h'], run: () => navigate(links.list()) },
  { id: 'theme', title: 'Switch between light and dark', group: 'Page', keys: ['t'], run: toggleTheme },
  { id: 'help', title: 'Show keys and commands', group: 'Page', keys: ['?'], run: () => (helpOpen.value = true) },
];

// The code of the page that is wanted comes while the frame around it is drawn.
if (route.peek().page === 'trace') void TracePage.preload().catch(() => undefined);

// Now, not when the page has been drawn: a key that is pressed while it loads is not lost.
register(shellCommands);

function title(): string {
  const here = route.value;
  if (pageTitle.value) return pageTitle.value;
  switch (here.page) {
    case 'list':
      return here.dir;
    case 'trace':
      return here.file.split('/').at(-1)!;
    case 'thread':
      return `Thread ${here.thread}`;
    case 'search':
      return search.value.get('q') ? `${search.value.get('q')} · Search` : 'Search';
    default:
      return 'Not found';
  }
}

function Page() {
  const here = route.value;
  switch (here.page) {
    case 'list':
      return <ListPage dir={here.dir} />;
    case 'trace':
      return <TracePage key={here.file} file={here.file} />;
    case 'thread':
      return <ThreadPage key={here.thread} thread={here.thread} />;
    case 'search':
      return <SearchPage />;
    default:
      return <Unknown path={here.path} />;
  }
}

/** What tells one page from another: a new one gets the focus, a change in the same does not. */
function place(): string {
  const here = route.value;
  return `${here.page} ${'dir' in here ? here.dir : 'file' in here ? here.file : 'thread' in here ? here.thread : ''}`;
}

export function App() {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const here = place();
  const name = title();

  useEffect(() => {
    // With one file named at the start that is what is wanted, but only on arrival.
    const arrived = route.peek();
    void loadAbout()
      .then(({ file }) => {
        if (file && arrived.page === 'list' && !arrived.dir && route.peek() === arrived) {
          navigate(links.trace(file), 'replace');
        }
      })
      .catch(() => undefined);
    const timer = setTimeout(() => void TracePage.preload().catch(() => undefined), 1000);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    document.title = name ? `${name} · traqo` : 'traqo';
  }, [name]);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const heading = main.current!.querySelector<HTMLElement>('h1');
    heading?.setAttribute('tabindex', '-1');
    // A page may have put the focus where it belongs already.
    if (!main.current!.contains(document.activeElement)) (heading ?? main.current!).focus({ preventScroll: true });
  }, [here]);

  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current!.focus();
        }}
      >
        Skip to the content
      </a>
      <TopBar />
      <ServerGone />
      <main ref={main} id="main" tabIndex={-1}>
        <ErrorBoundary key={here} what="This page">
          <Page />
        </ErrorBoundary>
      </main>
      <div class="visually-hidden" aria-live="polite">
        {name || 'All traces'}
      </div>
      <Toasts />
      <Palette />
      <Help />
    </>
  );
}
