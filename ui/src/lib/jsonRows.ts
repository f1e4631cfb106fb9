import { type Json, type JsonKind, kindOf, MemberScan, size, step, stringOf, whole } from './json';

/** A value in the tree. */
export interface JsonNode {
  /** Unique in the page. */
  id: number;
  json: Json;
  kind: JsonKind;
  parent: JsonNode | null;
  /** Name or place in the parent; null for the whole. */
  key: string | number | null;
  depth: number;
  open: boolean;
  /** As far as they were read and asked for. */
  children: JsonNode[];
  /** Null until it was opened. */
  scan: MemberScan | null;
  /** Characters of a string that are shown. */
  shown: number;
  /** The string this value was parsed from. */
  from: Json | null;
}

export type JsonRow = { node: JsonNode; more: false } | { node: JsonNode; more: true };

export const PAGE = 500;
export const FOLDED = 2_000;
/** Below this a value is read at once, above in slices. */
const AT_ONCE = 256 * 1024;
const SLICE = 1024 * 1024;
const FIRST_ROWS = 40;
const MOST_OPENED = 5_000;
const MOST_HITS = 10_000;
const SEARCHED_AT_ONCE = 4 * 1024 * 1024;

export type Pause = () => Promise<void>;

const nextTask: Pause = () => new Promise((resolve) => setTimeout(resolve));

let last = 0;

/** A part of the whole text that was found. */
export interface JsonHit {
  start: number;
  end: number;
}

export const isContainer = (node: JsonNode) => node.kind === 'object' || node.kind === 'array';

/** The rows of a JSON tree: values whose parents are open, and for each one with more members than are shown a row. */
export class JsonRows {
  readonly root: JsonNode;
  readonly hidesRoot: boolean;
  rows: JsonRow[] = [];

  constructor(
    json: Json,
    private readonly pause: Pause = nextTask,
    /** The row of the whole itself is left out: it says nothing when it is always open. */
    hidesRoot = false,
  ) {
    this.root = this.node(json, null, null);
    this.hidesRoot = hidesRoot && isContainer(this.root) && size(json) > 2;
    this.openFirst();
  }

  private node(json: Json, parent: JsonNode | null, key: string | number | null): JsonNode {
    const depth = parent ? parent.depth + 1 : 0;
    const kind = kindOf(json);
    const id = ++last;
    return { id, json, kind, parent, key, depth, open: false, children: [], scan: null, shown: FOLDED, from: null };
  }

  /** Opens what fits into a screen or so, level by level. */
  private openFirst(): void {
    let rows = 1;
    let level = isContainer(this.root) && size(this.root.json) <= AT_ONCE ? [this.root] : [];
    if (isContainer(this.root)) {
      this.root.open = true;
      this.readNow(this.root, level.length > 0 ? Infinity : SLICE);
      rows += this.root.children.length;
      level = [this.root];
    }
    while (level.length > 0 && rows < FIRST_ROWS) {
      const next = level.flatMap((node) => node.children).filter((node) => isContainer(node) && size(node.json) > 2);
      for (const node of next) {
        if (size(node.json) > AT_ONCE) continue;
        this.readNow(node, Infinity);
        if (rows + node.children.length > FIRST_ROWS) continue;
        node.open = true;
        rows += node.children.length;
      }
      level = next.filter((node) => node.open);
    }
    this.rebuild();
  }

  private readNow(node: JsonNode, chars: number): void {
    node.scan ??= new MemberScan(node.json);
    node.scan.advance(chars, Math.max(PAGE, node.children.length));
    this.adopt(node, Math.max(PAGE, node.children.length));
  }

  private adopt(node: JsonNode, members: number): void {
    const scan = node.scan!;
    for (let i = node.children.length; i < Math.min(scan.count, members); i++) {
      const key = scan.key(i);
      node.children.push(this.node(scan.value(i), node, key ? stringOf(key) : i));
    }
  }

  /** Reads until `members` of them are known; in slices, so that the page stays alive. */
  private async read(node: JsonNode, members: number, isWanted: () => boolean = () => true): Promise<void> {
    node.scan ??= new MemberScan(node.json);
    while (!node.scan.advance(SLICE, members)) {
      await this.pause();
      if (!isWanted()) return;
    }
    this.adopt(node, members);
  }

