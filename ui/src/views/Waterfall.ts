import { ERROR, INTERRUPTED, RUNNING } from '../lib/protocol';
import type { TraceData } from '../lib/data';
import { step, tickLabel, ticks } from '../lib/ticks';
import { fillOf, type Palette } from './palette';

export interface Span {
  from: number;
  to: number;
}

/** What the bars beside the rows show. */
export interface Scene {
  data: TraceData;
  window: Span;
  /** Spans of the rows that can be seen, from above; -1 for rows that have no bar. */
  rows: Int32Array;
  count: number;
  /** Where the first row lies, and how high each is. */
  top: number;
  rowHeight: number;
  selected: number;
  /** Place of the pointer in the bars; -1 if it is not there. */
  pointer: number;
  /** What is being chosen on the scale of time: places. */
  brush: { from: number; to: number } | null;
  /** Time of the first token of a row, after its start; -1 if not known. */
  firstToken(row: number): number;
}

const BAR = 12;
const LEAST = 2;
const LABEL_PX = 88;
const HATCH_PX = 6;

/** All bars of the tree on one canvas, below a scale of time. */
export class Waterfall {
  readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;
  private width = 0;
  private height = 0;
  private hatch: CanvasPattern | null = null;
  private colours: Palette | null = null;
  private ratio = 0;

  constructor(private readonly header: number) {
    this.canvas.className = 'waterfall';
    this.canvas.setAttribute('aria-hidden', 'true');
    this.context = this.canvas.getContext('2d')!;
  }

  use(colours: Palette): void {
    this.colours = colours;
    this.hatch = null;
  }

  resize(width: number, height: number): void {
    const ratio = devicePixelRatio || 1;
    if (this.width === width && this.height === height && this.ratio === ratio) return;
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.hatch = null;
  }

  draw(scene: Scene): void {
    const { context: c, width, height, colours } = this;
    if (!colours || width <= 0) return;
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    c.clearRect(0, 0, width, height);
    this.scale(scene, colours);
    c.save();
    c.beginPath();
    c.rect(0, this.header, width, height - this.header);
    c.clip();
    this.extent(scene, colours);
    for (let i = 0; i < scene.count; i++) {
      const row = scene.rows[i];
      if (row >= 0) this.bar(scene, colours, row, this.header + scene.top + i * scene.rowHeight);
    }
    c.restore();
    if (scene.brush) this.brushed(colours, scene.brush);
    else this.pointer(scene, colours);
  }

  private brushed(colours: Palette, brush: { from: number; to: number }): void {
    const { context: c } = this;
    c.globalAlpha = 0.15;
    c.fillStyle = colours.accent;
    c.fillRect(brush.from, 0, brush.to - brush.from, this.height);
    c.globalAlpha = 1;
    c.fillRect(Math.round(brush.from), 0, 1, this.height);
    c.fillRect(Math.round(brush.to), 0, 1, this.height);
  }

  private x(scene: Scene, time: number): number {
    const { from, to } = scene.window;
    return ((time - from) / (to - from)) * this.width;
  }

  private scale(scene: Scene, colours: Palette): void {
    const { context: c, width, height, header } = this;
    const { from, to } = scene.window;
    const most = Math.max(2, Math.floor(width / LABEL_PX));
    const between = step(to - from, most);
    c.font = `11px ${colours.font}`;
    c.textBaseline = 'middle';
    for (const mark of ticks(from, to, most)) {
      const x = Math.round(this.x(scene, mark)) + 0.5;
      c.strokeStyle = colours.line;
      c.lineWidth = 1;
      c.beginPath();
      c.moveTo(x, header - 6);
      c.lineTo(x, height);
      c.stroke();
      const label = tickLabel(mark, between);
      if (x + 4 + c.measureText(label).width > width) continue;
      c.fillStyle = colours.faint;
      c.fillText(label, x + 4, header / 2);
    }
  }

  /** Where the selected span lies, through all rows. */
  private extent(scene: Scene, colours: Palette): void {
    const { data, selected } = scene;
    if (selected < 0 || selected >= data.size || !Number.isFinite(data.start[selected])) return;
    const { context: c } = this;
    const left = this.x(scene, data.start[selected]);
    const right = this.x(scene, endOf(data, selected));
    if (right - left > this.width * 0.98 && left <= 0 && right >= this.width) return;
    c.globalAlpha = 0.07;
    c.fillStyle = colours.accent;
    c.fillRect(left, this.header, Math.max(1, right - left), this.height);
    c.globalAlpha = 1;
  }

