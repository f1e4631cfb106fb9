import { effect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { copyText } from '../lib/clipboard';
import { keySettings, register, type Command } from '../lib/commands';
import { leftOf, rightOf } from '../lib/moves';
import { probe } from '../lib/probe';
import { links } from '../lib/router';
import { watchColours } from '../lib/theme';
import { idOf } from '../state/spanIds';
import { isSet, NO_FILTER, words } from '../state/matching';
import type { OpenTrace } from '../state/trace';
import { Tree } from './Tree';

/** Where each trace's tree was left, for coming back from another view. */
const left = new WeakMap<OpenTrace, number>();

export async function copyLink(trace: OpenTrace, row: number): Promise<void> {
  const source = trace.sourceOf(row);
  const id = source && (await idOf(trace, row).catch(() => null));
  const file = source?.file ?? trace.data.peek()?.nodes.get(row)?.link?.file ?? trace.file;
  await copyText(new URL(links.trace(file, id ? { span: id } : {}), location.href).href, 'the link');
}

/** Keys that move within the tree are not taken from other panes, which scroll by them. */
const inTree = (tree: Tree): boolean => {
  const active = document.activeElement;
  return (
    !active ||
    active === document.body ||
    active.id === 'main' ||
    active.tagName === 'H1' ||
    tree.element.contains(active)
  );
};

interface Props {
  trace: OpenTrace;
  /** A row was chosen with the mouse or a finger. */
  onOpen(): void;
  /** Enter: go to what is in the row. */
  onEnter(): void;
}

/** The tree of an open trace, and the keys that move in it. */
export function TreeView({ trace, onOpen, onEnter }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const told = useRef({ onOpen, onEnter });
  told.current = { onOpen, onEnter };

  useLayoutEffect(() => {
    const tree = new Tree(box.current!, {
      select: (row) => {
        trace.select(row);
        told.current.onOpen();
      },
      toggle: (row) => trace.toggle(row),
      fit: (row) => trace.fitRow(row),
      only: (row) => trace.showOnly(trace.only.peek() === row ? -1 : row),
      copyLink: (row) => void copyLink(trace, row),
      show: (window) => trace.show(window),
    });
    const detach = attach(tree, trace);
    const commands = treeCommands(tree, trace, () => told.current.onEnter());
    const unregister = register(commands);
    const unprobe = probe('tree', () => ({ ms: tree.drawMs, top: tree.scrollTop }));
    // Without single keys the tree itself still answers to the ones that a tree has.
    const key = (event: KeyboardEvent) => {
      if (keySettings.peek().on || event.ctrlKey || event.metaKey || event.altKey) return;
      const command = commands.find(({ keys }) => event.key.length > 1 && keys.includes(event.key));
      if (!command || event.target !== tree.element) return;
      event.preventDefault();
      command.run();
    };
    tree.element.addEventListener('keydown', key);
    return () => {
      left.set(trace, tree.scrollTop);
      tree.element.removeEventListener('keydown', key);
      unprobe();
      unregister();
      detach();
      tree.dispose();
    };
  }, [trace]);

  const data = trace.data.value;
  const nothing = data && trace.visible.value.count === 0;
  return (
    <>
      {nothing && <Nothing trace={trace} />}
      <div ref={box} id="tree" hidden={!!nothing} />
    </>
  );
}

function Nothing({ trace }: { trace: OpenTrace }) {
  if (!isSet(trace.filter.value)) {
    return (
      <div class="view-empty">
        <p>{trace.about.value?.live ? 'No spans yet.' : 'This trace has no spans.'}</p>
        <p class="soft">A span is recorded by Trace.span, by the annotation and by the integrations.</p>
      </div>
    );
  }
  return (
    <div class="view-empty">
      <p>Nothing of this trace matches the filter.</p>
      <button type="button" class="button" onClick={() => trace.setFilter(NO_FILTER)}>
        Clear the filter
      </button>
    </div>
  );
}

/** Draws what the trace says, whenever it says something else. */
function attach(tree: Tree, trace: OpenTrace): () => void {
  let wanted: { row: number; centre: boolean } | null = null;
  let seen = trace.revealed.peek();
  let first = true;
  let filter = trace.filter.peek();
  let found = words(filter.text);
  const stop = effect(() => {
    const data = trace.data.value;
    const visible = trace.visible.value;
    const matches = trace.matches.value;
    const request = trace.revealed.value;
    if (!data) return;
    if (filter !== trace.filter.value) {
      filter = trace.filter.value;
      found = words(filter.text);
    }
    tree.update({
      data,
      visible: visible.rows,
      count: visible.count,
      window: trace.window.value,
      whole: trace.whole.value,
      selected: trace.selected.value,
      words: found,
      filtered: isSet(filter),
      matches: (row) => matches?.[row] === 1,
      expandable: (row) => trace.expandable(row),
      expanded: (row) => trace.expanded(row),
      loading: (row) => trace.loadingChildren.value.has(row),
    });
    if (first) {
      first = false;
      const before = left.get(trace);
      if (before !== undefined) tree.scrollTo(before);
      if (trace.selected.peek() >= 0) wanted = { row: trace.selected.peek(), centre: before === undefined };
    }
    if (request !== seen) {
      seen = request;
      wanted = request;
    }
    // What hides it may still have to be opened: then the next picture has it.
    if (wanted && tree.indexOf(wanted.row) >= 0) {
      tree.reveal(wanted.row, wanted.centre);
      wanted = null;
    }
  });
  const stopTheme = effect(() => {
    watchColours();
    tree.recolour();
  });
  return () => {
    stop();
    stopTheme();
  };
}

function treeCommands(tree: Tree, trace: OpenTrace, open: () => void): Command[] {
  const enabled = () => inTree(tree);
  const go = (row: number) => {
    if (row < 0) return;
    trace.select(row);
    tree.reveal(row);
    if (!tree.element.contains(document.activeElement)) tree.element.focus({ preventScroll: true });
  };
  const move = (by: number) => {
    const { rows, count } = trace.visible.peek();
    if (count === 0) return;
    const at = tree.indexOf(trace.selected.peek());
    const from = at >= 0 ? at : by > 0 ? -1 : count;
    go(rows[Math.min(Math.max(from + by, 0), count - 1)]);
  };
  const sideways = (of: typeof leftOf) => {
    const data = trace.data.peek();
    const row = trace.selected.peek();
    if (!data || row < 0) {
      move(1);
      return;
    }
    const to = of(data, row, trace.expanded(row));
    if (to && 'select' in to) trace.select(to.select, { reveal: true });
    else if (to || (of === rightOf && trace.expandable(row))) trace.toggle(row);
  };
  const command = (id: string, title: string, keys: string[], run: () => void, hidden = true): Command => ({
    id,
    title,
    group: 'Tree',
    keys,
    enabled,
    run,
    hidden,
  });
  return [
    command('tree-up', 'Go to the row above', ['ArrowUp', 'k'], () => move(-1)),
    command('tree-down', 'Go to the row below', ['ArrowDown', 'j'], () => move(1)),
    command('tree-left', 'Close the row, or go to its parent', ['ArrowLeft', 'h'], () => sideways(leftOf)),
    command('tree-right', 'Open the row, or go to its first child', ['ArrowRight', 'l'], () => sideways(rightOf)),
    command('tree-first', 'Go to the first row', ['Home', 'g g'], () => move(-Infinity)),
    command('tree-last', 'Go to the last row', ['End', 'G'], () => move(Infinity)),
    command('tree-page-up', 'Go a page up', ['PageUp'], () => move(-tree.page)),
    command('tree-page-down', 'Go a page down', ['PageDown'], () => move(tree.page)),
    command('tree-open', 'Show what is in the row', ['Enter'], open),
  ];
}
