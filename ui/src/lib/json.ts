/*
 * JSON as it stands in its text. Values are places in the text and are read when they are shown: nothing is copied,
 * numbers keep all their digits, keys mean nothing to the page, and depth costs nothing. Texts that are no JSON give
 * nonsense, but neither an error nor an endless loop.
 */

/** A value: the part of `text` from `start` up to `end`. */
export interface Json {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const isSpace = (code: number) => code === 32 || code === 10 || code === 13 || code === 9;

/** The one value that a text holds. */
export function whole(text: string): Json {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return { text, start, end };
}

/** What was already parsed, as text again. What cannot be written is null. */
export function jsonOf(value: unknown): Json {
  try {
    return whole(JSON.stringify(value) ?? 'null');
  } catch {
    return whole('null');
  }
}

export function kindOf({ text, start, end }: Json): JsonKind {
  if (start >= end) return 'null';
  switch (text.charCodeAt(start)) {
    case OPEN_OBJECT:
      return 'object';
    case OPEN_ARRAY:
      return 'array';
    case QUOTE:
      return 'string';
    case 116:
    case 102:
      return 'boolean';
    case 110:
      return 'null';
    default:
      return 'number';
  }
}

/** The text of a value, exactly. */
export const source = ({ text, start, end }: Json): string => text.slice(start, end);

export const size = ({ start, end }: Json): number => end - start;

type State = 'between' | 'key' | 'colon' | 'value' | 'string' | 'nested' | 'nestedString' | 'scalar';

/** Finds the members of an object or array, as far as it is told to. */
export class MemberScan {
  /** Members found so far. */
  count = 0;
  done = false;
  private readonly text: string;
  private readonly end: number;
  private readonly isObject: boolean;
  private places = new Float64Array(4 * 16);
  private at: number;
  private state: State = 'between';
  private depth = 0;
  private keyStart = 0;
  private keyEnd = 0;
  private valueStart = 0;

  constructor(readonly json: Json) {
    const kind = kindOf(json);
    this.text = json.text;
    this.isObject = kind === 'object';
    this.at = json.start + 1;
    this.end = json.end;
    if (kind !== 'object' && kind !== 'array') this.done = true;
  }

  /** Share of the text that was read. */
  get progress(): number {
    return this.done ? 1 : (this.at - this.json.start) / Math.max(1, this.end - this.json.start);
  }

  key(member: number): Json | null {
    return this.isObject ? { text: this.text, start: this.places[4 * member], end: this.places[4 * member + 1] } : null;
  }

  value(member: number): Json {
    return { text: this.text, start: this.places[4 * member + 2], end: this.places[4 * member + 3] };
  }

  /** Reads about `chars` characters more, or until there are `members` of them. Whether it is done with either. */
  advance(chars = Infinity, members = Infinity): boolean {
    const stop = Math.min(this.end, this.at + chars);
    while (!this.done && this.count < members) {
      if (this.at >= this.end) this.finish();
      else if (this.at >= stop) return false;
      else this.step(stop);
    }
    return true;
  }

  private step(stop: number): void {
    switch (this.state) {
      case 'between':
        return this.between();
      case 'key':
        if (this.string(stop)) {
          this.keyEnd = this.at;
          this.state = 'colon';
        }
        return;
      case 'colon': {
        const code = this.text.charCodeAt(this.at);
        if (isSpace(code) || code === COLON) this.at++;
        else this.state = 'value';
        return;
      }
      case 'value':
        return this.begin();
      case 'string':
        if (this.string(stop)) this.add();
        return;
      case 'nested':
        return this.nested(stop);
      case 'nestedString':
        if (this.string(stop)) this.state = 'nested';
        return;
      case 'scalar':
        return this.scalar(stop);
    }
  }

  private between(): void {
    const code = this.text.charCodeAt(this.at);
    if (isSpace(code) || code === COMMA) this.at++;
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) this.done = true;
    else if (this.isObject && code === QUOTE) {
      this.keyStart = this.at++;
      this.state = 'key';
    } else {
      this.keyStart = this.keyEnd = this.at;
      this.state = 'value';
    }
  }

  private begin(): void {
    this.valueStart = this.at;
    const code = this.text.charCodeAt(this.at);
    if (code === QUOTE) this.state = 'string';
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      this.state = 'nested';
      this.depth = 1;
    } else this.state = 'scalar';
    this.at++;
  }

  /** Goes behind the quote that ends a string; false if it is not in sight yet. */
  private string(stop: number): boolean {
    while (this.at < stop) {
      const quote = this.text.indexOf('"', this.at);
      if (quote < 0 || quote >= this.end) {
        this.at = this.end;
        return false;
      }
      let slash = quote;
      while (slash > this.at && this.text.charCodeAt(slash - 1) === BACKSLASH) slash--;
      this.at = quote + 1;
      if ((quote - slash) % 2 === 0) return true;
    }
    return false;
  }

  private nested(stop: number): void {
    const text = this.text;
    let at = this.at;
    let depth = this.depth;
    while (at < stop) {
      const code = text.charCodeAt(at++);
      if (code === QUOTE) {
        this.state = 'nestedString';
        break;
      }
      if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth++;
      else if ((code === CLOSE_OBJECT || code === CLOSE_ARRAY) && --depth === 0) break;
    }
    this.at = at;
    this.depth = depth;
    if (depth === 0) this.add();
  }

  private scalar(stop: number): void {
    for (; this.at < stop; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code === COMMA || code === CLOSE_OBJECT || code === CLOSE_ARRAY || isSpace(code)) return this.add();
    }
  }

  private add(): void {
    if (4 * this.count === this.places.length) {
      const larger = new Float64Array(2 * this.places.length);
      larger.set(this.places);
      this.places = larger;
    }
    this.places.set([this.keyStart, this.keyEnd, this.valueStart, this.at], 4 * this.count++);
    this.state = 'between';
  }

  /** The text ends here, in whatever it was. */
  private finish(): void {
    if (this.state !== 'between' && this.state !== 'key' && this.state !== 'colon') {
      if (this.state === 'value') this.valueStart = this.at;
      this.add();
    }
    this.done = true;
  }
}

