import { RowScroll } from '../lib/rowScroll';

/** Draws the rows of a list; `Row` is what it keeps of an element. */
export interface RowPainter<Row> {
  /** A new row without content; `element` becomes a child of the list. */
  build(): Row & { element: HTMLElement };
  fill(row: Row, index: number): void;
  /** Stays the same wherever the row stands: becomes part of the element's id. */
  key(index: number): number;
  /** After each drawing. `offset` is where the first row's top lies in the window, zero or negative. */
  drawn?(first: number, behind: number, offset: number): void;
}

interface Slot<Row> {
  row: Row & { element: HTMLElement };
  index: number;
  top: number;
}

const SYNC_AFTER_MS = 80;
const REBASE_PX = 4_000_000;

/**
 * Rows of one height in a window, however many they are: about as many elements as fit into it, used again and again.
 * The element of the active row always exists, so that `aria-activedescendant` has something to point at.
 */
export class RowList<Row> {
  readonly scroll: RowScroll;
  /** Sticks to the window; as high as it. Other things that stand still go here. */
  readonly layer = document.createElement('div');
  private readonly spacer = document.createElement('div');
  private readonly rows = document.createElement('div');
  private slots: Slot<Row>[] = [];
  private pinned: Slot<Row> | null = null;
  private active = -1;
  private base = 0;
  private frame = 0;
  private stale = true;
  private syncing: ReturnType<typeof setTimeout> | undefined;
  private expected = -1;
  private readonly observer: ResizeObserver;

  /**
   * `window` is the element that scrolls; `header` is how much of its height something above the rows takes. Elements
   * of rows get the id `prefix` followed by their key.
   */
  constructor(
    private readonly window: HTMLElement,
    private readonly painter: RowPainter<Row>,
    private readonly prefix: string,
    rowHeight: number,
    private readonly header = 0,
  ) {
    this.scroll = new RowScroll(rowHeight);
    this.spacer.className = 'rows-spacer';
    this.layer.className = 'rows-layer';
    this.rows.className = 'rows';
    this.rows.setAttribute('role', 'rowgroup');
    this.layer.append(this.rows);
    this.spacer.append(this.layer);
    window.append(this.spacer);
    window.addEventListener('scroll', this.scrolled, { passive: true });
    window.addEventListener('wheel', this.wheel, { passive: false });
    this.observer = new ResizeObserver(() => this.resize(this.scroll.rows));
    this.observer.observe(window);
    this.resize(0);
  }

  dispose(): void {
    this.observer.disconnect();
    this.window.removeEventListener('scroll', this.scrolled);
    this.window.removeEventListener('wheel', this.wheel);
    cancelAnimationFrame(this.frame);
    clearTimeout(this.syncing);
    this.spacer.remove();
  }

  /** There are so many rows now; all are drawn again. */
  resize(rows: number): void {
    const height = Math.max(0, this.window.clientHeight - this.header);
    this.scroll.resize(rows, height);
    this.spacer.style.height = `${this.scroll.spacer + this.header}px`;
    this.layer.style.height = `${height + this.header}px`;
    const wanted = Math.ceil(height / this.scroll.rowHeight) + 1;
    while (this.slots.length > wanted) this.slots.pop()!.row.element.remove();
    while (this.slots.length < wanted) this.slots.push(this.slot());
    this.refresh();
  }

  /** What rows show has changed. */
  refresh(): void {
    this.stale = true;
    this.draw();
  }

  /** The row that `aria-activedescendant` means; -1: none. */
  activate(index: number): void {
    this.active = index;
    this.draw();
  }

  reveal(index: number, centre = false): void {
    const before = this.scroll.top;
    this.scroll.reveal(index, centre);
    if (this.scroll.top !== before) this.moved();
  }

  /** Moves by pixels of rows. */
  by(pixels: number): void {
    this.scroll.to(this.scroll.top + pixels);
    this.moved();
  }

