import { beforeEach, expect, test } from 'vitest';
import { page, type Page } from './page';

type Commands = typeof import('../src/lib/commands');

let here: Page;
let lib: Commands;
let done: string[];

beforeEach(async () => {
  here = page('http://localhost:7600/');
  lib = await import('../src/lib/commands');
  done = [];
});

const command = (id: string, keys: string[], more: object = {}) =>
  ({ id, title: id, group: 'Go', keys, run: () => done.push(id), ...more }) as const;

interface Pressed {
  ctrlKey?: boolean;
  metaKey?: boolean;
  altKey?: boolean;
  shiftKey?: boolean;
  code?: string;
  /** Tag of the element that has the focus. */
  at?: string;
  prevented?: boolean;
}

/** Presses a key; whether the page took it from the browser. */
function press(key: string, pressed: Pressed = {}): boolean {
  let taken = false;
  here.fire('keydown', {
    key,
    code: pressed.code ?? '',
    timeStamp: performance.now(),
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...pressed,
    defaultPrevented: pressed.prevented ?? false,
    target: { closest: (selector: string) => (pressed.at && selector.includes(pressed.at) ? {} : null) },
    preventDefault: () => (taken = true),
  });
  return taken;
}

test('a key runs its command and is taken from the browser', () => {
  lib.register([command('down', ['j', 'ArrowDown'])]);
  expect(press('j')).toBe(true);
  expect(press('ArrowDown')).toBe(true);
  expect(press('q')).toBe(false);
  expect(done).toEqual(['down', 'down']);
});

test('keys with modifiers stay the browser’s, unless a command names them', () => {
  lib.register([command('refresh', ['r']), command('theme', ['t']), command('palette', ['Mod+k'])]);
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) {
    expect(press('r', { [modifier]: true })).toBe(false);
    expect(press('t', { [modifier]: true })).toBe(false);
  }
  expect(done).toEqual([]);
  expect(press('k', { ctrlKey: true })).toBe(true);
  expect(done).toEqual(['palette']);
});

test('shift is part of a printed key', () => {
  lib.register([command('help', ['?']), command('last', ['G']), command('first', ['g'])]);
  press('?', { shiftKey: true });
  press('G', { shiftKey: true });
  press('g');
  expect(done).toEqual(['help', 'last', 'first']);
});

test('a sequence needs both keys, one soon after the other', () => {
  lib.register([command('first', ['g g']), command('home', ['g h']), command('h', ['h'])]);
  const event = (key: string) => ({ key, code: '', target: null }) as unknown as KeyboardEvent;
  expect(lib.commandFor(event('g'), 0)).toBeNull();
  expect(lib.commandFor(event('h'), 500)?.id).toBe('home');
  expect(lib.commandFor(event('g'), 1000)).toBeNull();
  expect(lib.commandFor(event('h'), 2500)?.id).toBe('h');
  expect(lib.commandFor(event('g'), 3000)).toBeNull();
  expect(lib.commandFor(event('x'), 3100)).toBeNull();
  expect(lib.commandFor(event('h'), 3200)?.id).toBe('h');
});

test('what is typed into a field is no command, but keys with Ctrl are', () => {
  lib.register([command('down', ['j']), command('palette', ['Mod+k'])]);
  for (const at of ['input', 'textarea', 'select', '[contenteditable]']) expect(press('j', { at })).toBe(false);
  press('k', { at: 'input', ctrlKey: true });
  expect(done).toEqual(['palette']);
});

test('an event that something else has used runs nothing', () => {
  lib.register([command('down', ['j'])]);
  press('j', { prevented: true });
  expect(done).toEqual([]);
});

test('the command of the page goes before that of the shell, as long as it can be done', () => {
  let can = true;
  lib.register([command('shell', ['/'])]);
  const away = lib.register([command('page', ['/'], { enabled: () => can })]);
  press('/');
  can = false;
  press('/');
  can = true;
  away();
  press('/');
  expect(done).toEqual(['page', 'shell', 'shell']);
});

test('own keys take the place of the usual ones, and are kept', async () => {
  lib.register([command('down', ['j'])]);
  lib.changeKeys({ on: true, own: { down: ['y d'] } });
  expect(press('j')).toBe(false);
  press('y');
  press('d');
  expect(done).toEqual(['down']);
  expect(JSON.parse(localStorage.getItem('traqo.keys')!)).toEqual({ on: true, own: { down: ['y d'] } });
});

test('single keys can be switched off; those with Ctrl still work', () => {
  lib.register([command('down', ['j']), command('palette', ['Mod+k'])]);
  lib.changeKeys({ on: false, own: {} });
  expect(press('j')).toBe(false);
  press('k', { ctrlKey: true });
  expect(done).toEqual(['palette']);
});

test('a key may be meant by its place on the keyboard', () => {
  lib.register([command('up', ['code:KeyW'])]);
  press('z', { code: 'KeyW' });
  expect(done).toEqual(['up']);
});

test('labels are what is printed on keys', () => {
  expect(lib.keyLabel('Mod+k')).toBe('Ctrl K');
  expect(lib.keyLabel('g g')).toBe('g g');
  expect(lib.keyLabel('ArrowDown')).toBe('↓');
  expect(lib.keyLabel('code:KeyW')).toBe('W');
});

test('a key that a later command has taken over is not shown with the one before', () => {
  const shell = command('shell', ['/', 'g s']);
  const page_ = command('page', ['/']);
  lib.register([shell]);
  const away = lib.register([page_, command('sometimes', ['g s'], { enabled: () => false })]);
  expect(lib.liveKeys(shell)).toEqual(['g s']);
  expect(lib.liveKeys(page_)).toEqual(['/']);
  away();
  expect(lib.liveKeys(shell)).toEqual(['/', 'g s']);
});
