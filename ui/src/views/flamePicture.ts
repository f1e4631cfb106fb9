import type { TraceData } from '../lib/data';
import { duration } from '../lib/format';
import { drawLane, type Box } from '../lib/lod';
import { ERROR, INTERRUPTED, NO_KIND, RUNNING } from '../lib/protocol';
import { step, tickLabel, ticks } from '../lib/ticks';
import type { TimeWindow } from '../lib/timeWindow';
import { fillOf, type Palette } from './palette';

/** Sizes in CSS pixels. */
export const LANE = 20;
export const AXIS = 28;
/** Where lanes begin. */
export const TOP = AXIS + 4;
const LABEL_FROM = 40;
const LABEL_ROOM = 6;
const TICK_ROOM = 88;
const HATCH = 6;
const UNDERLINE = 5;
/** Letters of a label that anybody reads. */
const LONGEST = 200;

export interface FlameScene {
  data: TraceData;
  window: TimeWindow;
  /** CSS pixels above the first lane that is seen. */
  scroll: number;
  selected: number;
  hovered: number;
  /** 1 for rows that stay bright; null: all. */
  matches: Uint8Array | null;
  /** What is being chosen on the axis: CSS pixels. */
  brush: { from: number; to: number } | null;
}

/** What the last drawing did. */
export interface FlameWork {
  ms: number;
  steps: number;
  boxes: number;
  lanes: number;
}

/** Draws lanes into one canvas: every pixel by hand, one picture a frame; texts and marks on top. */
export class FlamePicture {
  readonly canvas = document.createElement('canvas');
  work: FlameWork = { ms: 0, steps: 0, boxes: 0, lanes: 0 };
  private readonly context: CanvasRenderingContext2D;
  private image: ImageData | null = null;
  private words = new Uint32Array(0);
  /** What each pixel of each lane in sight shows; the pointer reads what the eye sees. */
  private shown: Int32Array[] = [];
  private firstLane = 0;
  private ratio = 1;
  private width = 0;
  private height = 0;
  private colours: Palette | null = null;
  private fills = new Map<string, Fill>();
  private widths = new Map<string, number>();
  private data: TraceData | null = null;

  constructor() {
    this.context = this.canvas.getContext('2d', { alpha: false })!;
  }

  use(colours: Palette): void {
    this.colours = colours;
    this.fills.clear();
    this.widths.clear();
  }

  resize(width: number, height: number): void {
    const ratio = devicePixelRatio || 1;
    if (width === this.width && height === this.height && ratio === this.ratio && this.image) return;
    this.ratio = ratio;
    this.width = width;
    this.height = height;
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.image = this.context.createImageData(this.canvas.width, this.canvas.height);
    this.words = new Uint32Array(this.image.data.buffer);
    this.shown = [];
  }

  /** The row at a place of the canvas, in CSS pixels; -1 if there is none. */
  rowAt(x: number, y: number, scroll: number): number {
    if (y < AXIS || !this.data) return -1;
    const lane = Math.floor((y - TOP + scroll) / LANE) - this.firstLane;
    const pixel = Math.floor(x * this.ratio);
    const place = this.shown[lane]?.[pixel] ?? 0;
    return place === 0 ? -1 : this.data.derived.lanes.rows[Math.abs(place) - 1];
  }

  draw(scene: FlameScene): void {
    const { image, colours } = this;
    if (!image || !colours || this.width <= 0) return;
    const begun = performance.now();
    this.data = scene.data;
    const { lanes } = scene.data.derived;
    const background = this.fill(colours.bg).plain;
    this.words.fill(background);
    this.grid(scene, colours);
    this.firstLane = Math.max(0, Math.floor((scene.scroll - TOP + AXIS) / LANE));
    const count = Math.min(lanes.count - this.firstLane, Math.ceil((this.height - AXIS) / LANE) + 2);
    const boxes: { lane: number; box: Box }[] = [];
    let steps = 0;
    for (let i = 0; i < count; i++) {
      const pixels = (this.shown[i] ??= new Int32Array(image.width));
      const wide: Box[] = [];
      steps += drawLane(scene.data, lanes, this.firstLane + i, scene.window, pixels, wide, Math.ceil(4 * this.ratio));
      this.paint(scene, i, pixels, background);
      for (const box of wide) boxes.push({ lane: i, box });
    }
    this.shown.length = Math.max(0, count);
    this.context.putImageData(image, 0, 0);
    this.context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    for (const { lane, box } of boxes) this.mark(scene, colours, lane, box);
    if (!colours.outlined) this.corners(scene, colours, boxes);
    this.outline(scene, colours, scene.hovered, 1);
    this.outline(scene, colours, scene.selected, 2);
    this.axis(scene, colours);
    this.work = { ms: performance.now() - begun, steps, boxes: boxes.length, lanes: Math.max(0, count) };
  }

