import { signal } from '@preact/signals';

const STORED = 'traqo.plain';
const MOST = 200;

function stored(): ReadonlySet<string> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return new Set(Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []);
  } catch {
    return new Set();
  }
}

/** Fields that the reader wants to see as they are: `user`, `output`, `metadata.notes`. */
const plain = signal(stored());

export const isPlain = (field: string): boolean => plain.value.has(field);

export function togglePlain(field: string): void {
  const next = new Set(plain.peek());
  if (!next.delete(field)) next.add(field);
  plain.value = next;
  try {
    localStorage.setItem(STORED, JSON.stringify([...next].slice(-MOST)));
  } catch {
    // Storage is full or forbidden: it holds until the page is closed.
  }
}
