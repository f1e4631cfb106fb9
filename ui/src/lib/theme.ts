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

const forcing = matchMedia('(forced-colors: active)');
const forced = signal(forcing.matches);
forcing.addEventListener('change', () => (forced.value = forcing.matches));

/** Whether the system chooses all colours. */
export const forcedColours = () => forced.value;

/** Whether the page is dark now. */
export const isDark = () => (theme.value === 'system' ? systemIsDark.value : theme.value === 'dark');

/** For effects that read colours: they run again when any of them may have changed. */
export function watchColours(): void {
  isDark();
  forcedColours();
}

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
