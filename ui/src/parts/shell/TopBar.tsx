import { useRef } from 'preact/hooks';
import { commands, liveKeys } from '../../lib/commands';
import { helpOpen, paletteOpen } from '../../lib/palette';
import { links, navigate, route } from '../../lib/router';
import { searchAddress } from '../../lib/searchAddress';
import { liveStatus } from '../../lib/shell';
import { isDark, toggleTheme } from '../../lib/theme';
import { Icon } from '../Icon';
import { Kbd } from '../Kbd';
import { Breadcrumb } from './Breadcrumb';

/** Search for a text, told from which folder or trace: the page of the results can narrow to it. */
export function searchFromHere(q: string): string {
  const here = route.peek();
  const dir = here.page === 'list' ? here.dir : '';
  const file = here.page === 'trace' ? here.file : '';
  return searchAddress({ q, re: false, case: false, scope: 'all', dir, file });
}

function SearchField() {
  const field = useRef<HTMLInputElement>(null);
  const searchCommand = commands.value.find((command) => command.id === 'search');
  return (
    <form
      class="top-search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const q = field.current!.value;
        if (q.trim()) navigate(searchFromHere(q));
      }}
    >
      <Icon name="search" />
      <input
        ref={field}
        id="search-everything"
        type="search"
        class="field"
        placeholder="Search everything"
        aria-label="Search everything"
        autocomplete="off"
        spellcheck={false}
        onKeyDown={(event) => {
          if (event.key === 'Escape') field.current!.blur();
        }}
      />
      <Kbd keys={searchCommand ? liveKeys(searchCommand) : []} />
    </form>
  );
}

function Live() {
  const status = liveStatus.value;
  if (!status) return null;
  const content = (
    <>
      <span class="live-dot" aria-hidden="true" />
      <span class="live-text">{status.text}</span>
    </>
  );
  if (!status.toggle) {
    return (
      <span class="live" data-state={status.state}>
        {content}
      </span>
    );
  }
  const paused = status.state === 'paused';
  return (
    <button
      type="button"
      class="button quiet live"
      data-state={status.state}
      aria-pressed={!paused}
      title={paused ? 'Follow what is written' : 'Pause'}
      onClick={status.toggle}
    >
      {content}
    </button>
  );
}

export function TopBar() {
  const searching = route.value.page === 'search';
  return (
    <header class="top">
      <Breadcrumb />
      {!searching && <SearchField />}
      <div class="top-actions">
        <Live />
        {!searching && (
          <a class="button quiet top-search-link" href={links.search()} aria-label="Search everything">
            <Icon name="search" size={16} />
          </a>
        )}
        <button
          type="button"
          class="button quiet top-palette"
          aria-haspopup="dialog"
          title="Find a command or a trace"
          onClick={() => (paletteOpen.value = true)}
        >
          <span class="visually-hidden">Find a command or a trace: </span>
          <Kbd keys={['Mod+k']} />
        </button>
        <button
          type="button"
          class="button quiet"
          title="Light or dark"
          aria-label={isDark() ? 'Switch to light colours' : 'Switch to dark colours'}
          onClick={toggleTheme}
        >
          <Icon name={isDark() ? 'sun' : 'moon'} size={16} />
        </button>
        <button
          type="button"
          class="button quiet"
          title="Help and keys"
          aria-label="Help and keys"
          aria-haspopup="dialog"
          onClick={() => (helpOpen.value = true)}
        >
          <Icon name="help" size={16} />
        </button>
      </div>
    </header>
  );
}
