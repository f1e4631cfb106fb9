import { useEffect, useRef, useState } from 'preact/hooks';
import type { Asked } from '../../lib/searchAddress';
import { Icon } from '../Icon';

const TYPING_MS = 350;

interface Props {
  asked: Asked;
  onAsk: (asked: Asked) => void;
  /** What is wrong with what was asked. */
  failure: string | null;
}

/** Text, how it is meant, and where it is looked for. */
export function SearchForm({ asked, onAsk, failure }: Props) {
  const [text, setText] = useState(asked.q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ asked, onAsk });
  latest.current = { asked, onAsk };
  useEffect(() => {
    setText(asked.q);
  }, [asked.q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const ask = (q: string) => {
    clearTimeout(timer.current);
    latest.current.onAsk({ ...latest.current.asked, q });
  };
  const scopes: [Asked['scope'], string][] = [['all', 'Everywhere']];
  if (asked.dir) scopes.push(['folder', `In ${asked.dir}`]);
  if (asked.file) scopes.push(['trace', `In ${asked.file.split('/').at(-1)}`]);
  return (
    <form
      class="search-form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        ask(text);
      }}
    >
      <div class="search-field">
        <Icon name="search" size={16} />
        <input
          id="search-text"
          class="field"
          type="search"
          aria-label="Search everything"
          aria-invalid={failure !== null}
          aria-describedby={failure ? 'search-failure' : undefined}
          placeholder={asked.re ? 'Regular expression' : 'Text in names, inputs, outputs, errors…'}
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) => {
            const q = event.currentTarget.value;
            setText(q);
            clearTimeout(timer.current);
            if (q.trim().length > 1) timer.current = setTimeout(() => ask(q), TYPING_MS);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <button
          type="button"
          class="button quiet"
          aria-pressed={asked.case}
          aria-label="Match capitals"
          title="Match capitals"
          onClick={() => onAsk({ ...asked, q: text, case: !asked.case })}
        >
          Aa
        </button>
        <button
          type="button"
          class="button quiet mono"
          aria-pressed={asked.re}
          aria-label="Regular expression"
          title="Regular expression"
          onClick={() => onAsk({ ...asked, q: text, re: !asked.re })}
        >
          .*
        </button>
      </div>
      {scopes.length > 1 && (
        <fieldset class="segments">
          <legend class="visually-hidden">Where</legend>
          {scopes.map(([scope, label]) => (
            <label key={scope}>
              <input
                type="radio"
                name="scope"
                checked={asked.scope === scope}
                onChange={() => onAsk({ ...asked, q: text, scope })}
              />
              <span class="clip">{label}</span>
            </label>
          ))}
        </fieldset>
      )}
      {failure !== null && (
        <p id="search-failure" class="error-text" role="alert">
          {failure}
        </p>
      )}
    </form>
  );
}
