import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { json } from '../../lib/api';
import { commands, keyName, liveKeys } from '../../lib/commands';
import { fuzzy } from '../../lib/fuzzy';
import { kindLook } from '../../lib/kinds';
import { paletteOpen, sources, type PaletteItem, type PaletteSource } from '../../lib/palette';
import type { Traces } from '../../lib/protocol';
import { links, navigate } from '../../lib/router';
import { Dialog } from '../Dialog';
import { Icon } from '../Icon';
import { Kbd } from '../Kbd';
import { Marked } from '../Marked';
import { searchFromHere } from './TopBar';

interface Section {
  title: string;
  items: readonly PaletteItem[];
}

const commandSource: PaletteSource = {
  title: 'Commands',
  find(query, limit) {
    const seen = new Set<string>();
    const found = [];
    // Of two with the same id the later one counts, as with keys.
    for (const command of [...commands.peek()].reverse()) {
      if (command.hidden || seen.has(command.id) || !(command.enabled?.() ?? true)) continue;
      seen.add(command.id);
      const match = fuzzy(query, command.title);
      if (match) found.push({ command, match });
    }
    found.reverse();
    if (query) found.sort((a, b) => b.match.score - a.match.score);
    return found.slice(0, limit).map(({ command, match }) => ({
      id: command.id,
      text: command.title,
      marks: match.marks,
      keys: liveKeys(command),
      run: command.run,
    }));
  },
};

const traceSource: PaletteSource = {
  title: 'Traces',
  async find(query, limit, signal) {
    const { traces } = await json<Traces>('traces', { q: query, limit }, signal);
    // Others match by their tags, input or thread.
    const named = traces.filter(({ name, file }) => fuzzy(query, name || file));
    return [...new Set([...named, ...traces])].map(({ file, part, parts, name }) => ({
      id: `${file}#${part}`,
      text: name || file,
      marks: fuzzy(query, name || file)?.marks,
      hint: file,
      icon: 'tree' as const,
      run: () => navigate(links.trace(file, parts > 1 ? { part: String(part) } : {})),
    }));
  },
};

const TYPING_MS = 90;

/** Sections for what was typed; those that have to ask keep what they had until the answer is there. */
function useSections(query: string): Section[] {
  const [found, setFound] = useState<ReadonlyMap<PaletteSource, readonly PaletteItem[]>>(new Map());
  const inOrder = query
    ? [commandSource, ...sources.value, traceSource]
    : [...sources.value, traceSource, commandSource];
  useEffect(() => {
    const stop = new AbortController();
    const put = (source: PaletteSource, items: readonly PaletteItem[]) => {
      if (!stop.signal.aborted) setFound((before) => new Map(before).set(source, items));
    };
    const ask = (source: PaletteSource) => {
      const limit = source === commandSource ? (query ? 8 : 100) : query ? 12 : 5;
      const items = source.find(query, limit, stop.signal);
      if (Array.isArray(items)) put(source, items);
      else void items.then((list) => put(source, list)).catch(() => put(source, []));
    };
    [commandSource, ...sources.value].forEach(ask);
    const timer = setTimeout(() => ask(traceSource), query ? TYPING_MS : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query, sources.value]);
  return inOrder
    .map((source) => ({ title: source.title, items: found.get(source) ?? [] }))
    .filter((section) => section.items.length > 0);
}

function Content({ close }: { close: () => void }) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const query = text.trim();
  const found = useSections(query);
  const sections: Section[] = query
    ? [
        ...found,
        {
          title: 'Search',
          items: [
            {
              id: 'content',
              text: `Search all content for “${query}”`,
              icon: 'search',
              run: () => navigate(searchFromHere(query)),
            },
          ],
        },
      ]
    : found;
  const items = sections.flatMap((section) => section.items);
  const current = Math.min(active, items.length - 1);

  useEffect(() => setActive(0), [query]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [current, items.length]);

  const choose = (item: PaletteItem | undefined) => {
    if (!item) return;
    close();
    // After the dialog has given the focus back, so that the command may move it.
    setTimeout(item.run);
  };
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      const next = current + step;
      setActive(
        Math.abs(step) === 1 ? (next + items.length) % items.length : Math.min(Math.max(next, 0), items.length - 1),
      );
    } else if (event.key === 'Enter') choose(items[current]);
    else if (keyName(event) === 'Mod+k') close();
    else return;
    event.preventDefault();
  };

  let at = 0;
  return (
    <>
      <div class="palette-field">
        <Icon name="search" size={16} />
        <input
          type="text"
          role="combobox"
          aria-label="Find a command or a trace"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={items.length > 0 ? `${id}-${current}` : undefined}
          placeholder="Find a command or a trace"
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={keys}
        />
        <Kbd keys={['Escape']} />
      </div>
      <div ref={list} id={`${id}-list`} class="palette-list" role="listbox" aria-label="Results">
        {sections.map((section) => (
          <div key={section.title} role="group" aria-label={section.title}>
            <div class="palette-title" aria-hidden="true">
              {section.title}
            </div>
            {section.items.map((item) => {
              const place = at++;
              return (
                <div
                  key={item.id}
                  id={`${id}-${place}`}
                  class="palette-item"
                  role="option"
                  aria-selected={place === current}
                  data-kind={item.kind === undefined ? undefined : kindLook(item.kind)}
                  onMouseMove={() => setActive(place)}
                  onClick={() => choose(item)}
                >
                  <Icon name={item.icon ?? 'chevronRight'} />
                  <span class="palette-text clip">
                    <Marked text={item.text} marks={item.marks} />
                  </span>
                  {item.hint && <span class="palette-hint clip">{item.hint}</span>}
                  {item.keys && item.keys.length > 0 && <Kbd keys={item.keys} />}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <div class="visually-hidden" role="status">
        {items.length === 1 ? '1 result' : `${items.length} results`}
      </div>
    </>
  );
}

export function Palette() {
  if (!paletteOpen.value) return null;
  const close = () => {
    paletteOpen.value = false;
  };
  return (
    <Dialog label="Commands" class="palette" onClose={close}>
      <Content close={close} />
    </Dialog>
  );
}