  private laneTop(scene: FlameScene, i: number): number {
    return TOP + (this.firstLane + i) * LANE - scene.scroll;
  }

  /** One line of pixels, and then the same line as often as the lane is high. */
  private paint(scene: FlameScene, i: number, pixels: Int32Array, background: number): void {
    const { width, height } = this.image!;
    const top = Math.round(this.laneTop(scene, i) * this.ratio);
    const bottom = Math.round((this.laneTop(scene, i) + LANE - 1) * this.ratio);
    const axis = Math.round(AXIS * this.ratio);
    const first = Math.max(top, axis);
    if (first >= Math.min(bottom, height)) return;
    const { data, matches } = scene;
    const { lanes } = data.derived;
    const line = first * width;
    let place = 0;
    let colour = background;
    let mixed = 0;
    for (let x = 0; x < width; x++) {
      const value = pixels[x];
      if (value === 0) continue;
      if (value < 0) mixed++;
      if (value !== place) {
        place = value;
        const row = lanes.rows[Math.abs(value) - 1];
        const fill = value < 0 ? this.fill(this.kindColour(data, row)) : this.fillOf(data, row);
        colour = matches && !matches[row] ? fill.pale : fill.plain;
      }
      // The last pixel of a wide one stays free, or neighbours could not be told apart.
      const edge = pixels[x + 1] !== value && pixels[x - 1] === value && pixels[x - 2] === value;
      this.words[line + x] = edge ? background : colour;
    }
    const last = Math.min(bottom, height);
    for (let y = first + 1; y < last; y++) this.words.copyWithin(y * width, line, line + width);
    if (mixed > 0) this.underline(pixels, Math.max(first, bottom - Math.round(UNDERLINE * this.ratio)), last);
  }

  /** Where an error hides among others, the lane is red at its lower edge. */
  private underline(pixels: Int32Array, from: number, to: number): void {
    const { width } = this.image!;
    const red = this.fill(this.colours!.error).plain;
    for (let y = from; y < to; y++) {
      for (let x = 0; x < width; x++) if (pixels[x] < 0) this.words[y * width + x] = red;
    }
  }

  /** Lines at the marks of the axis, behind everything. */
  private grid(scene: FlameScene, colours: Palette): void {
    const { width, height } = this.image!;
    const colour = this.fill(colours.line).pale;
    for (const tick of ticks(scene.window.from, scene.window.to, this.marks())) {
      const x = Math.round(this.xOf(tick, scene.window) * this.ratio);
      if (x < 0 || x >= width) continue;
      for (let y = Math.round(AXIS * this.ratio); y < height; y++) this.words[y * width + x] = colour;
    }
  }

  private marks(): number {
    return Math.max(2, Math.floor(this.width / TICK_ROOM));
  }

  private xOf(time: number, window: TimeWindow): number {
    return ((time - window.from) / (window.to - window.from)) * this.width;
  }

  /** All corners are cut at once: it looks softer, and costs one more filling. */
  private corners(scene: FlameScene, colours: Palette, boxes: readonly { lane: number; box: Box }[]): void {
    const c = this.context;
    c.fillStyle = colours.bg;
    c.beginPath();
    for (const { lane, box } of boxes) {
      const top = this.laneTop(scene, lane);
      if (top < AXIS) continue;
      const left = box.from / this.ratio;
      const right = box.to / this.ratio - 1 / this.ratio;
      for (const y of [top, top + LANE - 2]) {
        if (box.from > 0) c.rect(left, y, 1, 1);
        if (right < this.width - 1) c.rect(right - 1, y, 1, 1);
      }
    }
    c.fill();
  }

