import { useState } from 'preact/hooks';
import { grouped } from '../lib/format';

const FIRST = 2_000;
const MOST = 2_000_000;

interface Props {
  text: string;
  mono?: boolean;
  /** Characters that are shown at first. */
  first?: number;
}

/** A text as it is; the beginning of a long one, and more on demand: ten times as much each time. */
export function LongText({ text, mono = false, first = 20_000 }: Props) {
  const [shown, setShown] = useState(Math.max(FIRST, first));
  const end = text.length <= shown * 1.1 ? text.length : shown;
  return (
    <>
      <div class={mono ? 'plain-text mono' : 'plain-text'}>{text.slice(0, end)}</div>
      {end < text.length && (
        <p class="more-text">
          {end < MOST ? (
            <button type="button" class="button" onClick={() => setShown(Math.min(MOST, shown * 10))}>
              Show more of {grouped(text.length)} characters
            </button>
          ) : (
            <span class="soft">
              {grouped(text.length - end)} characters more: copy or download the value to see them.
            </span>
          )}
        </p>
      )}
    </>
  );
}
