import { signal } from '@preact/signals';
import { json } from './api';
import type { About } from './protocol';

/** What is served; null until it is known. */
export const about = signal<About | null>(null);

let asked: Promise<About> | null = null;

export function loadAbout(): Promise<About> {
  asked ??= json<About>('about').then(
    (answer) => (about.value = answer),
    (e: unknown) => {
      asked = null;
      throw e;
    },
  );
  return asked;
}

/** Where a file lies on the machine of the server. */
export function absolutePath(file: string): string {
  const root = about.value?.root;
  if (!root) return file;
  const separator = root.includes('\\') ? '\\' : '/';
  return root.replace(/[\\/]$/, '') + separator + file.replaceAll('/', separator);
}