  private mark(scene: FlameScene, colours: Palette, lane: number, box: Box): void {
    const { data } = scene;
    const row = data.derived.lanes.rows[box.place];
    const top = this.laneTop(scene, lane);
    const left = box.from / this.ratio;
    const right = box.to / this.ratio - 1 / this.ratio;
    const status = data.status[row];
    const hatched = status === ERROR || status === INTERRUPTED;
    const open = status === RUNNING || data.duration[row] < 0;
    const labelled = right - left >= LABEL_FROM;
    if (!(hatched || open || labelled || colours.outlined || this.answered(scene, row) > left)) return;
    const c = this.context;
    c.save();
    c.beginPath();
    c.rect(left, Math.max(top, AXIS), right - left, LANE - 1 - Math.max(0, AXIS - top));
    c.clip();
    if (colours.outlined) {
      c.fillStyle = colours.bg;
      c.fillRect(left + 1, top + 1, right - left - 2, LANE - 3);
    }
    if (hatched) this.hatch(colours, left, right, top);
    else this.waiting(scene, colours, row, left, right, top);
    if (open) this.openEnd(colours, right, top);
    if (labelled) this.label(scene, colours, row, left, right, top);
    c.restore();
  }

  /** The part of a model's call in which nothing came yet. */
  private waiting(scene: FlameScene, colours: Palette, row: number, left: number, right: number, top: number): void {
    const x = this.answered(scene, row);
    if (x <= left) return;
    const c = this.context;
    if (colours.outlined) {
      c.fillStyle = colours.text;
      c.fillRect(Math.min(x, right), top, 1, LANE - 1);
      return;
    }
    c.globalAlpha = 0.45;
    c.fillStyle = colours.bg;
    c.fillRect(left, top, Math.min(x, right) - left, LANE - 1);
    c.globalAlpha = 1;
  }

  private hatch(colours: Palette, left: number, right: number, top: number): void {
    const c = this.context;
    c.strokeStyle = colours.outlined ? colours.text : colours.bg;
    c.globalAlpha = 0.35;
    c.lineWidth = 1.5;
    c.beginPath();
    // Beyond the window nobody sees them.
    const from = Math.max(left, 0) - LANE;
    for (let x = from - (from % HATCH); x < Math.min(right, this.width); x += HATCH) {
      c.moveTo(x, top + LANE);
      c.lineTo(x + LANE, top);
    }
    c.stroke();
    c.globalAlpha = 1;
  }

  private openEnd(colours: Palette, right: number, top: number): void {
    const c = this.context;
    c.strokeStyle = colours.bg;
    c.lineWidth = 3;
    c.setLineDash([3, 3]);
    c.beginPath();
    c.moveTo(right - 1.5, top);
    c.lineTo(right - 1.5, top + LANE);
    c.stroke();
    c.setLineDash([]);
  }

  /** In the part of a model's call that has more room: its wait and its answer differ in colour. */
  private label(scene: FlameScene, colours: Palette, row: number, left: number, right: number, top: number): void {
    const { data, matches } = scene;
    const answered = Math.min(Math.max(this.answered(scene, row), left, 0), right);
    const waiting = answered - Math.max(left, 0) > right - answered;
    const from = waiting ? Math.max(left, 0) : answered;
    const room = (waiting ? answered : right) - from - 2 * LABEL_ROOM;
    const c = this.context;
    c.font = `11px ${colours.font}`;
    const name = data.names[data.name[row]] ?? '';
    const text = this.shortened(name, room);
    if (text === '') return;
    const plain = waiting || colours.outlined || (matches && !matches[row]);
    c.fillStyle = plain ? colours.text : this.fillOf(data, row).ink;
    c.textBaseline = 'middle';
    c.fillText(text, from + LABEL_ROOM, top + LANE / 2);
    const used = this.widths.get(name)! + 2 * LABEL_ROOM;
    const took = data.duration[row] < 0 ? '' : duration(data.duration[row]);
    if (took === '' || used + this.widthOf(took) > room) return;
    c.globalAlpha = colours.outlined ? 1 : 0.8;
    c.fillText(took, from + used, top + LANE / 2);
    c.globalAlpha = 1;
  }

  /** Where the first token came; left of everything if that is not known. */
  private answered({ data, window }: FlameScene, row: number): number {
    const place = data.llmPlace[row];
    const first = place < 0 || data.status[row] === ERROR ? -1 : data.llm.firstToken[place];
    return first > 0 ? this.xOf(data.start[row] + first, window) : -Infinity;
  }

