import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { copyText } from '../lib/clipboard';
import { bytes, grouped, plural } from '../lib/format';
import { chosenPath } from '../lib/jsonPath';
import { holdsJson, type Json, MemberScan, pretty, size, source, stringOf } from '../lib/json';
import {
  FOLDED,
  inlineBytes,
  isContainer,
  type JsonHit,
  type JsonNode,
  JsonRows,
  type JsonRow,
  PAGE,
  pathOf,
} from '../lib/jsonRows';
import { reveal } from '../lib/reveal';
import { toast } from '../lib/toasts';
import { CopyButton } from './CopyButton';
import { Icon } from './Icon';
import { Marked } from './Marked';
import { Media, Picture, stubOf } from './Media';
import { useVisiblePart } from './useVisiblePart';

interface Props {
  json: Json;
  /** Of the tree, for screen readers. */
  label: string;
  /** What paths begin with. */
  root?: string;
  /** With a line to find things, above. */
  tools?: boolean;
}

const ROW = 22;
const LINE = 19;
const CHARS_A_LINE = 70;
/** Fewer rows are all drawn. */
const ALL_DRAWN = 120;
const DEEPEST_INDENT = 16;
const SCANNED_FOR_COUNT = 64 * 1024;
const MOST_COPIED = 50 * 1024 * 1024;

/** A JSON value of any size: what is not seen is neither drawn nor read. */
export function JsonTree({ json, label, root = '$', tools = false }: Props) {
  const rows = useMemo(() => new JsonRows(json, undefined, true), [json.text, json.start, json.end]);
  const [, redraw] = useState(0);
  const changed = () => redraw((n) => n + 1);
  const [active, setActive] = useState<JsonNode | null>(null);
  const [needle, setNeedle] = useState('');
  const [busy, setBusy] = useState(false);
  const tree = useRef<HTMLDivElement>(null);
  const heights = useRef(new WeakMap<JsonNode, number>());
  const prefix = useId();

  const count = rows.rows.length;
  const isVirtual = count > ALL_DRAWN;
  const part = useVisiblePart(tree, isVirtual);
  const { first, last, before, after } = isVirtual
    ? visible(rows.rows, heights.current, part)
    : { first: 0, last: count, before: 0, after: 0 };

  useLayoutEffect(() => {
    if (!isVirtual) return;
    let differs = false;
    for (const element of tree.current!.querySelectorAll<HTMLElement>('[data-at]')) {
      const row = rows.rows[Number(element.dataset['at'])];
      if (!row || row.more) continue;
      const known = heights.current.get(row.node) ?? estimate(row);
      if (Math.abs(known - element.offsetHeight) > 1) differs = true;
      heights.current.set(row.node, element.offsetHeight);
    }
    if (differs) changed();
  });

  const open = async (node: JsonNode) => {
    if (!isContainer(node)) return;
    if (node.open) rows.close(node);
    else {
      const reading = rows.open(node);
      setBusy(true);
      changed();
      await reading;
      setBusy(false);
    }
    changed();
  };
  const more = async (node: JsonNode, members: number) => {
    setBusy(true);
    await rows.showMore(node, members);
    setBusy(false);
    changed();
  };
  const choose = (node: JsonNode) => {
    setActive(node);
    chosenPath.value = pathOf(node, root);
  };
  const show = (node: JsonNode) => {
    choose(node);
    const at = rows.rows.findIndex((row) => row.node === node);
    requestAnimationFrame(() => scrollTo(tree.current, prefix + node.id, offsetOf(rows.rows, heights.current, at)));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as HTMLElement).closest('button, a, input'))
      return;
    const at = active ? rows.rows.findIndex((row) => row.node === active && !row.more) : -1;
    const go = (to: number) => {
      const row = rows.rows[Math.max(0, Math.min(count - 1, to))];
      if (row) show(row.node);
    };
    switch (event.key) {
      case 'ArrowDown':
        go(at + 1 < count && rows.rows[at + 1].more ? at + 2 : at + 1);
        break;
      case 'ArrowUp':
        go(at > 0 && rows.rows[at - 1].more ? at - 2 : at - 1);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(count - 1);
        break;
      case 'ArrowRight':
        if (active && isContainer(active) && !active.open) void open(active);
        else go(at + 1);
        break;
      case 'ArrowLeft':
        if (active?.open && active.children.length > 0) void open(active);
        else if (active?.parent && !(rows.hidesRoot && active.parent === rows.root)) show(active.parent);
        break;
      case 'Enter':
      case ' ':
        if (active && isContainer(active)) void open(active);
        else if (active) void copyValue(active);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const activeDrawn = active !== null && rows.rows.slice(first, last).some((row) => row.node === active);
  return (
    <div class="json" data-busy={busy || undefined}>
      {tools && (
        <Tools
          rows={rows}
          json={json}
          onChange={changed}
          onNeedle={setNeedle}
          onHit={async (hit, isWanted) => {
            const node = await rows.reveal(hit, isWanted);
            if (isWanted()) {
              changed();
              show(node);
            }
          }}
        />
      )}
      <div
        ref={tree}
        class="json-tree mono"
        role="tree"
        aria-label={label}
        aria-busy={busy}
        tabIndex={0}
        aria-activedescendant={activeDrawn ? prefix + active!.id : undefined}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (!active && event.target === event.currentTarget) setActive(rows.rows[0]?.node ?? null);
        }}
      >
        <div role="none" style={isVirtual ? { paddingTop: `${before}px`, paddingBottom: `${after}px` } : undefined}>
          {rows.rows.slice(first, last).map((row, i) =>
            row.more ? (
              <More key={'more' + row.node.id} node={row.node} onMore={more} />
            ) : (
              <Row
                key={row.node.id}
                id={prefix + row.node.id}
                at={first + i}
                node={row.node}
                root={root}
                level={row.node.depth - (rows.hidesRoot ? 1 : 0)}
                needle={needle}
                active={row.node === active}
                onActive={choose}
                onToggle={open}
                onChange={() => {
                  heights.current.delete(row.node);
                  changed();
                }}
                onParse={(node) => {
                  rows.parse(node);
                  changed();
                }}
              />
            ),
          )}
        </div>
      </div>
    </div>
  );
}

