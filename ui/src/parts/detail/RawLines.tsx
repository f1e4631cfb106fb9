import { useEffect, useState } from 'preact/hooks';
import { address } from '../../lib/api';
import { bytes, grouped } from '../../lib/format';
import { pretty, whole } from '../../lib/json';
import { type Content, rawLine } from '../../state/contents';
import { CodeBlock } from '../CodeBlock';
import { CopyButton } from '../CopyButton';
import { Icon } from '../Icon';
import { LongText } from '../LongText';

const AT_ONCE = 1_000_000;
const MOST_COLOURED = 20_000;

/** The lines of a span as they stand in the file. */
export function RawLines({ content }: { content: Content }) {
  const [asIs, setAsIs] = useState(false);
  const has = (event: 'start' | 'end') => (content.lines ? content.lines[event].length > 0 : content[event].size > 0);
  return (
    <div class="raw">
      <div class="raw-tools" role="group" aria-label="How the lines are shown">
        <button type="button" class="button small" aria-pressed={!asIs} onClick={() => setAsIs(false)}>
          Pretty
        </button>
        <button type="button" class="button small" aria-pressed={asIs} onClick={() => setAsIs(true)}>
          As it is
        </button>
      </div>
      {(['start', 'end'] as const).map((event) =>
        has(event) ? (
          <RawLine key={event} content={content} event={event} asIs={asIs} />
        ) : (
          <p key={event} class="faint">
            {event === 'start' ? 'The file has no line for its start.' : 'There is no line for its end.'}
          </p>
        ),
      )}
    </div>
  );
}

function RawLine({ content, event, asIs }: { content: Content; event: 'start' | 'end'; asIs: boolean }) {
  const place = content.lines?.[event];
  const [wanted, setWanted] = useState((place?.length ?? 0) <= AT_ONCE);
  const [text, setText] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const aborting = new AbortController();
    rawLine(content.place, event, aborting.signal).then(
      (line) => setText(line.trimEnd()),
      (e: unknown) => !aborting.signal.aborted && setFailure(e instanceof Error ? e.message : String(e)),
    );
    return () => aborting.abort();
  }, [wanted, content, event]);
  const shown = text === null ? null : asIs ? text : pretty(whole(text));
  return (
    <section class="raw-line" aria-label={event === 'start' ? 'Line of the start' : 'Line of the end'}>
      <header class="soft">
        <strong>{event === 'start' ? 'Start' : 'End'}</strong>
        {place && (
          <span class="number">
            {bytes(place.length)} at byte {grouped(place.offset)}
          </span>
        )}
        {text !== null && <CopyButton text={() => text} what="the line" />}
        <a
          class="button quiet small"
          href={address('raw', { ...content.place, event })}
          download={`${event}.json`}
          title="Download the line"
          aria-label="Download the line"
        >
          <Icon name="download" size={13} />
        </a>
      </header>
      {failure && <p class="error-text">{failure}</p>}
      {!wanted && (
        <button type="button" class="button" onClick={() => setWanted(true)}>
          Load {bytes(place?.length ?? 0)}
        </button>
      )}
      {shown !== null &&
        (shown.length <= MOST_COLOURED ? (
          <CodeBlock code={shown} language="json" title={' '} wrap />
        ) : (
          <LongText text={shown} mono first={20_000} />
        ))}
    </section>
  );
}