  private shortened(name: string, room: number): string {
    const width = this.widthOf(name);
    if (width <= room) return name.slice(0, LONGEST);
    const letters = Math.floor((Math.min(name.length, LONGEST) * (room - 8)) / width);
    return letters < 2 ? '' : name.slice(0, letters) + '…';
  }

  private widthOf(text: string): number {
    let width = this.widths.get(text);
    if (width === undefined) {
      width = this.context.measureText(text.slice(0, LONGEST)).width;
      if (this.widths.size > 20_000) this.widths.clear();
      this.widths.set(text, width);
    }
    return width;
  }

  private outline(scene: FlameScene, colours: Palette, row: number, thick: number): void {
    const { data, window } = scene;
    if (row < 0 || row >= data.size) return;
    const top = TOP + data.derived.lanes.lane[row] * LANE - scene.scroll;
    if (top < AXIS - LANE || top > this.height) return;
    const scale = this.width / (window.to - window.from);
    const start = data.start[row] >= 0 ? data.start[row] : 0;
    const end = data.duration[row] < 0 ? data.end : start + data.duration[row];
    const left = Math.max(-4, (start - window.from) * scale);
    const right = Math.min(this.width + 4, Math.max((end - window.from) * scale - 1, left + 2));
    if (right < 0 || left > this.width) return;
    const c = this.context;
    c.strokeStyle = thick > 1 ? colours.text : colours.soft;
    c.lineWidth = thick;
    c.strokeRect(left - thick / 2, Math.max(top, AXIS) - thick / 2, right - left + thick, LANE - 1 + thick);
  }

  private axis(scene: FlameScene, colours: Palette): void {
    const { window, brush } = scene;
    const c = this.context;
    c.fillStyle = colours.bg;
    c.fillRect(0, 0, this.width, AXIS);
    c.font = `11px ${colours.font}`;
    c.textBaseline = 'middle';
    const most = this.marks();
    const between = step(window.to - window.from, most);
    for (const tick of ticks(window.from, window.to, most)) {
      const x = Math.round(this.xOf(tick, window)) + 0.5;
      c.fillStyle = colours.lineStrong;
      c.fillRect(x, AXIS - 7, 1, 6);
      c.fillStyle = colours.faint;
      const text = tickLabel(tick, between);
      if (x + 4 + c.measureText(text).width < this.width) c.fillText(text, x + 4, AXIS / 2);
    }
    c.fillStyle = colours.line;
    c.fillRect(0, AXIS - 1, this.width, 1);
    if (brush) {
      c.globalAlpha = 0.15;
      c.fillStyle = colours.accent;
      c.fillRect(brush.from, 0, brush.to - brush.from, this.height);
      c.globalAlpha = 1;
    }
  }

  private fillOf(data: TraceData, row: number): Fill {
    return this.fill(data.status[row] === ERROR ? this.colours!.error : this.kindColour(data, row));
  }

  private kindColour(data: TraceData, row: number): string {
    const kind = data.kind[row];
    return fillOf(this.colours!, kind === NO_KIND ? null : data.kinds[kind]);
  }

  private fill(colour: string): Fill {
    let fill = this.fills.get(colour);
    if (!fill) {
      fill = fillFrom(channels(colour), channels(this.colours!.bg));
      this.fills.set(colour, fill);
    }
    return fill;
  }
}

interface Fill {
  /** As a pixel of an image lies in memory. */
  plain: number;
  pale: number;
  /** Readable on it. */
  ink: string;
}

type Channels = [number, number, number];

function fillFrom(colour: Channels, background: Channels): Fill {
  const pale = colour.map((value, i) => Math.round(value * 0.25 + background[i] * 0.75)) as Channels;
  return { plain: word(colour), pale: word(pale), ink: luminance(colour) > 0.18 ? '#0b0d10' : '#ffffff' };
}

const word = ([r, g, b]: Channels): number => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** What a computed colour is made of: `rgb(4, 80, 215)`, or `color(srgb 0.1 0.2 0.3)`. */
function channels(colour: string): Channels {
  const numbers = colour.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0];
  const scale = colour.startsWith('color(') ? 255 : 1;
  return [numbers[0] * scale, numbers[1] * scale, numbers[2] * scale].map(Math.round) as Channels;
}

function luminance(colour: Channels): number {
  const [r, g, b] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
