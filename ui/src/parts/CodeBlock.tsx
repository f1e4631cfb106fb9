import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type CodeToken, highlight, languageOf, MOST_HIGHLIGHTED } from '../lib/highlight';
import { reveal } from '../lib/reveal';
import { CopyButton } from './CopyButton';
import { LongText } from './LongText';

interface Props {
  code: string;
  /** As written: an alias, or something nobody knows. */
  language?: string | null;
  /** Above the code instead of the language: a path. */
  title?: ComponentChildren;
  wrap?: boolean;
}

/** Code with its colours, as soon as they are known. */
export function CodeBlock({ code, language, title, wrap = false }: Props) {
  const known = languageOf(language);
  const [lines, setLines] = useState<{ code: string; lines: CodeToken[][] } | null>(null);
  useEffect(() => {
    let wanted = true;
    highlight(code, known)
      .then((found) => wanted && setLines(found && { code, lines: found }))
      // Without colours it is still code.
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [code, known]);
  const coloured = lines?.code === code ? lines.lines : null;
  return (
    <div class="code-block" data-wrap={wrap || undefined}>
      <div class="code-head">
        <span class="clip">{title ?? <bdi>{(language ?? '').slice(0, 40) || 'text'}</bdi>}</span>
        <CopyButton text={() => code} what="the code" />
      </div>
      {code.length > MOST_HIGHLIGHTED ? (
        <LongText text={code} mono />
      ) : (
        <pre tabIndex={0}>
          <code>{coloured ? coloured.map(line) : reveal(code)}</code>
        </pre>
      )}
    </div>
  );
}

function line(tokens: CodeToken[], at: number): ComponentChildren {
  return [
    at > 0 && '\n',
    ...tokens.map(({ text, kind }) => (kind ? <span class={kind}>{reveal(text)}</span> : reveal(text))),
  ];
}
