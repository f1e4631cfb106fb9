import { signal } from '@preact/signals';

/**
 * Everything that a person can do. Keys, palette, menus and help are made from this list, so they never disagree.
 *
 * A key is written as in `KeyboardEvent.key`: `j`, `?`, `ArrowDown`, `Mod+k` (Ctrl or ⌘); two with a space are a
 * sequence: `y l`. `code:KeyW` means the place on the keyboard, whatever is printed on it.
 */
export interface Command {
  id: string;
  /** What it does, beginning with a verb. */
  title: string;
  group: 'Go' | 'List' | 'Tree' | 'View' | 'Zoom' | 'Copy' | 'Live' | 'Page';
  keys: readonly string[];
  /** Whether it can be done now; always if absent. */
  enabled?: () => boolean;
  run: () => void;
  /** Not in the palette: moving the selection, for example. */
  hidden?: boolean;
}

/** All commands of the page that is open, in the order of help. */
export const commands = signal<readonly Command[]>([]);

/** Adds commands; the result takes them away again. For `useLayoutEffect(() => register([...]), [...])`: what can be seen can be pressed. */
export function register(added: readonly Command[]): () => void {
  commands.value = [...commands.value, ...added];
  return () => {
    commands.value = commands.value.filter((command) => !added.includes(command));
  };
}

/** For commands that lead into a field of text; whether it is on the page and visible. Only in Chromium is `select` enough. */
export function writeIn(field: string): boolean {
  const input = document.querySelector<HTMLInputElement>(field);
  if (!input?.checkVisibility()) return false;
  input.focus();
  input.select();
  return true;
}

interface Settings {
  /** Single keys can be switched off: they hinder people who speak to their computer. */
  on: boolean;
  /** Keys by command, where they are not the usual ones. */
  own: Record<string, string[]>;
}

const STORED = 'traqo.keys';

function stored(): Settings {
  try {
    const value = JSON.parse(localStorage.getItem(STORED) ?? 'null') as Partial<Settings> | null;
    return { on: value?.on !== false, own: value?.own ?? {} };
  } catch {
    return { on: true, own: {} };
  }
}

export const keySettings = signal<Settings>(stored());

export function changeKeys(settings: Settings): void {
  keySettings.value = settings;
  try {
    localStorage.setItem(STORED, JSON.stringify(settings));
  } catch {
    // Storage is full or forbidden: it holds until the page is closed.
  }
}

export function keysOf(command: Command): readonly string[] {
  return keySettings.value.own[command.id] ?? command.keys;
}

/** Its keys without those that a command which came later has taken over: the page goes before the shell. */
export function liveKeys(command: Command): readonly string[] {
  const later = commands.value.slice(commands.value.indexOf(command) + 1);
  return keysOf(command).filter((key) => !later.some((other) => !other.enabled && keysOf(other).includes(key)));
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const SEQUENCE_MS = 1000;
let begun: { key: string; at: number } | null = null;

/** How an event is written in `Command.keys`; several, as it may be named by its key or its place. */
function namesOf(event: KeyboardEvent): string[] {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const other = isMac ? event.ctrlKey : event.metaKey;
  if (other || event.altKey) return [];
  const key = event.key === ' ' ? 'Space' : event.key;
  // Shift is part of what a printed key is: `E`, `?`. Of the others it is not.
  const shift = event.shiftKey && key.length > 1 ? 'Shift+' : '';
  const name = (mod ? 'Mod+' : '') + shift + key;
  return mod ? [name] : [name, 'code:' + event.code];
}

/** The name of the key of an event as it is kept in the settings; null if it is none that can be used. */
export function keyName(event: KeyboardEvent): string | null {
  return ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key) ? null : (namesOf(event)[0] ?? null);
}

function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return !!element?.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');
}

/** The command that an event means; null if none. Keeps the first key of a sequence. */
export function commandFor(event: KeyboardEvent, now = event.timeStamp): Command | null {
  const names = namesOf(event);
  if (names.length === 0 || ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key)) return null;
  const withMod = names[0].startsWith('Mod+');
  if (!withMod && (typing(event.target) || !keySettings.value.on)) return null;
  const first = begun && now - begun.at < SEQUENCE_MS ? begun.key : null;
  begun = null;
  const candidates = commands.value.filter((command) => command.enabled?.() ?? true).reverse();
  for (const command of candidates) {
    for (const key of keysOf(command)) {
      const wanted = first ? names.map((name) => `${first} ${name}`) : names;
      if (wanted.includes(key)) return command;
    }
  }
  if (first === null && candidates.some((c) => keysOf(c).some((key) => key.startsWith(names[0] + ' ')))) {
    begun = { key: names[0], at: now };
  }
  return null;
}

window.addEventListener('keydown', (event) => {
  // Dialogs and popovers have their own keys.
  if (event.defaultPrevented || document.querySelector('dialog[open], [popover]:popover-open')) return;
  const command = commandFor(event);
  if (command) {
    event.preventDefault();
    command.run();
  } else if (begun) {
    event.preventDefault();
  }
});

/** For people: `⌘K` or `Ctrl K`. */
export function keyLabel(key: string): string {
  const names: Record<string, string> = {
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    Escape: 'Esc',
    Enter: '↵',
    PageUp: 'PgUp',
    PageDown: 'PgDn',
  };
  return key
    .split(' ')
    .map((one) =>
      one
        .replace(/^code:Key/, '')
        .split(/\+(?=.)/)
        .map((part, i) =>
          part === 'Mod' ? (isMac ? '⌘' : 'Ctrl') : (names[part] ?? (i > 0 ? part.toUpperCase() : part)),
        )
        .join(isMac ? '' : ' '),
    )
    .join(' ');
}
