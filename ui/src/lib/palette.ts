import { signal } from '@preact/signals';
import type { IconName } from '../parts/Icon';

export interface PaletteItem {
  /** Unique in its source. */
  id: string;
  text: string;
  /** Places in `text` that match: pairs of begin and end. */
  marks?: readonly (readonly [number, number])[];
  /** Soft, behind the text. */
  hint?: string;
  icon?: IconName;
  /** Gives the icon its colour. */
  kind?: string | null;
  keys?: readonly string[];
  run: () => void;
}

/** Something that can be found in the palette. */
export interface PaletteSource {
  title: string;
  /** Best first, at most `limit`. With an empty query what is most likely wanted, or nothing. */
  find: (query: string, limit: number, signal: AbortSignal) => PaletteItem[] | Promise<PaletteItem[]>;
}

/** Sources of the page that is open. */
export const sources = signal<readonly PaletteSource[]>([]);

/** Adds a source; the result takes it away again. */
export function provide(source: PaletteSource): () => void {
  sources.value = [...sources.value, source];
  return () => {
    sources.value = sources.value.filter((one) => one !== source);
  };
}

export const paletteOpen = signal(false);
export const helpOpen = signal(false);