/** How high a row is, before it was drawn. */
function estimate({ node, more }: JsonRow): number {
  if (more || node.kind !== 'string') return ROW;
  const length = Math.min(size(node.json), node.shown);
  return ROW + Math.floor(length / CHARS_A_LINE) * LINE;
}

const heightOf = (row: JsonRow, heights: WeakMap<JsonNode, number>) =>
  row.more ? ROW + 8 : (heights.get(row.node) ?? estimate(row));

/** Which rows are near the screen, and how high those before and behind them are; at least one. */
function visible(rows: readonly JsonRow[], heights: WeakMap<JsonNode, number>, part: { from: number; to: number }) {
  let first = 0;
  let before = 0;
  let height = heightOf(rows[0], heights);
  while (first < rows.length - 1 && before + height < part.from) {
    before += height;
    height = heightOf(rows[++first], heights);
  }
  let last = first + 1;
  let end = before + height;
  while (last < rows.length && end <= part.to) end += heightOf(rows[last++], heights);
  let after = 0;
  for (let at = last; at < rows.length; at++) after += heightOf(rows[at], heights);
  return { first, last, before, after };
}

function offsetOf(rows: readonly JsonRow[], heights: WeakMap<JsonNode, number>, to: number): number {
  let y = 0;
  for (let at = 0; at < to; at++) y += heightOf(rows[at], heights);
  return y;
}

/** Brings a row into sight: if it is not drawn, by where it will be. */
function scrollTo(tree: HTMLElement | null, id: string, offset: number): void {
  const drawn = tree?.querySelector<HTMLElement>('#' + CSS.escape(id));
  if (drawn) drawn.scrollIntoView({ block: 'nearest' });
  else if (tree) {
    let scroller: HTMLElement | null = tree.parentElement;
    while (
      scroller &&
      !(scroller.scrollHeight > scroller.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(scroller).overflowY))
    ) {
      scroller = scroller.parentElement;
    }
    const pane = scroller ?? document.documentElement;
    const top = tree.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop + offset;
    pane.scrollTop = top - pane.clientHeight / 2;
  }
}

