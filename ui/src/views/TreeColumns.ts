const STORED = 'traqo.tree.names';
const LEAST_NAMES = 168;
const LEAST_BARS = 72;
/** From so many pixels for names on there is room for the numbers too. */
const WITH_COST = 520;
const WITH_TOKENS = 380;
const STEP = 16;

/** The header of the tree, and how its width is divided between names and bars. */
export class TreeColumns {
  /** Pixels of everything that is left of the bars. */
  names = 0;
  private wanted: number | null = stored();
  private readonly splitter = document.createElement('div');
  private readonly observer: ResizeObserver;

  constructor(
    private readonly tree: HTMLElement,
    layer: HTMLElement,
    private readonly changed: () => void,
  ) {
    layer.prepend(this.header());
    this.observer = new ResizeObserver(() => this.apply());
    this.observer.observe(tree);
    this.splitter.addEventListener('pointerdown', this.drag);
    this.splitter.addEventListener('keydown', this.key);
    this.splitter.addEventListener('dblclick', () => this.want(null));
    this.apply();
  }

  dispose(): void {
    this.observer.disconnect();
  }

  /** So deep rows are indented; deeper ones say how deep they are. */
  deepest(indent: number): number {
    return Math.max(2, Math.floor((this.names * 0.4) / indent));
  }

  private header(): HTMLElement {
    const row = document.createElement('div');
    row.className = 'tree-header';
    row.setAttribute('role', 'row');
    row.setAttribute('aria-rowindex', '1');
    for (const [name, className] of [
      ['Name', 'tree-names'],
      ['Tokens', 'tree-tokens'],
      ['Cost', 'tree-cost'],
      ['Duration', 'tree-duration'],
      ['Status', 'tree-status'],
    ]) {
      const cell = document.createElement('span');
      cell.className = className;
      cell.setAttribute('role', 'columnheader');
      if (name === 'Status') {
        const spoken = document.createElement('span');
        spoken.className = 'visually-hidden';
        spoken.textContent = name;
        cell.append(spoken);
      } else {
        cell.textContent = name;
      }
      row.append(cell);
    }
    // It belongs to a cell of the header, as nothing but rows may be in a grid.
    this.splitter.className = 'tree-splitter';
    this.splitter.tabIndex = 0;
    this.splitter.setAttribute('role', 'separator');
    this.splitter.setAttribute('aria-orientation', 'vertical');
    this.splitter.setAttribute('aria-label', 'Width of the names');
    row.lastElementChild!.append(this.splitter);
    return row;
  }

  private want(names: number | null): void {
    this.wanted = names;
    try {
      if (names === null) localStorage.removeItem(STORED);
      else localStorage.setItem(STORED, String(Math.round(names)));
    } catch {
      // Storage is forbidden: it holds until the page is closed.
    }
    this.apply();
  }

  private apply(): void {
    const width = this.tree.clientWidth;
    const most = Math.max(LEAST_NAMES, width - LEAST_BARS);
    const usual = width < 560 ? width * 0.66 : Math.min(620, width * 0.56);
    this.names = Math.round(Math.min(Math.max(this.wanted ?? usual, LEAST_NAMES), most));
    this.tree.style.setProperty('--names', `${this.names}px`);
    this.tree.classList.toggle('no-cost', this.names < WITH_COST);
    this.tree.classList.toggle('no-tokens', this.names < WITH_TOKENS);
    this.splitter.setAttribute('aria-valuemin', String(LEAST_NAMES));
    this.splitter.setAttribute('aria-valuemax', String(most));
    this.splitter.setAttribute('aria-valuenow', String(this.names));
    this.changed();
  }

  private readonly drag = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    const from = event.clientX - this.names;
    this.splitter.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => this.want(moved.clientX - from);
    this.splitter.addEventListener('pointermove', move);
    this.splitter.addEventListener('lostpointercapture', () => this.splitter.removeEventListener('pointermove', move), {
      once: true,
    });
  };

  private readonly key = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? STEP * 4 : STEP;
    const to = {
      ArrowLeft: this.names - step,
      ArrowRight: this.names + step,
      Home: LEAST_NAMES,
      End: this.tree.clientWidth - LEAST_BARS,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.want(to);
  };
}

function stored(): number | null {
  try {
    const value = Number(localStorage.getItem(STORED));
    return value > 0 ? value : null;
  } catch {
    return null;
  }
}
