import { batch, signal } from '@preact/signals';
import { ApiError, request } from '../lib/api';
import { follow } from '../lib/follow';
import type { Ends, LiveState, NewPoints, NewSpans, TracePart } from '../lib/protocol';

/** What was written to the open file. */
export type Change = { spans: NewSpans } | { ends: Ends } | { points: NewPoints } | { parts: readonly TracePart[] };

export type Live = 'off' | 'following' | 'paused' | 'reconnecting' | 'gone';

/** What comes of following a file. */
export interface Followed {
  change: (change: Change) => void;
  state: (state: LiveState) => void;
  replaced: () => void;
  gone: () => void;
}

/** What is written to the open file, as the server tells it; while the reader has paused, it waits. */
export class Following {
  readonly live = signal<Live>('off');
  readonly newWhilePaused = signal(0);
  private stopFollowing: (() => void) | null = null;
  private waiting: Change[] = [];
  /** Up to which byte the file is known. */
  private bytes = 0;
  private growing = false;

  constructor(
    private readonly file: string,
    private readonly followed: Followed,
  ) {}

  /** From this byte on; `growing`: it is still written. */
  start(bytes: number, growing: boolean): void {
    this.stop();
    this.bytes = bytes;
    this.growing = growing;
    this.live.value = growing ? 'following' : 'off';
    this.stopFollowing = follow(
      () => ({ file: this.file, from: this.bytes }),
      ['spans', 'ends', 'points', 'state', 'replaced', 'gone'],
      {
        connected: (yes) => {
          const live = this.live.peek();
          if (!yes && live === 'following') this.live.value = 'reconnecting';
          if (yes && live === 'reconnecting') this.live.value = 'following';
        },
        failed: () => void this.ask(),
        event: (name, text, id) => {
          if (id !== '') this.bytes = Math.max(this.bytes, Number(id));
          batch(() => this.happened(name, text));
        },
      },
    );
  }

  /** There are no events of a file that is not there: then it is read again, which says so and waits for it. */
  private async ask(): Promise<void> {
    const asking = this.stopFollowing;
    try {
      await request('index', { file: this.file }, undefined, 'HEAD');
    } catch (e) {
      if (this.stopFollowing !== asking || !(e instanceof ApiError) || e.status !== 404) return;
      this.stop();
      this.followed.replaced();
    }
  }

  stop(): void {
    this.stopFollowing?.();
    this.stopFollowing = null;
    this.waiting = [];
    this.newWhilePaused.value = 0;
    this.live.value = 'off';
  }

  /** The file cannot be read. */
  lose(): void {
    this.stop();
    this.live.value = 'gone';
  }

  pause(): void {
    if (this.live.peek() === 'following') this.live.value = 'paused';
  }

  resume(): void {
    if (this.live.peek() !== 'paused') return;
    const changes = this.waiting;
    this.waiting = [];
    batch(() => {
      this.live.value = this.growing ? 'following' : 'off';
      this.newWhilePaused.value = 0;
      changes.forEach((change) => this.followed.change(change));
    });
  }

  private happened(name: string, text: string): void {
    switch (name) {
      case 'spans':
        this.change({ spans: JSON.parse(text) as NewSpans });
        break;
      case 'ends':
        this.change({ ends: JSON.parse(text) as Ends });
        break;
      case 'points':
        this.change({ points: JSON.parse(text) as NewPoints });
        break;
      case 'state': {
        const state = JSON.parse(text) as LiveState;
        this.growing = state.live;
        if (this.live.peek() !== 'paused') this.live.value = state.live ? 'following' : 'off';
        this.followed.state(state);
        this.change({ parts: state.traces });
        break;
      }
      case 'replaced':
        this.stop();
        this.followed.replaced();
        break;
      case 'gone':
        this.live.value = 'gone';
        this.followed.gone();
        break;
    }
  }

  private change(change: Change): void {
    if (this.live.peek() === 'paused') {
      this.waiting.push(change);
      if ('spans' in change) this.newWhilePaused.value += change.spans.start.length;
    } else this.followed.change(change);
  }
}
