import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const STORED = 'traqo.theme';

function stored(): Theme {
  try {
    const value = localStorage.getItem(STORED);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

export const theme = signal<Theme>(stored());

const dark = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(dark.matches);
dark.addEventListener('change', () => (systemIsDark.value = dark.matches));

/** Whether the page is dark now. Canvases read their colours again when it changes. */
export const isDark = () => (theme.value === 'system' ? systemIsDark.value : theme.value === 'dark');

effect(() => {
  if (theme.value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme.value;
  try {
    localStorage.setItem(STORED, theme.value);
  } catch {
    // Storage is forbidden: it holds until the page is closed.
  }
});

export function toggleTheme(): void {
  theme.value = isDark() ? 'light' : 'dark';
}
