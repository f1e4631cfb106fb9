import { useComputed } from '@preact/signals';
import { now } from '../../lib/clock';
import { ago, costOf, count, duration, grouped, plural, time } from '../../lib/format';
import type { TraceRow } from '../../lib/protocol';
import { links } from '../../lib/router';
import { Icon } from '../Icon';
import { StatusMark } from '../StatusMark';

function Start({ micros }: { micros: number | null }) {
  const text = useComputed(() => (micros === null ? '–' : ago(micros, now.value)));
  return <span title={micros === null ? undefined : time(micros)}>{text}</span>;
}

function Duration({ row }: { row: TraceRow }) {
  const { start, duration: known, status } = row;
  const grows = known === null && status === 'running' && start !== null;
  const text = useComputed(() =>
    known !== null ? duration(known) : grows ? duration(Math.max(0, Math.floor((now.value - start) / 1e6) * 1e6)) : '–',
  );
  return (
    <span class={grows ? 'grows' : undefined} title={grows ? 'Still running' : undefined}>
      {text}
    </span>
  );
}

function Tokens({ row }: { row: TraceRow }) {
  const { inputTokens, outputTokens, cacheReadTokens } = row.totals;
  if (inputTokens + outputTokens === 0) return <span class="none">–</span>;
  const cached = cacheReadTokens > 0 ? ` (${grouped(cacheReadTokens)} from the cache)` : '';
  return (
    <span title={`${grouped(inputTokens)} in${cached}, ${grouped(outputTokens)} out`}>
      {count(inputTokens + outputTokens)}
      <span class="unit"> tok</span>
    </span>
  );
}

function errorText(row: TraceRow): string | null {
  if (row.status === 'ok' || row.status === 'running' || !row.error) return null;
  return [row.error.type, row.error.message].filter(Boolean).join(': ') || null;
}

/** So many tags are shown; the others are counted. */
const TAGS = 4;

function Labels({ row: { thread, tags }, onTag }: Pick<Props, 'row' | 'onTag'>) {
  if (thread === null && tags.length === 0) return null;
  return (
    <div class="line-1 row-tags">
      {thread !== null && (
        <a class="chip row-thread" href={links.thread(thread)} title={`Thread ${thread}`}>
          <Icon name="thread" size={12} />
          <span class="clip">{thread}</span>
        </a>
      )}
      {tags.slice(0, TAGS).map((tag) => (
        <button key={tag} type="button" class="chip" title={`Only traces with ${tag}`} onClick={() => onTag(tag)}>
          <span class="clip">{tag}</span>
        </button>
      ))}
      {tags.length > TAGS && (
        <span class="faint" title={tags.join(', ')}>
          +{tags.length - TAGS}
        </span>
      )}
    </div>
  );
}

interface Props {
  row: TraceRow;
  /** Folder of the list: paths are told from there. */
  dir: string;
  onTag: (tag: string) => void;
}

/** The cells of a row; its link lies over all of it, below what else can be clicked. */
export function TraceCells({ row, dir, onTag }: Props) {
  const slash = row.file.lastIndexOf('/');
  const folder = row.file.slice(dir ? dir.length + 1 : 0, slash + 1);
  const error = errorText(row);
  const { totals } = row;
  const soft = error ?? row.preview;
  return (
    <>
      <div role="cell" class="cell-status">
        <StatusMark status={row.status} />
      </div>
      <div role="cell" class="cell-name">
        <div class="clip line-1">
          <a
            class="row-link"
            href={links.trace(row.file, row.parts > 1 ? { part: String(row.part) } : {})}
            title={row.file}
          >
            {row.name || row.file.split('/').at(-1)}
          </a>
          {row.children > 0 && (
            <span class="row-children faint" title={`Started ${plural(row.children, 'other trace')}`}>
              <Icon name="child" size={12} />
              {row.children}
              <span class="visually-hidden"> child traces</span>
            </span>
          )}
          {row.parts > 1 && (
            <span class="faint row-part">
              part {row.part + 1} of {row.parts}
            </span>
          )}
        </div>
        {soft !== null && (
          <div class={'clip line-2 ' + (error ? 'error-text' : 'soft')} title={soft}>
            {soft}
          </div>
        )}
      </div>
      <div role="cell" class="cell-where">
        <Labels row={row} onTag={onTag} />
        <div class="line-2 faint row-file" title={row.file}>
          {row.models.length > 0 && (
            <span class="row-models clip" title={row.models.join(', ')}>
              {row.models[0]}
              {row.models.length > 1 && ` +${row.models.length - 1}`}
            </span>
          )}
          <span class="clip">{folder}</span>
          <span class="clip row-file-name">{row.file.slice(slash + 1)}</span>
        </div>
      </div>
      <div role="cell" class="cell-start number soft">
        <Start micros={row.start} />
      </div>
      <div role="cell" class="cell-duration number">
        <Duration row={row} />
      </div>
      <div role="cell" class="cell-spans number soft">
        {count(totals.spans)}
        <span class="unit">{totals.spans === 1 ? ' span' : ' spans'}</span>
      </div>
      <div role="cell" class={'cell-errors number ' + (totals.errors > 0 ? 'error-text' : 'none')}>
        {totals.errors > 0 ? count(totals.errors) : '–'}
        <span class="unit">{totals.errors === 1 ? ' error' : ' errors'}</span>
      </div>
      <div role="cell" class="cell-tokens number soft">
        <Tokens row={row} />
      </div>
      <div
        role="cell"
        class="cell-cost number"
        title={totals.unpriced > 0 ? `${plural(totals.unpriced, 'call')} without a known price` : undefined}
      >
        {totals.cost === 0 ? <span class="faint">–</span> : costOf(totals)}
      </div>
    </>
  );
}