/** Members of an object by name; the last of several with the same name. All are read at once. */
export function fields(json: Json): Map<string, Json> {
  const found = new Map<string, Json>();
  const scan = new MemberScan(json);
  scan.advance();
  for (let i = 0; i < scan.count; i++) {
    const key = scan.key(i);
    if (key) found.set(stringOf(key), scan.value(i));
  }
  return found;
}

/** Elements of an array. All are read at once. */
export function elements(json: Json): Json[] {
  const scan = new MemberScan(json);
  scan.advance();
  return Array.from({ length: scan.count }, (_, i) => scan.value(i));
}

/** What a string says, or the first `most` characters of its text. */
export function stringOf({ text, start, end }: Json, most = Infinity): string {
  const from = start + 1;
  let to = text.charCodeAt(end - 1) === QUOTE && end - 1 > start ? end - 1 : end;
  if (to - from > most) to = cutBefore(text, from, from + most);
  const raw = text.slice(from, to);
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

/** The last place up to `to` that is neither within an escape nor within a pair of surrogates. */
function cutBefore(text: string, from: number, to: number): number {
  const slash = text.lastIndexOf('\\', to - 1);
  if (slash >= from && slash > to - 6) {
    let first = slash;
    while (first > from && text.charCodeAt(first - 1) === BACKSLASH) first--;
    const escapes = (slash - first) % 2 === 0;
    const length = text[slash + 1] === 'u' ? 6 : 2;
    if (escapes && slash + length > to) return slash;
  }
  const last = text.charCodeAt(to - 1);
  return last >= 0xd800 && last < 0xdc00 ? to - 1 : to;
}

/** Any value as JavaScript has it; large numbers lose digits. Undefined if it is no JSON. */
export function parsed(json: Json): unknown {
  try {
    return JSON.parse(source(json));
  } catch {
    return undefined;
  }
}

type SourceReviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown;
const rawJson = (JSON as unknown as { rawJSON?: (text: string) => unknown }).rawJSON;

/** Like JSON.parse, but numbers that JavaScript cannot hold survive `jsonOf`, where the browser is able to. */
export function parseExact(text: string): unknown {
  if (!rawJson || !/\d[\d.]{15}|\d[eE]/.test(text)) return JSON.parse(text);
  const keep: SourceReviver = (_key, value, context) => {
    const written = context?.source;
    return typeof value === 'number' && written && written.length > 15 && String(value) !== written
      ? rawJson(written)
      : value;
  };
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown);
}

const INDENT = 2;
const DEEPEST_INDENT = 64;

/** Lines and indents, but otherwise as it stands. */
export function pretty(json: Json): string {
  const { text, end } = json;
  const out: string[] = [];
  let depth = 0;
  const line = () => out.push('\n' + ' '.repeat(INDENT * Math.min(depth, DEEPEST_INDENT)));
  let at = json.start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) at++;
    else if (code === QUOTE) {
      const close = closingQuote(text, at + 1, end);
      out.push(text.slice(at, close));
      at = close;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      let next = at + 1;
      while (next < end && isSpace(text.charCodeAt(next))) next++;
      const after = text.charCodeAt(next);
      if (after === CLOSE_OBJECT || after === CLOSE_ARRAY) {
        out.push(text[at] + text[next]);
        at = next + 1;
      } else {
        out.push(text[at++]);
        depth++;
        line();
      }
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      depth = Math.max(0, depth - 1);
      line();
      out.push(text[at++]);
    } else if (code === COMMA) {
      out.push(',');
      line();
      at++;
    } else if (code === COLON) {
      out.push(': ');
      at++;
    } else {
      let next = at + 1;
      while (next < end && !'{}[],:"'.includes(text[next]) && !isSpace(text.charCodeAt(next))) next++;
      out.push(text.slice(at, next));
      at = next;
    }
  }
  return out.join('');
}

function closingQuote(text: string, from: number, end: number): number {
  for (let at = from; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0 || quote >= end) return end;
    let slash = quote;
    while (slash > at && text.charCodeAt(slash - 1) === BACKSLASH) slash--;
    at = quote + 1;
    if ((quote - slash) % 2 === 0) return at;
  }
}

/** One step of a path as JSONPath writes it: `.name`, `["odd name"]`, `[2]`. */
export function step(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** Whether a string is worth parsing: it looks like an object or an array from both ends, and is JSON. */
export function holdsJson(text: string): boolean {
  const { start, end } = whole(text);
  const first = text[start];
  const last = text[end - 1];
  if (!(first === '{' && last === '}') && !(first === '[' && last === ']')) return false;
  if (end - start < 3 || end - start > 1_000_000) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
