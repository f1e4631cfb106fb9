import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { register, writeIn, type Command } from '../lib/commands';
import { bytes, duration, grouped, plural } from '../lib/format';
import { navigate, search } from '../lib/router';
import { readSearch, searchAddress, type Asked } from '../lib/searchAddress';
import { Icon } from '../parts/Icon';
import { HitList } from '../parts/search/HitList';
import { SearchForm } from '../parts/search/SearchForm';
import { SearchRun } from '../state/searchRun';

const LIMIT = 2000;

/** The last search, so that going back from a trace does not search again. */
let kept: { address: string; run: SearchRun; scrollTop: number } | null = null;

function start(asked: Asked): SearchRun {
  return new SearchRun({
    q: asked.q,
    scope: asked.scope === 'trace' ? 'trace' : 'all',
    file: asked.scope === 'trace' ? asked.file : null,
    dir: asked.scope === 'folder' ? asked.dir : null,
    re: asked.re ? 1 : null,
    case: asked.case ? 1 : null,
    limit: LIMIT,
  });
}

function Status({ run }: { run: SearchRun }) {
  const progress = run.progress.value;
  const end = run.end.value;
  const running = run.running.value;
  const found = run.groups.value.reduce((sum, group) => sum + group.hits.length, 0);
  const matches = found === 1 ? '1 match' : `${grouped(found)} matches`;
  const traces = plural(run.groups.value.length, 'trace');
  return (
    <div class="search-status">
      {running ? (
        <>
          <progress
            aria-label="How much has been searched"
            value={progress?.files ?? 0}
            max={Math.max(1, progress?.ofFiles ?? 1)}
          />
          <span class="number">
            {matches}
            {progress && (
              <span class="soft">
                {' '}
                · {grouped(progress.files)} of {plural(progress.ofFiles, 'file')} · {bytes(progress.bytes)}
              </span>
            )}
          </span>
          <button type="button" class="button" onClick={() => run.stop()}>
            Stop
          </button>
        </>
      ) : (
        <span class="number" role="status">
          <b>{matches}</b> in {traces}
          {end ? <span class="soft"> · {duration(end.ms * 1e3)}</span> : <span class="soft"> · stopped</span>}
        </span>
      )}
    </div>
  );
}

function Notices({ run }: { run: SearchRun }) {
  const end = run.end.value;
  return (
    <>
      {end?.truncated && (
        <div class="banner" data-level="warning" role="status">
          <Icon name="warning" size={16} />
          <p>
            There are more matches: the first {grouped(end.total)} are shown. Search for a longer text, or in one folder
            or trace.
          </p>
        </div>
      )}
      {end && end.warnings.length > 0 && (
        <details class="banner" data-level="warning">
          <summary>
            <Icon name="warning" size={16} /> {plural(end.warnings.length, 'file')} could not be searched
          </summary>
          <ul>
            {end.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Moves the focus over the hits that are shown. */
function focusHit(by: number): void {
  const all = [...document.querySelectorAll<HTMLElement>('.hit-link')];
  const at = all.findIndex((link) => link === document.activeElement);
  const next = all[Math.min(Math.max(at < 0 && by < 0 ? all.length - 1 : at + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

export function SearchPage() {
  const parameters = search.value;
  const asked = useMemo(() => readSearch(parameters), [parameters]);
  const address = searchAddress(asked);
  const scroller = useRef<HTMLDivElement>(null);
  const [run, setRun] = useState<SearchRun | null>(null);
  const [again, setAgain] = useState(0);

  useEffect(() => {
    if (!asked.q.trim()) {
      setRun(null);
      return undefined;
    }
    const before = kept?.address === address && again === 0 ? kept : null;
    const mine = before?.run ?? start(asked);
    setRun(mine);
    if (before) requestAnimationFrame(() => scroller.current?.scrollTo(0, before.scrollTop));
    kept = { address, run: mine, scrollTop: before?.scrollTop ?? 0 };
    return () => {
      if (!mine.running.peek()) return;
      mine.stop();
      // Half a result is not worth going back to.
      if (kept?.run === mine) kept = null;
    };
  }, [address, again]);

  useLayoutEffect(() => {
    if (!asked.q) document.querySelector<HTMLInputElement>('#search-text')?.focus();
  }, []);
  useEffect(() => {
    const outer = scroller.current!;
    const remember = () => {
      if (kept) kept.scrollTop = outer.scrollTop;
    };
    outer.addEventListener('scroll', remember, { passive: true });
    return () => outer.removeEventListener('scroll', remember);
  }, []);
  useLayoutEffect(() => {
    const key = (id: string, title: string, keys: string[], act: () => void): Command => ({
      id,
      title,
      group: 'List',
      keys,
      run: act,
      hidden: true,
    });
    return register([
      key('search.next', 'Next match', ['n', 'j', 'ArrowDown'], () => focusHit(1)),
      key('search.previous', 'Previous match', ['N', 'k', 'ArrowUp'], () => focusHit(-1)),
      key('search.first', 'First match', ['g g'], () => focusHit(-Infinity)),
      key('search.last', 'Last match', ['G'], () => focusHit(Infinity)),
      {
        id: 'search',
        title: 'Change what is searched for',
        group: 'Go',
        keys: ['/'],
        run: () => writeIn('#search-text'),
      },
      {
        id: 'refresh',
        title: 'Search again',
        group: 'Page',
        keys: ['r'],
        run: () => setAgain((n) => n + 1),
      },
    ]);
  }, []);

  const failure = run?.failure.value ?? null;
  const groups = run?.groups.value ?? [];
  return (
    <div ref={scroller} class="page search">
      <h1 class="visually-hidden">Search</h1>
      <SearchForm asked={asked} failure={failure} onAsk={(next) => navigate(searchAddress(next), 'replace')} />
      {run && !failure && <Status run={run} />}
      {run && <Notices run={run} />}
      {groups.map((group) => (
        <HitList key={group.file} group={group} />
      ))}
      {run && groups.length === 0 && run.end.value && (
        <section class="empty">
          <Icon name="search" size={32} />
          <h2>Nothing found</h2>
          <p class="soft">
            No trace {asked.scope === 'all' ? '' : 'here '}contains “{asked.q}”.
          </p>
          {asked.scope !== 'all' && (
            <button
              type="button"
              class="button"
              onClick={() => navigate(searchAddress({ ...asked, scope: 'all' }), 'replace')}
            >
              Search everywhere
            </button>
          )}
        </section>
      )}
      {!run && (
        <section class="empty">
          <Icon name="search" size={32} />
          <h2>Search in everything that was recorded</h2>
          <p class="soft">Names, inputs, outputs, errors, metadata, tags and events of all spans in all traces.</p>
        </section>
      )}
    </div>
  );
}