function More({ node, onMore }: { node: JsonNode; onMore: (node: JsonNode, members: number) => void }) {
  const known = node.scan!.done ? node.scan!.count - node.children.length : null;
  return (
    <div class="json-more" role="none" style={{ paddingInlineStart: indent(node.depth + 1) }}>
      <button type="button" class="button small" onClick={() => onMore(node, PAGE)}>
        Show {known !== null && known < PAGE ? grouped(known) : PAGE} more
      </button>
      <span class="faint">
        {grouped(node.children.length)} shown{known !== null ? ` of ${grouped(node.scan!.count)}` : ''}
      </span>
      {(known === null || known > PAGE) && (
        <button type="button" class="button quiet small" onClick={() => onMore(node, 100_000)}>
          {known === null || known > 100_000 ? '100,000 more' : 'All'}
        </button>
      )}
    </div>
  );
}

const indent = (depth: number) => `${Math.min(depth, DEEPEST_INDENT) * 14}px`;

interface RowProps {
  id: string;
  at: number;
  node: JsonNode;
  root: string;
  /** From 0. */
  level: number;
  needle: string;
  active: boolean;
  onActive: (node: JsonNode) => void;
  onToggle: (node: JsonNode) => void;
  onChange: () => void;
  onParse: (node: JsonNode) => void;
}

function Row({ id, at, node, root, level, needle, active, onActive, onToggle, onChange, onParse }: RowProps) {
  const opens = isContainer(node) && size(node.json) > 2;
  // Buttons in each of hundreds of rows would cost more than all the rest.
  const [hovered, setHovered] = useState(false);
  return (
    <div
      id={id}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      class="json-row"
      data-at={at}
      data-active={active || undefined}
      role="treeitem"
      aria-level={level + 1}
      aria-expanded={opens ? node.open : undefined}
      aria-selected={active}
      style={{ paddingInlineStart: indent(level) }}
      onClick={(event) => {
        onActive(node);
        const isText = (event.target as HTMLElement).closest('.json-string, button, a');
        if (opens && !isText && getSelection()?.isCollapsed !== false) onToggle(node);
      }}
    >
      <span class="json-toggle" aria-hidden="true" data-open={node.open || undefined}>
        {opens && <Icon name="chevronRight" size={12} />}
      </span>
      {level > DEEPEST_INDENT && <span class="faint json-depth">level {level}</span>}
      <span class="json-line">
        {node.key !== null && <Key name={node.key} needle={needle} />}
        <ValueText node={node} needle={needle} onChange={onChange} onParse={onParse} />
      </span>
      {(hovered || active) && (
        <span class="json-actions">
          <CopyButton tabIndex={-1} text={() => textOf(node)} what="the value" />
          <button
            type="button"
            class="button quiet small"
            tabIndex={-1}
            title="Copy the path"
            aria-label="Copy the path"
            onClick={(event) => {
              event.stopPropagation();
              void copyText(pathOf(node, root), 'the path');
            }}
          >
            <Icon name="link" size={13} />
          </button>
        </span>
      )}
    </div>
  );
}

function Key({ name, needle }: { name: string | number; needle: string }) {
  if (typeof name === 'number') return <span class="json-index">{name}: </span>;
  const shown = reveal(name.length > 200 ? name.slice(0, 200) + '…' : name);
  return (
    <>
      <bdi class="json-key">
        <Marked text={shown === '' ? '""' : shown} marks={marksOf(shown, needle)} />
      </bdi>
      <span class="json-colon">: </span>
    </>
  );
}

