import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { register, type Command } from '../lib/commands';
import { bytes, duration, grouped, plural } from '../lib/format';
import type { SearchHit } from '../lib/protocol';
import { links, navigate, search } from '../lib/router';
import { Icon, kindIcon } from '../parts/Icon';
import { SearchRun, type HitGroup } from '../state/searchRun';

interface Asked {
  q: string;
  re: boolean;
  case: boolean;
  scope: 'all' | 'folder' | 'trace';
  dir: string;
  file: string;
}

/** Hits of one trace that are shown before it is asked for more. */
const SHORT = 20;
const LIMIT = 2000;
const TYPING_MS = 350;

/** The last search, so that going back from a trace does not search again. */
let kept: { address: string; run: SearchRun; scrollTop: number } | null = null;

function read(parameters: URLSearchParams): Asked {
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

function addressOf(asked: Asked): string {
  const parameters = new URLSearchParams({ q: asked.q });
  if (asked.re) parameters.set('re', '1');
  if (asked.case) parameters.set('case', '1');
  if (asked.scope !== 'all') parameters.set('scope', asked.scope);
  if (asked.dir) parameters.set('dir', asked.dir);
  if (asked.file) parameters.set('file', asked.file);
  return `${links.search()}?${parameters}`;
}

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

function Hit({ file, hit }: { file: string; hit: SearchHit }) {
  const inTrace = hit.row < 0;
  return (
    <li class="hit">
      <a class="hit-link" href={links.trace(file, hit.id ? { span: hit.id } : {})}>
        <span class="hit-head" data-kind={hit.kind ?? ''}>
          <Icon name={inTrace ? 'tree' : kindIcon(hit.kind)} />
          <b class="clip">{inTrace ? 'The trace itself' : (hit.span ?? 'span')}</b>
          <span class="faint">{hit.field}</span>
        </span>
        <span class="hit-text">
          {hit.before}
          <mark>{hit.match}</mark>
          {hit.after}
        </span>
      </a>
    </li>
  );
}

function Group({ group }: { group: HitGroup }) {
  const [all, setAll] = useState(false);
  const { file, name, hits } = group;
  const shown = all ? hits : hits.slice(0, SHORT);
  return (
    <section class="hits">
      <h2 class="hits-head">
        <a class="clip" href={links.trace(file)}>
          {name || file}
        </a>
        <span class="hits-file clip soft">{file}</span>
        <span class="chip number">{grouped(hits.length)}</span>
      </h2>
      <ol role="list">
        {shown.map((hit, i) => (
          <Hit key={i} file={file} hit={hit} />
        ))}
      </ol>
      {shown.length < hits.length && (
        <button type="button" class="button quiet hits-more" onClick={() => setAll(true)}>
          Show {grouped(hits.length - shown.length)} more
        </button>
      )}
    </section>
  );
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

function Form({ asked, onAsk, failure }: { asked: Asked; onAsk: (asked: Asked) => void; failure: string | null }) {
  const [text, setText] = useState(asked.q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ asked, onAsk });
  latest.current = { asked, onAsk };
  useEffect(() => {
    setText(asked.q);
  }, [asked.q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const ask = (q: string) => {
    clearTimeout(timer.current);
    latest.current.onAsk({ ...latest.current.asked, q });
  };
  const scopes: [Asked['scope'], string][] = [['all', 'Everywhere']];
  if (asked.dir) scopes.push(['folder', `In ${asked.dir}`]);
  if (asked.file) scopes.push(['trace', `In ${asked.file.split('/').at(-1)}`]);
  return (
    <form
      class="search-form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        ask(text);
      }}
    >
      <div class="search-field">
        <Icon name="search" size={16} />
        <input
          id="search-text"
          class="field"
          type="search"
          aria-label="Search everything"
          aria-invalid={failure !== null}
          aria-describedby={failure ? 'search-failure' : undefined}
          placeholder={asked.re ? 'Regular expression' : 'Text in names, inputs, outputs, errors…'}
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) => {
            const q = event.currentTarget.value;
            setText(q);
            clearTimeout(timer.current);
            if (q.trim().length > 1) timer.current = setTimeout(() => ask(q), TYPING_MS);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <button
          type="button"
          class="button quiet"
          aria-pressed={asked.case}
          aria-label="Match capitals"
          title="Match capitals"
          onClick={() => onAsk({ ...asked, q: text, case: !asked.case })}
        >
          Aa
        </button>
        <button
          type="button"
          class="button quiet mono"
          aria-pressed={asked.re}
          aria-label="Regular expression"
          title="Regular expression"
          onClick={() => onAsk({ ...asked, q: text, re: !asked.re })}
        >
          .*
        </button>
      </div>
      {scopes.length > 1 && (
        <fieldset class="segments">
          <legend class="visually-hidden">Where</legend>
          {scopes.map(([scope, label]) => (
            <label key={scope}>
              <input
                type="radio"
                name="scope"
                checked={asked.scope === scope}
                onChange={() => onAsk({ ...asked, q: text, scope })}
              />
              <span class="clip">{label}</span>
            </label>
          ))}
        </fieldset>
      )}
      {failure !== null && (
        <p id="search-failure" class="error-text" role="alert">
          {failure}
        </p>
      )}
    </form>
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
  const asked = useMemo(() => read(parameters), [parameters]);
  const address = addressOf(asked);
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
  useEffect(() => {
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
        run: () => document.querySelector<HTMLInputElement>('#search-text')?.select(),
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
      <Form asked={asked} failure={failure} onAsk={(next) => navigate(addressOf(next), 'replace')} />
      {run && !failure && <Status run={run} />}
      {run && <Notices run={run} />}
      {groups.map((group) => (
        <Group key={group.file} group={group} />
      ))}
      {run && groups.length === 0 && run.end.value && (
        <section class="empty">
          <Icon name="search" size={32} />
          <h2>Nothing found</h2>
          <p class="soft">
            No trace {asked.scope === 'all' ? '' : 'here '}contains “{asked.q}”.
          </p>
          {asked.scope !== 'all' && (
            <button type="button" class="button" onClick={() => navigate(addressOf({ ...asked, scope: 'all' }), 'replace')}>
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