  /** Shows the members of a value. Resolves when they are rows. */
  async open(node: JsonNode): Promise<void> {
    if (!isContainer(node)) return;
    node.open = true;
    if (size(node.json) <= AT_ONCE) this.readNow(node, Infinity);
    else await this.read(node, Math.max(PAGE, node.children.length));
    this.rebuild();
  }

  close(node: JsonNode): void {
    node.open = false;
    this.rebuild();
  }

  /** Whether there are members behind those that are rows. */
  hasMore(node: JsonNode): boolean {
    return node.scan !== null && (!node.scan.done || node.scan.count > node.children.length);
  }

  async showMore(node: JsonNode, members = PAGE): Promise<void> {
    await this.read(node, node.children.length + members);
    this.rebuild();
  }

  /** A string that holds JSON becomes what it holds, and back. */
  parse(node: JsonNode): void {
    if (node.from) {
      node.json = node.from;
      node.from = null;
    } else {
      node.from = node.json;
      node.json = whole(stringOf(node.json));
    }
    node.kind = kindOf(node.json);
    node.scan = null;
    node.children = [];
    node.open = false;
    if (isContainer(node)) {
      node.open = true;
      this.readNow(node, SLICE);
    }
    this.rebuild();
  }

  /** Opens everything, as far as it can still be looked at. */
  async openAll(): Promise<void> {
    const todo = isContainer(this.root) ? [this.root] : [];
    let opened = 0;
    let read = 0;
    for (let i = 0; i < todo.length && opened < MOST_OPENED; i++) {
      const node = todo[i];
      if (size(node.json) > SLICE * 16) continue;
      this.readNow(node, Infinity);
      node.open = true;
      opened += node.children.length;
      read += size(node.json);
      for (const child of node.children) if (isContainer(child)) todo.push(child);
      if (read > SLICE) {
        await this.pause();
        read = 0;
      }
    }
    this.rebuild();
  }

  closeAll(): void {
    const todo = [...this.root.children];
    for (let i = 0; i < todo.length; i++) {
      todo[i].open = false;
      for (const child of todo[i].children) if (isContainer(child)) todo.push(child);
    }
    this.rebuild();
  }

  private rebuild(): void {
    const rows: JsonRow[] = [];
    const todo: JsonRow[] = [{ node: this.root, more: false }];
    for (let row = todo.pop(); row; row = todo.pop()) {
      if (row.more || row.node !== this.root || !this.hidesRoot) rows.push(row);
      const { node, more } = row;
      if (more || !node.open || !isContainer(node)) continue;
      if (this.hasMore(node)) todo.push({ node, more: true });
      for (let i = node.children.length - 1; i >= 0; i--) todo.push({ node: node.children[i], more: false });
    }
    this.rows = rows;
  }

  /** All places of a text, in strings, keys and numbers; capitals do not matter. Asks now and then to go on. */
  async find(needle: string, isWanted: () => boolean = () => true): Promise<JsonHit[]> {
    const { text, start, end } = this.root.json;
    const hits: JsonHit[] = [];
    if (needle === '') return hits;
    const escaped = JSON.stringify(needle).slice(1, -1);
    const forms = [...new Set([needle, escaped, escaped.replaceAll('/', '\\/')])];
    const pattern = new RegExp(forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'gi');
    const overlap = 6 * needle.length;
    for (let from = start; from < end && hits.length < MOST_HITS; from += SEARCHED_AT_ONCE) {
      // A part of a string is a view of it: nothing is copied.
      const part = text.slice(from, Math.min(end, from + SEARCHED_AT_ONCE + overlap));
      for (const hit of part.matchAll(pattern)) {
        if (hit.index >= SEARCHED_AT_ONCE || hits.length >= MOST_HITS) break;
        hits.push({ start: from + hit.index, end: from + hit.index + hit[0].length });
      }
      if (end - from > SEARCHED_AT_ONCE) {
        await this.pause();
        if (!isWanted()) return [];
      }
    }
    return hits;
  }

