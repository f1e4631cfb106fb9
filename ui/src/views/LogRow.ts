import { kindIcon, type IconName } from '../parts/Icon';
import { iconElement } from './icons';

export interface LogContent {
  /** Since the trace began. */
  time: string;
  what: 'began' | 'ended' | 'point';
  depth: number;
  kind: string | null;
  name: string;
  soft: string;
  status: 'ok' | 'error' | 'running' | 'interrupted';
  duration: string;
  selected: boolean;
  index: number;
}

const WORDS = { began: 'begins', ended: 'ends', point: 'event' } as const;
const STATUS: Record<LogContent['status'], IconName | null> = {
  ok: null,
  error: 'error',
  running: 'running',
  interrupted: 'interrupted',
};
const INDENT = 12;
const DEEPEST = 12;

function cell(className: string, role: string | null = 'gridcell'): HTMLElement {
  const made = document.createElement('span');
  made.className = className;
  if (role) made.setAttribute('role', role);
  return made;
}

/** One line of the log. */
export class LogRow {
  readonly element = document.createElement('div');
  index = -1;
  private readonly time = cell('log-time number');
  private readonly what = cell('log-what');
  private readonly subject = cell('log-subject');
  private readonly guide = cell('log-guide', null);
  private readonly icon = cell('log-kind', null);
  private readonly name = cell('log-name', null);
  private readonly soft = cell('log-soft', null);
  private readonly duration = cell('log-duration number');
  private readonly status = cell('log-status');
  private drawn: IconName | null = null;
  private marked: IconName | null = null;

  constructor() {
    this.element.className = 'log-row';
    this.element.setAttribute('role', 'row');
    this.subject.append(this.guide, this.icon, this.name, this.soft);
    this.element.append(this.time, this.what, this.subject, this.duration, this.status);
  }

  fill(content: LogContent): void {
    const { element } = this;
    element.dataset['what'] = content.what;
    element.dataset['status'] = content.status;
    element.setAttribute('aria-rowindex', String(content.index + 1));
    element.setAttribute('aria-selected', String(content.selected));
    this.time.textContent = content.time;
    this.what.textContent = WORDS[content.what];
    this.guide.style.width = `${Math.min(content.depth, DEEPEST) * INDENT}px`;
    this.icon.dataset['kind'] = content.kind ?? '';
    this.name.textContent = content.name;
    this.name.title = content.name;
    this.soft.textContent = content.soft;
    this.duration.textContent = content.duration;
    const icon = content.what === 'point' ? 'message' : kindIcon(content.kind);
    if (icon !== this.drawn) this.icon.replaceChildren(iconElement(icon, 13));
    this.drawn = icon;
    const mark = content.what === 'ended' ? STATUS[content.status] : null;
    if (mark !== this.marked) {
      const spoken = cell('visually-hidden', null);
      spoken.textContent = content.status;
      this.status.replaceChildren(...(mark ? [iconElement(mark, 14), spoken] : []));
    }
    this.marked = mark;
  }
}
