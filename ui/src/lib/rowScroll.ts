/** Browsers cap the height of an element (Chromium at 33.5 million pixels, Firefox lower), so ours stays well below. */
export const SPACER_LIMIT = 8_000_000;

/**
 * Where a list of rows of one height is scrolled to. Up to `SPACER_LIMIT` the browser's scrolling is the list's; beyond
 * it the position is mapped proportionally, which keeps the thumb honest, while wheel and touch move by real pixels.
 */
export class RowScroll {
  /** Pixels from the top of the first row to the top of the window. A whole number. */
  top = 0;
  private rowCount = 0;
  private windowHeight = 0;
  private lastNative = 0;

  constructor(
    readonly rowHeight: number,
    private readonly limit = SPACER_LIMIT,
  ) {}

  get rows(): number {
    return this.rowCount;
  }

  get height(): number {
    return this.windowHeight;
  }

  /** Height of all rows. */
  get total(): number {
    return this.rowCount * this.rowHeight;
  }

  /** Height of the element that makes the browser's thumb. */
  get spacer(): number {
    return Math.min(this.total, this.limit);
  }

  /** Whether the browser's position is not the list's. */
  get mapped(): boolean {
    return this.total > this.limit;
  }

  get furthest(): number {
    return Math.max(0, this.total - this.windowHeight);
  }

  resize(rows: number, height: number): void {
    this.rowCount = rows;
    this.windowHeight = height;
    this.to(this.top);
  }

  to(top: number): void {
    this.top = Math.round(Math.min(Math.max(0, top), this.furthest));
  }

  /** What the browser's `scrollTop` should be for `top`. */
  get native(): number {
    const range = this.spacer - this.windowHeight;
    return range <= 0 ? 0 : this.mapped ? (this.top / this.furthest) * range : this.top;
  }

  /** The browser has scrolled. A short way is a finger that moves the rows; a long one is the thumb. */
  scrolled(native: number): void {
    const moved = native - this.lastNative;
    this.lastNative = native;
    const range = this.spacer - this.windowHeight;
    if (!this.mapped) this.to(native);
    else if (native <= 0) this.to(0);
    else if (native >= range - 1) this.to(this.furthest);
    else if (Math.abs(moved) < this.windowHeight) this.to(this.top + moved);
    else this.to((native / range) * this.furthest);
  }

  /** The browser stands at `native` because it was told to. */
  synced(native: number): void {
    this.lastNative = native;
  }

  /** First row that can be seen, partly at least. */
  get first(): number {
    return Math.min(Math.floor(this.top / this.rowHeight), Math.max(0, this.rowCount - 1));
  }

  /** Row behind the last one that can be seen. */
  get behind(): number {
    return Math.min(this.rowCount, Math.ceil((this.top + this.windowHeight) / this.rowHeight));
  }

  /** Rows that are whole in the window: how far a page is. */
  get page(): number {
    return Math.max(1, Math.floor(this.windowHeight / this.rowHeight) - 1);
  }

  /** Moves so that a row can be seen; `centre` if it was not in the window. */
  reveal(row: number, centre = false): void {
    const y = row * this.rowHeight;
    const above = y < this.top;
    if (!above && y + this.rowHeight <= this.top + this.windowHeight) return;
    if (centre) this.to(y - (this.windowHeight - this.rowHeight) / 2);
    else this.to(above ? y : y + this.rowHeight - this.windowHeight);
  }
}
