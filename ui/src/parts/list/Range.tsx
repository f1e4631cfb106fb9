import { useState } from 'preact/hooks';

interface Props {
  unit: string;
  min: number | null;
  max: number | null;
  read: (text: string) => number | null;
  write: (value: number) => string;
  presets: readonly number[];
  change: (min: number | null, max: number | null) => void;
}

/** Two fields, and what is often wanted as buttons. */
export function Range({ unit, min, max, read, write, presets, change }: Props) {
  const [low, setLow] = useState(min === null ? '' : write(min));
  const [high, setHigh] = useState(max === null ? '' : write(max));
  const bad = [low, high].some((text) => text.trim() !== '' && read(text) === null);
  return (
    <form
      class="range"
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad) change(read(low), read(high));
        (event.currentTarget.closest('[popover]') as HTMLElement).hidePopover();
      }}
    >
      <label>
        At least
        <input class="field" value={low} placeholder={unit} onInput={(event) => setLow(event.currentTarget.value)} />
      </label>
      <label>
        At most
        <input class="field" value={high} placeholder={unit} onInput={(event) => setHigh(event.currentTarget.value)} />
      </label>
      {bad && (
        <p class="error-text" role="alert">
          Write it like {unit}.
        </p>
      )}
      <div class="range-presets">
        {presets.map((preset) => (
          <button
            key={preset}
            type="button"
            class="button"
            aria-pressed={min === preset && max === null}
            onClick={() => {
              setLow(write(preset));
              setHigh('');
              change(preset, null);
            }}
          >
            ≥ {write(preset)}
          </button>
        ))}
      </div>
      <button type="submit" class="button primary" disabled={bad}>
        Apply
      </button>
    </form>
  );
}