  to(top: number): void {
    this.scroll.to(top);
    this.moved();
  }

  /** Draws in the next frame. */
  draw(): void {
    this.frame ||= requestAnimationFrame(this.paint);
  }

  private moved(): void {
    this.draw();
    if (this.scroll.mapped) this.syncLater();
    else this.sync();
  }

  private readonly scrolled = (): void => {
    const native = this.window.scrollTop;
    if (Math.abs(native - this.expected) < 1) {
      this.expected = -1;
      this.scroll.synced(native);
      return;
    }
    this.expected = -1;
    this.scroll.scrolled(native);
    this.draw();
    if (this.scroll.mapped) this.syncLater();
  };

  /** The browser would move its thumb by the pixels that are meant for the rows. */
  private readonly wheel = (event: WheelEvent): void => {
    if (!this.scroll.mapped || event.defaultPrevented || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
    event.preventDefault();
    const unit = [1, this.scroll.rowHeight, this.scroll.height][event.deltaMode] ?? 1;
    this.by(event.deltaY * unit);
  };

  private syncLater(): void {
    clearTimeout(this.syncing);
    this.syncing = setTimeout(() => this.sync(), SYNC_AFTER_MS);
  }

  /** Puts the browser's thumb where the list is. */
  private sync(): void {
    const native = this.scroll.native;
    if (Math.abs(this.window.scrollTop - native) < 1) return;
    this.window.scrollTop = native;
    this.expected = this.window.scrollTop;
    this.scroll.synced(this.expected);
  }

  private slot(): Slot<Row> {
    const row = this.painter.build();
    row.element.hidden = true;
    this.rows.append(row.element);
    return { row, index: -1, top: NaN };
  }

  private readonly paint = (): void => {
    this.frame = 0;
    const { scroll, slots } = this;
    const { first, behind, rowHeight, top } = scroll;
    if (this.stale) {
      this.stale = false;
      for (const slot of slots) slot.index = -1;
      if (this.pinned) this.pinned.index = -1;
    }
    if (Math.abs(first - this.base) * rowHeight > REBASE_PX) {
      this.base = first;
      for (const slot of slots) slot.top = NaN;
      if (this.pinned) this.pinned.top = NaN;
    }
    // One element moves, not each row; rows change only when they come into the window.
    this.rows.style.transform = `translateY(${this.base * rowHeight - top}px)`;
    const shown = Math.min(behind, first + slots.length);
    for (let index = first; index < shown; index++) this.put(slots[index % slots.length], index);
    for (const slot of slots) {
      if (slot.index < first || slot.index >= shown) this.hide(slot);
    }
    this.pin(first, shown);
    this.painter.drawn?.(first, shown, first * rowHeight - top);
  };

  private put(slot: Slot<Row>, index: number): void {
    const { element } = slot.row;
    if (slot.index !== index) {
      slot.index = index;
      element.id = this.prefix + this.painter.key(index);
      this.painter.fill(slot.row, index);
      if (element.hidden) element.hidden = false;
    }
    const top = (index - this.base) * this.scroll.rowHeight;
    if (slot.top !== top) {
      slot.top = top;
      element.style.top = `${top}px`;
    }
  }

  private hide(slot: Slot<Row>): void {
    if (slot.row.element.hidden) return;
    slot.row.element.hidden = true;
    slot.row.element.removeAttribute('id');
    slot.index = -1;
  }

  private pin(first: number, behind: number): void {
    const { active } = this;
    const exists = active >= 0 && active < this.scroll.rows;
    if (exists && (active < first || active >= behind)) {
      this.pinned ??= this.slot();
      this.put(this.pinned, active);
    } else if (this.pinned) {
      this.hide(this.pinned);
    }
    if (exists) this.window.setAttribute('aria-activedescendant', this.prefix + this.painter.key(active));
    else this.window.removeAttribute('aria-activedescendant');
  }
}