function ValueText({ node, needle, onChange, onParse }: Pick<RowProps, 'node' | 'needle' | 'onChange' | 'onParse'>) {
  const { json, kind } = node;
  switch (kind) {
    case 'object':
    case 'array':
      return <Container node={node} onParse={onParse} />;
    case 'string':
      return <Text node={node} needle={needle} onChange={onChange} onParse={onParse} />;
    default: {
      const text = source({ ...json, end: Math.min(json.end, json.start + 400) });
      return (
        <span class={`json-${kind}`}>
          <Marked text={text} marks={marksOf(text, needle)} />
        </span>
      );
    }
  }
}

function Container({ node, onParse }: Pick<RowProps, 'node' | 'onParse'>) {
  const stub = node.kind === 'object' ? stubOf(node.json) : null;
  const [begin, end] = node.kind === 'object' ? '{}' : '[]';
  if (size(node.json) <= 2) return <span class="json-bracket">{begin + end}</span>;
  return (
    <>
      {!node.open && <span class="json-preview">{preview(node)}</span>}
      <span class="json-count">{countOf(node)}</span>
      {node.from && (
        <button type="button" class="button quiet small json-parse" tabIndex={-1} onClick={() => onParse(node)}>
          parsed · undo
        </button>
      )}
      {stub && <Media {...stub} small />}
    </>
  );
}

const scanned = new WeakMap<Json, MemberScan>();

/** Members if they can be counted at once, else its size. */
function countOf(node: JsonNode): string {
  let scan = node.scan?.done ? node.scan : scanned.get(node.json);
  if (!scan && size(node.json) <= SCANNED_FOR_COUNT) {
    scan = new MemberScan(node.json);
    scan.advance();
    scanned.set(node.json, scan);
  }
  if (!scan) return bytes(size(node.json));
  return plural(scan.count, node.kind === 'object' ? 'key' : 'item');
}

function preview({ json }: JsonNode): string {
  const head = json.text.slice(json.start, Math.min(json.end, json.start + 160)).replace(/\s+/g, ' ');
  return size(json) > 160 ? head + '…' : head;
}

