import type { ComponentChildren } from 'preact';
import { grouped, plural } from '../../lib/format';
import type { TracePart } from '../../lib/protocol';
import type { Note, OpenTrace } from '../../state/trace';
import { ErrorCard } from '../ErrorCard';
import { Icon } from '../Icon';

/** How a trace failed, when that did not happen in one of its spans alone. */
function TraceErrors({ parts }: { parts: readonly TracePart[] }) {
  return (
    <>
      {parts.map(
        ({ error, name }, i) =>
          error && (
            <details key={i} class="banner" data-level="error" role="group" aria-label="Error of the trace">
              <summary>
                <Icon name="error" size={16} />
                <span class="banner-text">
                  {parts.length > 1 && <span class="soft">{name}: </span>}
                  <b>{error.type?.split('.').at(-1) ?? 'Error'}</b> {error.message?.split('\n', 1)[0]}
                </span>
                <span class="banner-more">
                  Details <Icon name="chevronRight" size={12} />
                </span>
              </summary>
              <ErrorCard error={error} />
            </details>
          ),
      )}
    </>
  );
}

/** What the reader's labels mean to people. */
const REASONS: Record<string, string> = {
  torn: 'the last line is not complete',
  garbage: 'not JSON',
  'not an object': 'JSON, but no object',
  'unknown type': 'of a type that this version does not know',
  'no id': 'spans without an id',
  truncated: 'the compressed file ends or is damaged before its text is complete',
};

const reasonOf = (reason: string): string => REASONS[reason] ?? reason;

function Skipped({ trace }: { trace: OpenTrace }) {
  const skipped = trace.about.value?.skipped ?? [];
  if (skipped.length === 0) return null;
  const total = skipped.reduce((sum, { count }) => sum + count, 0);
  return (
    <details class="banner" data-level="warning">
      <summary>
        <Icon name="warning" size={16} /> <b>{plural(total, 'line')} skipped:</b>{' '}
        {skipped.map(({ reason }) => reasonOf(reason)).join('; ')}.{' '}
        <span class="soft">What could be read is shown.</span>
      </summary>
      <ul>
        {skipped.map(({ reason, count, firstLine }) => (
          <li key={reason}>
            {reasonOf(reason)}{' '}
            <span class="soft">
              –{' '}
              {count === 1
                ? `line ${grouped(firstLine)}`
                : `${plural(count, 'line')}, first at line ${grouped(firstLine)}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function One({
  level,
  onClose,
  children,
}: {
  level: 'warning' | 'info';
  onClose?: () => void;
  children: ComponentChildren;
}) {
  return (
    <div class="banner" data-level={level} role="status">
      <Icon name={level === 'warning' ? 'warning' : 'help'} size={16} />
      <p>{children}</p>
      {onClose && (
        <button type="button" class="button quiet" aria-label="Dismiss" onClick={onClose}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

const CLOSABLE: readonly Note['id'][] = ['replaced', 'unknown-span', 'child'];

/** What the reader should know of the file before what is in it. */
export function Banners({ trace }: { trace: OpenTrace }) {
  const about = trace.about.value;
  if (!about) return null;
  const crashed = about.traces.filter(({ status }) => status === 'crashed').length;
  return (
    <div class="banners">
      <TraceErrors parts={about.traces} />
      {trace.notes.value.map(({ id, text }) => (
        <One
          key={id}
          level={id === 'replaced' ? 'info' : 'warning'}
          onClose={CLOSABLE.includes(id) ? () => trace.dismiss(id) : undefined}
        >
          {text}
        </One>
      ))}
      {about.warnings.map((warning) => (
        <One key={warning} level="warning">
          {warning}
        </One>
      ))}
      {crashed > 0 && (
        <One level="warning">
          There is no trace_end: the program still runs but has not written for a while, or it crashed. Spans without an
          end are shown up to the last line.
        </One>
      )}
      <Skipped trace={trace} />
    </div>
  );
}
