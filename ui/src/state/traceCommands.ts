import { writeIn, type Command } from '../lib/commands';
import { duration } from '../lib/format';
import { fuzzy } from '../lib/fuzzy';
import type { PaletteItem, PaletteSource } from '../lib/palette';
import { navigate } from '../lib/router';
import { kindOfRow } from '../lib/spanFacts';
import { kindIcon } from '../parts/Icon';
import { isSet, NO_FILTER, words } from './matching';
import { VIEWS, type OpenTrace, type View } from './trace';

/** What of the page the commands need. */
export interface Page {
  detailOpen(): boolean;
  inDetail(): boolean;
  narrow(): boolean;
  closeDetail(): void;
  focusView(): void;
  /** Address of the list that the trace is in. */
  back: string;
}

const VIEW_TITLES: Record<View, string> = {
  tree: 'Show the tree',
  flame: 'Show the flame chart',
  chat: 'Show the conversation',
  log: 'Show the log',
  stats: 'Show the statistics',
};

const PAN = 0.15;
const ZOOM = 1.4;

/** Space and Enter belong to what has the focus, if it can be pressed. */
const onControl = (): boolean => !!document.activeElement?.closest('button, a, summary, input, select, [role=tab]');

/** What can be done with an open trace in any of its views. */
export function traceCommands(trace: OpenTrace, page: Page): Command[] {
  const selected = () => trace.selected.peek();
  const some = () => selected() >= 0;
  const command = (
    group: Command['group'],
    id: string,
    title: string,
    keys: string[],
    run: () => void,
    rest: Partial<Command> = {},
  ): Command => ({ id, title, group, keys, run, ...rest });
  const filtered = { enabled: () => isSet(trace.filter.peek()) };
  const withErrors = {
    enabled: () => {
      const before = trace.data.peek()?.derived.errorsBefore;
      return !!before && before[before.length - 1] > 0;
    },
  };
  return [
    command('Go', 'filter', 'Filter the spans', ['/'], () => writeIn('#filter')),
    command('Go', 'error-next', 'Go to the next error', ['e'], () => trace.nextError(1), withErrors),
    command('Go', 'error-previous', 'Go to the previous error', ['E'], () => trace.nextError(-1), withErrors),
    command('Go', 'llm-next', 'Go to the next call of a model', ['i'], () => trace.nextLlm(1)),
    command('Go', 'llm-previous', 'Go to the previous call of a model', ['I'], () => trace.nextLlm(-1)),
    command('Go', 'match-next', 'Go to the next match', ['n'], () => trace.nextMatch(1), filtered),
    command('Go', 'match-previous', 'Go to the previous match', ['N'], () => trace.nextMatch(-1), filtered),
    command('Go', 'back', 'Close, clear, or go back to the list', ['Escape'], () => back(trace, page), {
      hidden: true,
    }),
    ...VIEWS.map((view, i) =>
      command('View', `view-${view}`, VIEW_TITLES[view], [String(i + 1)], () => (trace.view.value = view)),
    ),
    command('Tree', 'level-less', 'Close a level', ['['], () => trace.oneLevelLess()),
    command('Tree', 'level-more', 'Open a level', [']'], () => trace.oneLevelMore()),
    command('Tree', 'collapse-all', 'Close all', ['{'], () => trace.collapseAll()),
    command('Tree', 'expand-all', 'Open all', ['}'], () => trace.expandAll()),
    command('Tree', 'only', 'Show only this subtree, or everything again', ['x'], () => only(trace), {
      enabled: () => some() || trace.only.peek() >= 0,
    }),
    command('Zoom', 'fit', 'Fit the time to the selected span', ['f'], () => trace.fitRow(selected()), {
      enabled: some,
    }),
    command('Zoom', 'fit-all', 'Show all of the time', ['0'], () => trace.fit()),
    command('Zoom', 'zoom-in', 'Zoom in', ['+', '=', 'code:KeyW'], () => trace.zoom(1 / ZOOM)),
    command('Zoom', 'zoom-out', 'Zoom out', ['-', 'code:KeyS'], () => trace.zoom(ZOOM)),
    command('Zoom', 'pan-left', 'Move to earlier', ['code:KeyA'], () => trace.pan(-PAN)),
    command('Zoom', 'pan-right', 'Move to later', ['code:KeyD'], () => trace.pan(PAN)),
    command(
      'Live',
      'live',
      'Pause, or follow what is written',
      ['Space'],
      () => (trace.live.peek() === 'paused' ? trace.resume() : trace.pause()),
      { enabled: () => !onControl() && ['following', 'paused'].includes(trace.live.peek()) },
    ),
    command('Page', 'refresh', 'Refresh the trace', ['r'], () => trace.reload()),
  ];
}

function only(trace: OpenTrace): void {
  const row = trace.selected.peek();
  trace.showOnly(trace.only.peek() === row || row < 0 ? -1 : row);
}

/** One step out of what is there: the detail, the filter, the subtree, the trace. */
function back(trace: OpenTrace, page: Page): void {
  if (page.inDetail() && !page.narrow()) page.focusView();
  else if (page.narrow() && page.detailOpen() && trace.selected.peek() >= 0) page.closeDetail();
  else if (isSet(trace.filter.peek())) trace.setFilter(NO_FILTER);
  else if (trace.only.peek() >= 0) trace.showOnly(-1);
  else navigate(page.back);
}

/** Spans of the trace for the palette: those whose names hold all words. */
export function spansSource(trace: OpenTrace): PaletteSource {
  return {
    title: 'Spans of this trace',
    find(query, limit) {
      const data = trace.data.peek();
      const wanted = words(query);
      if (!data || wanted.length === 0) return [];
      const names = data.names.map((name) => wanted.every((word) => name.toLowerCase().includes(word)));
      const found: PaletteItem[] = [];
      for (const row of data.derived.order) {
        if (!names[data.name[row]]) continue;
        found.push({
          id: `span ${row}`,
          text: data.names[data.name[row]],
          marks: fuzzy(query, data.names[data.name[row]])?.marks,
          hint: duration(data.duration[row]),
          icon: kindIcon(kindOfRow(data, row)),
          kind: kindOfRow(data, row),
          run: () => trace.select(row, { reveal: true, centre: true }),
        });
        if (found.length >= limit) break;
      }
      return found;
    },
  };
}
