import { useMemo, useState } from 'preact/hooks';
import { grouped } from '../lib/format';
import { holdsJson, whole } from '../lib/json';
import { looksLikeMarkdown, MOST_MARKDOWN } from '../lib/markdown';
import { isPlain, togglePlain } from '../lib/plain';
import { CopyButton } from './CopyButton';
import { JsonTree } from './JsonTree';
import { LongText } from './LongText';
import { Markdown } from './Markdown';

interface Props {
  text: string;
  /** Whether it is shown as it is is remembered by this name. */
  field: string;
  /** Lines after which it is folded; never if absent. */
  fold?: number;
  /** What tools say is seldom Markdown: it is shown as it is unless the reader wants otherwise. */
  verbatim?: boolean;
}

const CHARS_A_LINE = 90;

/** Roughly how high a text is, from its first few thousand characters. */
function linesOf(text: string): number {
  const head = text.slice(0, 20_000);
  let lines = 0;
  for (const line of head.split('\n')) lines += 1 + Math.floor(line.length / CHARS_A_LINE);
  return head.length === text.length ? lines : Math.ceil((lines * text.length) / head.length);
}

/** A text for people: JSON as a tree, else its Markdown, or as it is if the reader wants that. */
export function Prose({ text, field, fold, verbatim = false }: Props) {
  const isJson = useMemo(() => holdsJson(text), [text]);
  const [unfolded, setUnfolded] = useState(false);
  const toggled = isPlain(field);
  const plain = toggled !== (verbatim && !isJson);
  const has = isJson ? 'JSON' : text.length <= MOST_MARKDOWN && looksLikeMarkdown(text) ? 'Markdown' : null;
  const lines = useMemo(() => (fold ? linesOf(text) : 0), [text, fold]);
  const folds = fold !== undefined && !(isJson && !plain) && lines > fold * 1.3;
  return (
    <div class="prose">
      <div class="prose-tools">
        {has && (
          <button type="button" class="button quiet small" aria-pressed={toggled} onClick={() => togglePlain(field)}>
            {verbatim && !isJson ? 'Markdown' : 'Plain'}
          </button>
        )}
        <CopyButton text={() => text} what="the text" />
      </div>
      <div
        class="prose-text"
        data-folded={(folds && !unfolded) || undefined}
        style={folds && !unfolded ? { maxHeight: `${fold! * 1.5}em` } : undefined}
      >
        {plain || !has ? (
          <LongText text={text} first={4_000} mono={verbatim} />
        ) : isJson ? (
          <JsonTree json={whole(text)} label={field} />
        ) : (
          <Markdown text={text} />
        )}
      </div>
      {folds && (
        <button
          type="button"
          class="button quiet small prose-more"
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {unfolded ? 'Show less' : `Show all, about ${grouped(lines)} lines`}
        </button>
      )}
    </div>
  );
}
