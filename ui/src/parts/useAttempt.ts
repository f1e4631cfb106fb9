import { useLayoutEffect, useState } from 'preact/hooks';
import { whenBack } from '../lib/api';

/** A number that is another one after `again`, and by itself when the server is back after something had failed. */
export function useAttempt(failed: boolean): [attempt: number, again: () => void] {
  const [attempt, setAttempt] = useState(0);
  const again = () => setAttempt((n) => n + 1);
  useLayoutEffect(() => (failed ? whenBack(again) : undefined), [failed]);
  return [attempt, again];
}
