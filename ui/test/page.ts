import { vi } from 'vitest';

/*
 * As much of a browser as the modules of `lib` ask for when they are loaded. What needs a real one is tested in one.
 */

type Listener = (event: unknown) => void;

export interface Page {
  /** Calls what listens on the window. */
  fire: (name: string, event: unknown) => void;
  /** As the address bar has it. */
  address: () => string;
}

/** Puts a page at this address in place of the globals, with a `base` element if one is named. */
export function page(address: string, base: string | null = null): Page {
  vi.resetModules();
  const location = { ...parts(address) };
  const listeners = new Map<string, Listener[]>();
  const listen = (name: string, listener: Listener) => listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  const go = (_state: unknown, _title: string, target: string | URL) =>
    Object.assign(location, parts(new URL(target, location.href).href));
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', { state: null, pushState: go, replaceState: go });
  vi.stubGlobal('window', { addEventListener: listen });
  vi.stubGlobal('navigator', { platform: 'Linux x86_64' });
  const store = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
  });
  vi.stubGlobal('document', {
    querySelector: (selector: string) => (selector === 'base' && base !== null ? { getAttribute: () => base } : null),
  });
  return {
    fire: (name, event) => listeners.get(name)?.forEach((listener) => listener(event)),
    address: () => location.href,
  };
}

function parts(address: string) {
  const { href, origin, pathname, hash, search } = new URL(address);
  return { href, origin, pathname, hash, search };
}