function Text({
  node,
  needle,
  onChange,
  onParse,
}: Omit<RowProps, 'id' | 'at' | 'root' | 'level' | 'active' | 'onActive' | 'onToggle'>) {
  const { json } = node;
  const found = useMemo(() => inlineBytes(json), [json]);
  const [raw, setRaw] = useState(false);
  const isJson = useMemo(
    () =>
      size(json) > 4 &&
      /^"\s*(\{|\[|\\n)/.test(json.text.slice(json.start, json.start + 12)) &&
      size(json) < 1_000_000 &&
      holdsJson(stringOf(json)),
    [json],
  );
  if (found && !raw) {
    return (
      <span class="json-bytes">
        <span class="chip">
          <Icon name={found.image ? 'image' : 'file'} size={12} />
          {found.mediaType} · {bytes(found.bytes)}
        </span>
        {found.image && <Picture source={found.image()} label={`Inline ${found.mediaType}`} small />}
        <button type="button" class="button quiet small" tabIndex={-1} onClick={() => setRaw(true)}>
          as text
        </button>
      </span>
    );
  }
  const length = size(json) - 2;
  const text = reveal(stringOf(json, length <= node.shown * 1.1 ? Infinity : node.shown));
  const isFolded = length > node.shown * 1.1;
  return (
    <span class="json-string">
      <span class="json-quote">"</span>
      <bdi>
        <Marked text={text} marks={marksOf(text, needle)} />
      </bdi>
      {isFolded ? '…' : <span class="json-quote">"</span>}
      {isFolded && (
        <button
          type="button"
          class="button small json-unfold"
          onClick={() => {
            node.shown = node.shown < 20_000 ? 20_000 : Math.min(2_000_000, node.shown * 10);
            onChange();
          }}
          disabled={node.shown >= 2_000_000}
        >
          {node.shown >= 2_000_000
            ? `${grouped(length)} characters: copy to see them all`
            : `Show more of ${grouped(length)} characters`}
        </button>
      )}
      {!isFolded && length > FOLDED && (
        <button
          type="button"
          class="button quiet small json-unfold"
          onClick={() => {
            node.shown = FOLDED;
            onChange();
          }}
        >
          Show less
        </button>
      )}
      {isJson && (
        <button type="button" class="button quiet small json-parse" tabIndex={-1} onClick={() => onParse(node)}>
          parse
        </button>
      )}
    </span>
  );
}

/** Where a needle is in a text that is shown; nothing but the first hundred. */
function marksOf(text: string, needle: string): [number, number][] | undefined {
  if (needle === '') return undefined;
  const marks: [number, number][] = [];
  const pattern = new RegExp(needle.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  for (const { index } of text.matchAll(pattern)) {
    marks.push([index, index + needle.length]);
    if (marks.length >= 100) break;
  }
  return marks;
}

/** A string is what it says, everything else its JSON. */
function textOf({ json, kind }: JsonNode): string {
  if (kind === 'string') return stringOf(json);
  return isPrintable(json) ? pretty(json) : source(json);
}

const isPrintable = (json: Json) => size(json) < MOST_COPIED / 10;

async function copyValue(node: JsonNode): Promise<void> {
  if (size(node.json) > MOST_COPIED)
    toast('This value is too large for the clipboard: download it.', { kind: 'error' });
  else await copyText(textOf(node), 'the value');
}

interface ToolsProps {
  rows: JsonRows;
  json: Json;
  onChange: () => void;
  onNeedle: (needle: string) => void;
  onHit: (hit: JsonHit, isWanted: () => boolean) => Promise<void>;
}

function Tools({ rows, json, onChange, onNeedle, onHit }: ToolsProps): ComponentChildren {
  const [text, setText] = useState('');
  const [hits, setHits] = useState<JsonHit[] | null>(null);
  const [at, setAt] = useState(0);
  const search = useRef(0);
  useEffect(() => {
    const mine = ++search.current;
    const isWanted = () => search.current === mine;
    if (text === '') {
      setHits(null);
      onNeedle('');
      return;
    }
    const timer = setTimeout(() => {
      onNeedle(text);
      void rows.find(text, isWanted).then((found) => {
        if (!isWanted()) return;
        setHits(found);
        setAt(0);
        if (found.length > 0) void onHit(found[0], isWanted);
      });
    }, 150);
    return () => {
      search.current++;
      clearTimeout(timer);
    };
  }, [text, rows]);
  const step = (by: number) => {
    if (!hits || hits.length === 0) return;
    const next = (at + by + hits.length) % hits.length;
    setAt(next);
    const mine = search.current;
    void onHit(hits[next], () => search.current === mine);
  };
  return (
    <div class="json-tools">
      <input
        type="search"
        class="field"
        placeholder="Find in this value"
        aria-label="Find in this value"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape' && text !== '') {
            event.preventDefault();
            setText('');
          }
        }}
      />
      {hits && (
        <>
          <span class="soft number" role="status">
            {hits.length === 0
              ? 'not found'
              : `${grouped(at + 1)} of ${grouped(hits.length)}${hits.length >= 10_000 ? '+' : ''}`}
          </span>
          <button
            type="button"
            class="button quiet small"
            aria-label="Previous place"
            disabled={hits.length === 0}
            onClick={() => step(-1)}
          >
            <Icon name="arrowUp" size={13} />
          </button>
          <button
            type="button"
            class="button quiet small"
            aria-label="Next place"
            disabled={hits.length === 0}
            onClick={() => step(1)}
          >
            <Icon name="arrowDown" size={13} />
          </button>
        </>
      )}
      <span class="json-tools-gap" />
      <button
        type="button"
        class="button quiet small"
        title="Open everything"
        aria-label="Open everything"
        onClick={() => void rows.openAll().then(onChange)}
      >
        <Icon name="plus" size={13} />
      </button>
      <button
        type="button"
        class="button quiet small"
        title="Close everything"
        aria-label="Close everything"
        onClick={() => {
          rows.closeAll();
          onChange();
        }}
      >
        <Icon name="minus" size={13} />
      </button>
      <CopyButton text={() => pretty(json)} what="the value" />
    </div>
  );
}
