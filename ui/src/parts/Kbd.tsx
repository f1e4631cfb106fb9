import { keyLabel } from '../lib/commands';

/** The keys of a command: of several the first, unless all are wanted. */
export function Kbd({ keys, all = false }: { keys: readonly string[]; all?: boolean }) {
  const shown = keys.filter((key) => !key.startsWith('code:') || keys.length === 1).slice(0, all ? undefined : 1);
  return (
    <span class="keys">
      {shown.map((key, i) => (
        <span key={key} class="keys-one">
          {i > 0 && <span class="faint">or</span>}
          {keyLabel(key)
            .split(' ')
            .map((one, j) => (
              <kbd key={j}>{one}</kbd>
            ))}
        </span>
      ))}
    </span>
  );
}