  private bar(scene: Scene, colours: Palette, row: number, top: number): void {
    const { data } = scene;
    const start = data.start[row];
    if (!Number.isFinite(start)) return;
    const left = this.x(scene, start);
    const right = this.x(scene, endOf(data, row));
    const y = top + (scene.rowHeight - BAR) / 2;
    if (right < 0 || left > this.width) {
      this.beyond(colours, right < 0, y);
      return;
    }
    const { context: c } = this;
    const from = Math.max(-4, left);
    const width = Math.max(LEAST, Math.min(this.width + 4, right) - from);
    const status = data.status[row];
    const kind = data.kinds[data.kind[row]] ?? null;
    c.fillStyle = status === ERROR ? colours.error : fillOf(colours, kind);
    const firstToken = status === ERROR ? -1 : scene.firstToken(row);
    if (firstToken > 0) this.waited(scene, start + firstToken, from, width, y);
    else this.box(from, y, width);
    if (status === ERROR || status === INTERRUPTED) this.hatched(colours, from, y, width);
    if (status === RUNNING || data.duration[row] < 0) this.open(colours, from + width, y);
  }

  /** A call of a model: lighter until the first token came. */
  private waited(scene: Scene, first: number, from: number, width: number, y: number): void {
    const { context: c } = this;
    c.globalAlpha = 0.4;
    this.box(from, y, width);
    c.globalAlpha = 1;
    const begins = Math.min(Math.max(this.x(scene, first), from), from + width);
    if (from + width - begins < 1) return;
    c.save();
    c.beginPath();
    c.rect(begins, y, from + width - begins, BAR);
    c.clip();
    this.box(from, y, width);
    c.restore();
  }

  private box(x: number, y: number, width: number): void {
    const { context: c } = this;
    if (width < 5) {
      c.fillRect(x, y, width, BAR);
      return;
    }
    c.beginPath();
    c.roundRect(x, y, width, BAR, 3);
    c.fill();
  }

  private hatched(colours: Palette, x: number, y: number, width: number): void {
    this.hatch ??= this.pattern(colours.bg);
    if (!this.hatch || width < 4) return;
    const { context: c } = this;
    c.save();
    c.translate(x, y);
    c.fillStyle = this.hatch;
    c.globalAlpha = 0.5;
    c.beginPath();
    c.roundRect(0, 0, width, BAR, 3);
    c.fill();
    c.restore();
  }

  private pattern(colour: string): CanvasPattern | null {
    const tile = document.createElement('canvas');
    const size = Math.round(HATCH_PX * this.ratio);
    tile.width = size;
    tile.height = size;
    const c = tile.getContext('2d')!;
    c.strokeStyle = colour;
    c.lineWidth = size / 4;
    c.beginPath();
    for (const shift of [-size, 0, size]) {
      c.moveTo(shift - 1, size + 1);
      c.lineTo(shift + size + 1, -1);
    }
    c.stroke();
    const pattern = this.context.createPattern(tile, 'repeat');
    pattern?.setTransform(new DOMMatrix().scale(1 / this.ratio));
    return pattern;
  }

  /** The end of a span that has none yet. */
  private open(colours: Palette, x: number, y: number): void {
    const { context: c } = this;
    c.strokeStyle = colours.bg;
    c.lineWidth = 3;
    c.setLineDash([2, 2]);
    c.beginPath();
    c.moveTo(x - 1.5, y);
    c.lineTo(x - 1.5, y + BAR);
    c.stroke();
    c.setLineDash([]);
  }

  /** The bar lies left or right of the window. */
  private beyond(colours: Palette, before: boolean, y: number): void {
    const { context: c, width } = this;
    const x = before ? 4 : width - 4;
    const tip = before ? -3 : 3;
    c.fillStyle = colours.lineStrong;
    c.beginPath();
    c.moveTo(x + tip, y + BAR / 2);
    c.lineTo(x - tip / 2, y + 2);
    c.lineTo(x - tip / 2, y + BAR - 2);
    c.fill();
  }

  private pointer(scene: Scene, colours: Palette): void {
    if (scene.pointer < 0) return;
    const { context: c, width, header, height } = this;
    const { from, to } = scene.window;
    const x = Math.round(scene.pointer) + 0.5;
    c.strokeStyle = colours.lineStrong;
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(x, header - 6);
    c.lineTo(x, height);
    c.stroke();
    const time = from + (scene.pointer / width) * (to - from);
    const text = tickLabel(Math.round(time), Math.max(1, (to - from) / width));
    c.font = `11px ${colours.font}`;
    const box = c.measureText(text).width + 12;
    const left = Math.min(Math.max(0, x - box / 2), width - box);
    c.fillStyle = colours.text;
    c.beginPath();
    c.roundRect(left, 4, box, header - 10, 4);
    c.fill();
    c.fillStyle = colours.bg;
    c.textBaseline = 'middle';
    c.fillText(text, left + 6, header / 2 - 0.5);
  }
}

/** Where a span ends, or how far it has come. */
export function endOf(data: TraceData, row: number): number {
  const duration = data.duration[row];
  return duration < 0 ? Math.max(data.end, data.start[row]) : data.start[row] + duration;
}
