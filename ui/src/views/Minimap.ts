import type { TraceData } from '../lib/data';
import type { TimeWindow } from '../lib/timeWindow';
import { fillOf, palette, type Palette } from './palette';

/** CSS pixels. */
const HANDLE = 8;
const DRAG_FROM = 3;
const TICK = 4;

export interface MinimapModel {
  data: TraceData;
  window: TimeWindow;
  whole: TimeWindow;
}

/** The whole trace at a glance, and what part of it is shown: drag in it to choose another, drag that to move it. */
export class Minimap {
  private readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d')!;
  private readonly observer: ResizeObserver;
  private model: MinimapModel | null = null;
  private colours: Palette;
  private width = 0;
  private height = 0;
  private ratio = 1;
  private frame = 0;
  private drag: Drag | null = null;

  constructor(
    readonly element: HTMLElement,
    private readonly show: (window: TimeWindow) => void,
  ) {
    this.canvas.className = 'minimap-canvas';
    this.canvas.setAttribute('aria-hidden', 'true');
    element.append(this.canvas);
    this.colours = palette(element);
    element.addEventListener('pointerdown', this.down);
    element.addEventListener('pointermove', this.move);
    element.addEventListener('pointerup', this.up);
    element.addEventListener('pointercancel', this.up);
    element.addEventListener('dblclick', this.all);
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(element);
  }

  dispose(): void {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    this.canvas.remove();
  }

  update(model: MinimapModel): void {
    this.model = model;
    this.redraw();
  }

  recolour(): void {
    this.colours = palette(this.element);
    this.redraw();
  }

  private redraw(): void {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
  }

  private measure(): void {
    this.width = this.element.clientWidth;
    this.height = this.element.clientHeight;
    this.resize();
    cancelAnimationFrame(this.frame);
    this.draw();
  }

  private resize(): void {
    this.ratio = devicePixelRatio || 1;
    this.canvas.width = Math.max(1, Math.round(this.width * this.ratio));
    this.canvas.height = Math.max(1, Math.round(this.height * this.ratio));
  }

  private draw(): void {
    this.frame = 0;
    const { model, context: c, width, height } = this;
    if (!model || width <= 0) return;
    if (this.ratio !== (devicePixelRatio || 1)) this.resize();
    c.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    c.clearRect(0, 0, width, height);
    this.histogram(model);
    this.shade(model);
  }

  private histogram({ data, whole }: MinimapModel): void {
    const { buckets, end, busy, errors } = data.derived.minimap;
    const kinds = data.derived.minimap.busy.length / buckets;
    const { context: c, height } = this;
    const columns = Math.min(this.width, buckets);
    const perMicro = buckets / Math.max(end, 1);
    const sums = new Float64Array(columns * kinds);
    const wrong = new Uint32Array(columns);
    let most = 1;
    for (let x = 0; x < columns; x++) {
      const from = Math.floor((whole.from + (x / columns) * (whole.to - whole.from)) * perMicro);
      const to = Math.max(
        from + 1,
        Math.floor((whole.from + ((x + 1) / columns) * (whole.to - whole.from)) * perMicro),
      );
      let total = 0;
      for (let kind = 0; kind < kinds; kind++) {
        let sum = 0;
        for (let bucket = from; bucket < Math.min(to, buckets); bucket++) sum += busy[bucket * kinds + kind];
        sums[x * kinds + kind] = sum / (to - from);
        total += sum / (to - from);
      }
      for (let bucket = from; bucket < Math.min(to, buckets); bucket++) wrong[x] += errors[bucket];
      if (total > most) most = total;
    }
    const room = height - TICK - 2;
    const step = this.width / columns;
    for (let x = 0; x < columns; x++) {
      let y = height;
      for (let kind = 0; kind < kinds; kind++) {
        const high = (sums[x * kinds + kind] / most) * room;
        if (high <= 0) continue;
        c.fillStyle = fillOf(this.colours, data.kinds[kind] ?? null);
        c.fillRect(x * step, y - high, Math.ceil(step), high);
        y -= high;
      }
      if (wrong[x] > 0) {
        c.fillStyle = this.colours.error;
        c.fillRect(x * step - 0.5, 0, Math.max(2, step), TICK);
      }
    }
  }

