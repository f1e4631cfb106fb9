import { useState } from 'preact/hooks';
import { grouped } from '../../lib/format';
import type { TraceStatus } from '../../lib/protocol';
import { StatusMark } from '../StatusMark';

/** So many are seen at once; of more, some are looked for. */
const AT_ONCE = 8;

interface Choice {
  value: string;
  count: number | null;
}

interface Props {
  name: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  change: (chosen: string[]) => void;
}

/** Checkboxes with how many there are of each; those that are chosen stay, even if there are none. */
export function Choices({ name, choices, chosen, change }: Props) {
  const [looked, setLooked] = useState('');
  const missing = chosen.filter((value) => !choices.some((choice) => choice.value === value));
  const all = [...missing.map((value) => ({ value, count: null })), ...choices];
  const shown = all.filter(({ value }) => value.toLowerCase().includes(looked.toLowerCase()));
  return (
    <>
      {all.length > AT_ONCE && (
        <input
          class="field choices-find"
          type="search"
          placeholder={`Find a ${name}`}
          aria-label={`Find a ${name}`}
          value={looked}
          onInput={(event) => setLooked(event.currentTarget.value)}
        />
      )}
      <fieldset class="choices">
        <legend class="visually-hidden">{name}</legend>
        {shown.map(({ value, count }) => (
          <label key={value}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) =>
                change(event.currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
              }
            />
            <span class="clip">{name === 'status' ? <StatusMark status={value as TraceStatus} /> : value}</span>
            <span class="number faint">{count === null ? 0 : grouped(count)}</span>
          </label>
        ))}
        {shown.length === 0 && (
          <p class="soft">{all.length === 0 ? `No ${name} was recorded here.` : 'None like this.'}</p>
        )}
      </fieldset>
    </>
  );
}
