import { logOrder, type LogInput } from '../lib/log';
import { groups, type By, type StatsInput } from '../lib/stats';

/** Counts and sorts what would keep the page from drawing. */
export type FiguresQuestion = { id: number; stats: StatsInput } | { id: number; log: LogInput };
export type FiguresAnswer = { id: number; result: unknown };

const BYS: readonly By[] = ['name', 'kind', 'model'];

self.onmessage = ({ data }: MessageEvent<FiguresQuestion>) => {
  const { id } = data;
  const result =
    'stats' in data ? Object.fromEntries(BYS.map((by) => [by, groups(data.stats, by)])) : logOrder(data.log);
  const scope = self as unknown as DedicatedWorkerGlobalScope;
  scope.postMessage({ id, result } satisfies FiguresAnswer, result instanceof Uint32Array ? [result.buffer] : []);
};
