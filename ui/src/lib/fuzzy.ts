export interface Match {
  /** Higher is better. */
  score: number;
  /** Places that match: pairs of begin and end. */
  marks: [number, number][];
}

const BOUNDARY = /[\s/_.\-:]/;

/** Where a word begins: after a separator, or a capital after a small letter. */
function begins(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text[at - 1];
  return BOUNDARY.test(before) || (before === before.toLowerCase() && text[at] !== text[at].toLowerCase());
}

/**
 * Whether all words of the query are in the text, each in one piece or as letters in order; null if not. Pieces and
 * beginnings of words count more than letters far apart, early places more than late ones.
 */
export function fuzzy(query: string, text: string): Match | null {
  const places = new Set<number>();
  let score = 0;
  // Some letters change their length in small: then places would be off, and capitals count.
  const lower = text.toLowerCase().length === text.length ? text.toLowerCase() : text;
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const found = piece(word, text, lower) ?? letters(word, text, lower);
    if (!found) return null;
    score += found.score;
    for (const place of found.places) places.add(place);
  }
  return { score: score - text.length / 1000, marks: joined([...places].sort((a, b) => a - b)) };
}

interface Found {
  score: number;
  places: number[];
}

function piece(word: string, text: string, lower: string): Found | null {
  let best: Found | null = null;
  for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
    const score = 10 * word.length + (begins(text, at) ? 20 : 0) + (at === 0 ? 5 : 0) - at / 100;
    if (!best || score > best.score) {
      best = { score, places: Array.from({ length: word.length }, (_, i) => at + i) };
    }
  }
  return best;
}

function letters(word: string, text: string, lower: string): Found | null {
  const places: number[] = [];
  let score = 0;
  let from = 0;
  for (const letter of word) {
    const next = lower.indexOf(letter, from);
    if (next < 0) return null;
    const start = wordStart(letter, text, lower, next);
    const previous = places.at(-1);
    const at = previous !== undefined && next === previous + 1 ? next : start;
    score += previous !== undefined && at === previous + 1 ? 5 : begins(text, at) ? 4 : -1;
    for (let i = 0; i < letter.length; i++) places.push(at + i);
    from = at + letter.length;
  }
  // Letters strewn over a long text are no match that anybody meant.
  return score > 0 ? { score, places } : null;
}

/** The next beginning of a word with this letter, else the next place. */
function wordStart(letter: string, text: string, lower: string, next: number): number {
  for (let at = next; at >= 0; at = lower.indexOf(letter, at + 1)) if (begins(text, at)) return at;
  return next;
}

function joined(places: number[]): [number, number][] {
  const marks: [number, number][] = [];
  for (const place of places) {
    const last = marks.at(-1);
    if (last && last[1] === place) last[1]++;
    else marks.push([place, place + 1]);
  }
  return marks;
}
