import { scriptAddress } from '../lib/trusted';
import type { FromWorker, ToWorker } from '../worker/messages';
import workerAddress from '../worker/trace.worker.ts?worker&url';

/** A worker takes memory, most of it for what it has forgotten. */
const IDLE_MS = 1500;

/** The worker of an open trace: there only while it has something to do. */
export class Background {
  private worker: Worker | null = null;
  private waiting = 0;
  private idle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly heard: (message: FromWorker) => void,
    private readonly failed: () => void,
  ) {}

  tell(message: ToWorker, transfer: Transferable[] = []): void {
    clearTimeout(this.idle);
    this.waiting++;
    this.worker ??= this.start();
    this.worker.postMessage(message, transfer);
  }

  /** Nothing more is heard of what was asked. */
  end(): void {
    clearTimeout(this.idle);
    this.waiting = 0;
    if (this.worker) this.worker.onmessage = null;
    this.worker?.terminate();
    this.worker = null;
  }

  private start(): Worker {
    const worker = new Worker(scriptAddress(workerAddress), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (!('progress' in data || 'index' in data) && --this.waiting === 0) {
        this.idle = setTimeout(() => this.end(), IDLE_MS);
      }
      this.heard(data);
    };
    worker.onerror = () => {
      this.end();
      this.failed();
    };
    return worker;
  }
}