  /** Opens what hides a place, and answers the value that it is in. */
  async reveal(hit: JsonHit, isWanted: () => boolean = () => true): Promise<JsonNode> {
    let node = this.root;
    let work = 0;
    const rest = async (more: number) => {
      work += more;
      if (work < SLICE) return;
      work = 0;
      await this.pause();
    };
    while (isContainer(node) && node.json.text === this.root.json.text) {
      node.open = true;
      let child = this.childAt(node, hit.start);
      while (!child && (node.scan === null || this.hasMore(node))) {
        const before = node.scan?.progress ?? 0;
        const known = node.children.length;
        await this.read(node, node.children.length + PAGE, isWanted);
        // Members cost more than their text.
        await rest((node.scan!.progress - before) * size(node.json) + (node.children.length - known) * 100);
        if (!isWanted()) return node;
        child = this.childAt(node, hit.start);
      }
      if (!child) break;
      node = child;
      const scan = node.parent!.scan!;
      const key = scan.key(node.parent!.children.indexOf(node));
      if (key && hit.start < key.end) break;
    }
    if (node.kind === 'string') {
      const needed = hit.end - node.json.start;
      while (node.shown < needed && node.shown < size(node.json)) node.shown *= 10;
    }
    this.rebuild();
    return node;
  }

  /** The child in whose key or value a place is: by bisection, as they stand one behind the other. */
  private childAt(node: JsonNode, place: number): JsonNode | null {
    let low = 0;
    let high = node.children.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { start, end } = node.children[middle].from ?? node.children[middle].json;
      const begin = node.scan!.key(middle)?.start ?? start;
      if (place < begin) high = middle - 1;
      else if (place >= end) low = middle + 1;
      else return node.children[middle];
    }
    return null;
  }
}

/** Where a value is: `$.messages[2].content`; behind a string that was parsed it begins anew. */
export function pathOf(node: JsonNode, root = '$'): string {
  const steps: string[] = [];
  for (let at: JsonNode | null = node; at && at.key !== null; at = at.parent) {
    if (at.from && at !== node) steps.push(' → $');
    steps.push(step(at.key));
  }
  return root + steps.reverse().join('');
}

/** How a string that holds bytes begins, by what is in it. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['JVBERi0', 'application/pdf'],
  ['T2dnUw', 'audio/ogg'],
  ['SUQz', 'audio/mpeg'],
  ['UEsDB', 'application/zip'],
  ['H4sI', 'application/gzip'],
  ['GkXfow', 'video/webm'],
];

/** Bytes that stand in a string. */
export interface InlineBytes {
  mediaType: string;
  /** How many, about. */
  bytes: number;
  /** For an image that a browser may show: its address. */
  image: (() => string) | null;
}

const IMAGES = /^image\/(png|jpeg|gif|webp)$/;
const MOST_IMAGE = 8 * 1024 * 1024;

/** Looks only at the beginning of the string; null if it holds no base64. */
export function inlineBytes(json: Json): InlineBytes | null {
  if (size(json) < 60) return null;
  const head = stringOf(json, 400);
  const data = /^data:([\w.+-]+\/[\w.+-]+)?((?:;[\w-]+=[\w.+-]+)*);base64,/i.exec(head);
  const body = data ? head.slice(data[0].length) : head;
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(body)) return null;
  const length = size(json) - 2 - (data?.[0].length ?? 0);
  const found = MAGIC.find(([begin]) => body.startsWith(begin))?.[1] ?? riff(body);
  // Long words of letters are no bytes: identifiers, hashes, one-letter repetitions.
  if (!data && !found && (length < 400 || !/[A-Z]/.test(body) || !/[a-z]/.test(body) || !/\d/.test(body))) return null;
  const mediaType = (data?.[1]?.toLowerCase() || found) ?? 'application/octet-stream';
  const shows = IMAGES.test(mediaType) && length <= MOST_IMAGE;
  const image = shows
    ? () =>
        `data:${mediaType};base64,${stringOf(json)
          .slice(data?.[0].length ?? 0)
          .replaceAll('-', '+')
          .replaceAll('_', '/')}`
    : null;
  return { mediaType, bytes: Math.floor((length * 3) / 4), image };
}

function riff(body: string): string | undefined {
  if (!body.startsWith('UklGR')) return undefined;
  try {
    const form = atob(body.slice(0, 16)).slice(8, 12);
    return form === 'WEBP' ? 'image/webp' : form === 'WAVE' ? 'audio/wav' : undefined;
  } catch {
    return undefined;
  }
}
