import { kindIcon, type IconName } from '../parts/Icon';
import { iconElement } from './icons';
import { kindLook } from '../lib/kinds';
import { reveal } from '../lib/reveal';

/** What a row of the tree shows. */
export interface RowContent {
  depth: number;
  kind: string | null;
  /** Stands for a trace, not a span. */
  trace: boolean;
  name: string;
  /** Where in `name` the words of the filter are; null if not there. */
  mark: { from: number; to: number } | null;
  soft: string;
  /** Null: there is nothing below it. */
  expanded: boolean | null;
  loading: boolean;
  status: 'ok' | 'error' | 'running' | 'interrupted' | 'crashed';
  errorsInside: number;
  tokens: string;
  cost: string;
  duration: string;
  selected: boolean;
  match: boolean;
  /** Only there because something below it matches. */
  dim: boolean;
  level: number;
  size: number;
  position: number;
  index: number;
}

const STATUS: Record<RowContent['status'], [IconName, string] | null> = {
  ok: null,
  error: ['error', 'error'],
  running: ['running', 'running'],
  interrupted: ['interrupted', 'interrupted'],
  crashed: ['crashed', 'crashed'],
};

const INDENT = 16;

function element(className: string, role?: string): HTMLElement {
  const made = document.createElement('span');
  made.className = className;
  if (role) made.setAttribute('role', role);
  return made;
}

/** Changes only what differs: most rows that come into the window have most things in common with those that left. */
class TextOf {
  readonly node = document.createTextNode('');
  set(text: string): void {
    if (this.node.data !== text) this.node.data = text;
  }
}

class DrawingOf {
  private shown: IconName | null = null;
  constructor(
    readonly holder: HTMLElement,
    private readonly size: number,
  ) {}
  set(name: IconName | null): void {
    if (name === this.shown) return;
    this.shown = name;
    if (name) this.holder.replaceChildren(iconElement(name, this.size));
    else this.holder.replaceChildren();
  }
}

const classOf = (content: RowContent): string =>
  'tree-row' +
  (content.trace ? ' is-trace' : '') +
  (content.match ? ' is-match' : '') +
  (content.dim ? ' is-dim' : '') +
  (content.loading ? ' is-loading' : '');

/** One row of the tree: its elements are made once and filled again and again. */
export class TreeRow {
  readonly element = document.createElement('div');
  /** Where it stands among the visible rows. */
  index = -1;
  readonly names = element('tree-names', 'gridcell');
  private readonly guides = element('tree-guides');
  private readonly twisty = element('tree-twisty');
  private readonly kind = element('tree-kind');
  private readonly label = element('tree-label');
  private readonly marked = document.createElement('mark');
  private readonly soft = element('tree-soft');
  private readonly inside = element('tree-inside');
  private readonly status = element('tree-status', 'gridcell');
  private readonly before = new TextOf();
  private readonly within = new TextOf();
  private readonly after = new TextOf();
  private readonly softText = new TextOf();
  private readonly insideText = new TextOf();
  private readonly tokens = new TextOf();
  private readonly cost = new TextOf();
  private readonly duration = new TextOf();
  private readonly statusText = new TextOf();
  private readonly kindIcon = new DrawingOf(this.kind, 14);
  private readonly statusIcon: DrawingOf;

  constructor() {
    this.element.className = 'tree-row';
    this.element.setAttribute('role', 'row');
    this.marked.append(this.within.node);
    this.label.append(this.before.node, this.marked, this.after.node);
    this.twisty.append(iconElement('chevronRight', 12));
    this.soft.append(this.softText.node);
    this.inside.append(iconElement('error', 12), this.insideText.node);
    const hint = element('visually-hidden');
    hint.textContent = ' errors inside';
    this.inside.append(hint);
    this.names.append(this.guides, this.twisty, this.kind, this.label, this.soft, this.inside);
    const drawing = element('tree-status-icon');
    this.statusIcon = new DrawingOf(drawing, 14);
    const spoken = element('visually-hidden');
    spoken.append(this.statusText.node);
    this.status.append(drawing, spoken);
    this.element.append(
      this.names,
      this.cell('tree-tokens', this.tokens),
      this.cell('tree-cost', this.cost),
      this.cell('tree-duration', this.duration),
      this.status,
    );
  }

  private cell(className: string, text: TextOf): HTMLElement {
    const made = element(`${className} number`, 'gridcell');
    made.append(text.node);
    return made;
  }

  fill(content: RowContent, deepest: number): void {
    const { element } = this;
    const mark = content.mark ?? { from: 0, to: 0 };
    this.before.set(reveal(content.name.slice(0, mark.from)));
    this.within.set(reveal(content.name.slice(mark.from, mark.to)));
    this.after.set(reveal(content.name.slice(mark.to)));
    this.marked.hidden = mark.from === mark.to;
    this.softText.set(content.depth > deepest ? `${content.soft} · level ${content.depth + 1}` : content.soft);
    this.insideText.set(content.errorsInside > 0 ? String(content.errorsInside) : '');
    this.inside.hidden = content.errorsInside === 0;
    this.tokens.set(content.tokens);
    this.cost.set(content.cost);
    this.duration.set(content.duration);
    this.kindIcon.set(content.trace ? 'tree' : kindIcon(content.kind));
    const status = STATUS[content.status];
    this.statusIcon.set(status?.[0] ?? null);
    this.statusText.set(status?.[1] ?? '');
    const indent = `${Math.min(content.depth, deepest) * INDENT}px`;
    if (this.guides.style.width !== indent) this.guides.style.width = indent;
    this.attribute(this.kind, 'data-kind', content.trace ? 'trace' : kindLook(content.kind));
    this.attribute(this.label, 'title', reveal(content.name));
    this.attribute(element, 'class', classOf(content));
    this.attribute(element, 'data-status', content.status);
    this.attribute(element, 'aria-level', String(content.level));
    this.attribute(element, 'aria-setsize', String(content.size));
    this.attribute(element, 'aria-posinset', String(content.position));
    this.attribute(element, 'aria-rowindex', String(content.index));
    this.attribute(element, 'aria-selected', String(content.selected));
    this.attribute(element, 'aria-expanded', content.expanded === null ? null : String(content.expanded));
    this.attribute(element, 'aria-busy', content.loading ? 'true' : null);
  }

  /** Setting what is set already costs as much as a change. */
  private attribute(of: HTMLElement, name: string, value: string | null): void {
    if (of.getAttribute(name) === value) return;
    if (value === null) of.removeAttribute(name);
    else of.setAttribute(name, value);
  }

  /** Whether a click there opens or closes the row. */
  hits(target: EventTarget | null): boolean {
    return target instanceof Node && this.twisty.contains(target);
  }
}