  /** Outside of the window it is dim; the window has an edge to hold. */
  private shade(model: MinimapModel): void {
    const { context: c, width, height } = this;
    const { left, right } = this.edges(model);
    if (left <= 0.5 && right >= width - 0.5) return;
    c.fillStyle = this.colours.bg;
    c.globalAlpha = 0.72;
    c.fillRect(0, 0, left, height);
    c.fillRect(right, 0, width - right, height);
    c.globalAlpha = 1;
    c.fillStyle = this.colours.accent;
    for (const x of [left, right]) {
      c.fillRect(Math.min(width - 2, Math.max(0, x - 1)), 0, 2, height);
      c.beginPath();
      c.roundRect(Math.min(width - 6, Math.max(0, x - 3)), height / 2 - 8, 6, 16, 3);
      c.fill();
    }
  }

  private edges({ window, whole }: MinimapModel): { left: number; right: number } {
    const scale = this.width / (whole.to - whole.from);
    return { left: (window.from - whole.from) * scale, right: (window.to - whole.from) * scale };
  }

  private timeAt(x: number): number {
    const { whole } = this.model!;
    return whole.from + (Math.max(0, Math.min(x, this.width)) / this.width) * (whole.to - whole.from);
  }

  private readonly down = (event: PointerEvent): void => {
    if (event.button !== 0 || !this.model) return;
    const x = event.clientX - this.element.getBoundingClientRect().left;
    const { left, right } = this.edges(this.model);
    const all = left <= 0.5 && right >= this.width - 0.5;
    let what: Drag['what'] = 'choose';
    if (!all && Math.abs(x - left) <= HANDLE) what = 'left';
    else if (!all && Math.abs(x - right) <= HANDLE) what = 'right';
    else if (!all && x > left && x < right) what = 'move';
    this.drag = { what, x, window: this.model.window, moved: false };
    this.element.setPointerCapture(event.pointerId);
  };

  private readonly move = (event: PointerEvent): void => {
    if (!this.model) return;
    const x = event.clientX - this.element.getBoundingClientRect().left;
    const { drag } = this;
    if (!drag) {
      this.cursor(x);
      return;
    }
    if (!drag.moved && Math.abs(x - drag.x) < DRAG_FROM) return;
    drag.moved = true;
    const { from, to } = drag.window;
    const time = this.timeAt(x);
    switch (drag.what) {
      case 'choose':
        this.show({ from: Math.min(time, this.timeAt(drag.x)), to: Math.max(time, this.timeAt(drag.x)) });
        break;
      case 'left':
        this.show({ from: Math.min(time, to), to: Math.max(time, to) });
        break;
      case 'right':
        this.show({ from: Math.min(time, from), to: Math.max(time, from) });
        break;
      default: {
        const by = ((x - drag.x) / this.width) * (this.model.whole.to - this.model.whole.from);
        this.show({ from: from + by, to: to + by });
      }
    }
  };

  private readonly up = (event: PointerEvent): void => {
    const { drag } = this;
    this.drag = null;
    if (!drag || drag.moved || event.type === 'pointercancel' || !this.model) return;
    // A click outside of the window brings it there.
    if (drag.what !== 'choose') return;
    const half = (drag.window.to - drag.window.from) / 2;
    const time = this.timeAt(drag.x);
    this.show({ from: time - half, to: time + half });
  };

  private readonly all = (): void => {
    if (this.model) this.show(this.model.whole);
  };

  private cursor(x: number): void {
    const { left, right } = this.edges(this.model!);
    const all = left <= 0.5 && right >= this.width - 0.5;
    const near = !all && (Math.abs(x - left) <= HANDLE || Math.abs(x - right) <= HANDLE);
    this.element.style.cursor = near ? 'ew-resize' : !all && x > left && x < right ? 'grab' : 'crosshair';
  }
}

interface Drag {
  what: 'choose' | 'left' | 'right' | 'move';
  x: number;
  window: TimeWindow;
  moved: boolean;
}
