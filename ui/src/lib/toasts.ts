import { signal } from '@preact/signals';

export interface Toast {
  id: number;
  text: string;
  kind: 'info' | 'ok' | 'error';
}

/** Those that are shown now, oldest first. */
export const toasts = signal<readonly Toast[]>([]);

const MOST = 4;
let last = 0;

/** Shows a short sentence for a while. Errors stay longer, as they have to be read. */
export function toast(text: string, { kind = 'info' as Toast['kind'] } = {}): void {
  const id = ++last;
  const others = toasts.value.filter((shown) => shown.text !== text);
  toasts.value = [...others, { id, text, kind }].slice(-MOST);
  setTimeout(() => dismiss(id), kind === 'error' ? 10_000 : 4_000);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}
