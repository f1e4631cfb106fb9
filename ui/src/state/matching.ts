import type { TraceData } from '../lib/data';
import { ERROR, INTERRUPTED, NO_KIND, NO_MODEL, OK, RUNNING } from '../lib/protocol';

/** What the trace page's filter asks for; empty lists and an empty text ask for nothing. */
export interface Filter {
  text: string;
  kinds: readonly string[];
  statuses: readonly ('ok' | 'error' | 'running' | 'interrupted')[];
}

export const NO_FILTER: Filter = { text: '', kinds: [], statuses: [] };

export const isSet = (filter: Filter): boolean =>
  filter.text.trim() !== '' || filter.kinds.length > 0 || filter.statuses.length > 0;

/** The words that names are searched for, in small letters. */
export const words = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

const NUMBERS = { ok: OK, error: ERROR, running: RUNNING, interrupted: INTERRUPTED } as const;

/** 1 for each row that matches: all words in its name, kind or model, one of the kinds, one of the statuses. */
export function matching(data: TraceData, filter: Filter): Uint8Array {
  const wanted = words(filter.text);
  // Each text is looked at once, not once for each row.
  const tables = wanted.map((word) => ({
    names: holds(data.names, word),
    kinds: holds(data.kinds, word),
    models: holds(data.models, word),
  }));
  const kinds = filter.kinds.length > 0 ? new Set(filter.kinds) : null;
  const kindTable = kinds && Uint8Array.from(data.kinds, (kind) => (kinds.has(kind) ? 1 : 0));
  const noKind = kinds?.has('other') ?? false;
  const statuses = filter.statuses.map((status) => NUMBERS[status]);
  const result = new Uint8Array(data.size);
  for (let row = 0; row < data.size; row++) {
    const kind = data.kind[row];
    if (kindTable && !(kind === NO_KIND ? noKind : kindTable[kind])) continue;
    if (statuses.length > 0 && !statuses.includes(data.status[row] as 0)) continue;
    let all = 1;
    for (const table of tables) {
      const place = data.llmPlace[row];
      const model = place < 0 ? NO_MODEL : data.llm.model[place];
      if (!(table.names[data.name[row]] || table.kinds[kind] || table.models[model])) {
        all = 0;
        break;
      }
    }
    result[row] = all;
  }
  return result;
}

function holds(texts: readonly string[], word: string): Uint8Array {
  return Uint8Array.from(texts, (text) => (text.toLowerCase().includes(word) ? 1 : 0));
}
