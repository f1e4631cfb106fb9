import type { ComponentChildren } from 'preact';
import { plural } from '../lib/format';
import { languageOfFile } from '../lib/highlight';
import { jsonOf, size } from '../lib/json';
import { lineDiff, withGaps } from '../lib/lineDiff';
import type { Part } from '../lib/protocol';
import { reveal } from '../lib/reveal';
import { toolArguments, type ToolForm } from '../lib/toolForms';
import { CodeBlock } from './CodeBlock';
import { Icon } from './Icon';
import { JsonTree } from './JsonTree';
import { LongText } from './LongText';
import { Parts } from './Parts';

export type CallPart = Extract<Part, { type: 'tool_call' }>;
export type ResultPart = Extract<Part, { type: 'tool_result' }>;

/** A call of a tool with what it was given and, if that is known, what came back. */
export function ToolCall({ call, result }: { call: CallPart; result: ResultPart | undefined }) {
  const { form, rest } = toolArguments(call.name, call.arguments);
  return (
    <div class="tool" data-kind="tool" data-error={result?.error || undefined}>
      <div class="tool-head">
        <Icon name="tool" />
        <strong>
          <bdi class="clip">{reveal(call.name) || 'tool'}</bdi>
        </strong>
        {form && <span class="soft clip tool-summary">{summary(form)}</span>}
        {result?.error && <span class="chip tool-failed">failed</span>}
      </div>
      <div class="tool-body">
        {form && <FormView form={form} />}
        {form ? rest && <Arguments value={rest} /> : <Arguments value={call.arguments} />}
      </div>
      {result && <ToolResult result={result} attached />}
    </div>
  );
}

/** What a tool answered: below its call, or alone where the call is not in sight. */
export function ToolResult({ result, attached = false }: { result: ResultPart; attached?: boolean }) {
  return (
    <div class="tool-result" data-error={result.error || undefined} data-attached={attached || undefined}>
      <div class="tool-result-head soft">
        <Icon name={result.error ? 'error' : 'child'} size={12} />
        {result.error ? 'Failed' : 'Result'}
        {!attached && result.name && (
          <>
            {' of '}
            <bdi>{result.name}</bdi>
          </>
        )}
      </div>
      {result.parts.length > 0 ? <Parts parts={result.parts} field="tool" fold={16} /> : <p class="faint">Nothing</p>}
    </div>
  );
}

function Arguments({ value }: { value: unknown }): ComponentChildren {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return <LongText text={value} mono />;
  const json = jsonOf(value);
  if (size(json) <= 2) return <p class="faint">No arguments</p>;
  return <JsonTree json={json} label="Arguments" />;
}

function summary(form: ToolForm): ComponentChildren {
  switch (form.form) {
    case 'read':
      return (
        <>
          <bdi class="mono">{reveal(form.path)}</bdi>
          {form.from !== null && ` from line ${form.from}`}
          {form.to !== null && ` to ${form.to}`}
        </>
      );
    case 'write':
      return (
        <>
          <bdi class="mono">{reveal(form.path)}</bdi> {plural(form.content.split('\n').length, 'line')}
        </>
      );
    case 'edit':
      return form.path && <bdi class="mono">{reveal(form.path)}</bdi>;
    case 'search':
      return (
        form.where && (
          <>
            in <bdi class="mono">{reveal(form.where)}</bdi>
          </>
        )
      );
    case 'shell':
      return (
        form.folder && (
          <>
            in <bdi class="mono">{reveal(form.folder)}</bdi>
          </>
        )
      );
    default:
      return null;
  }
}

function FormView({ form }: { form: ToolForm }): ComponentChildren {
  switch (form.form) {
    case 'shell':
      return <CodeBlock code={form.command} language="bash" title="Command" wrap />;
    case 'write':
      return (
        <CodeBlock code={form.content} language={languageOfFile(form.path)} title={<bdi>{reveal(form.path)}</bdi>} />
      );
    case 'edit':
      return form.edits.map((edit, at) => <Diff key={at} before={edit.before} after={edit.after} />);
    case 'patch':
      return <CodeBlock code={form.patch} language="diff" />;
    case 'search':
      return <p class="tool-search mono">{reveal(form.pattern)}</p>;
    case 'code':
      return <CodeBlock code={form.code} language={form.language} />;
    default:
      return null;
  }
}

const MARKS = { same: ' ', removed: '−', added: '+' } as const;
const SPOKEN = { same: undefined, removed: 'removed', added: 'added' } as const;
const MOST_LINES = 400;

/** Two texts as one, with what was taken away and put in. */
export function Diff({ before, after }: { before: string; after: string }) {
  const rows = withGaps(lineDiff(before, after));
  return (
    <div class="diff mono" role="group" aria-label="Change" tabIndex={0}>
      {rows.slice(0, MOST_LINES).map((row, at) =>
        row.kind === 'gap' ? (
          <div key={at} class="diff-gap faint">
            {plural(row.lines, 'line')} unchanged
          </div>
        ) : (
          <div key={at} class="diff-line" data-kind-of={row.kind}>
            <span class="diff-mark" role={SPOKEN[row.kind] && 'img'} aria-label={SPOKEN[row.kind]}>
              {MARKS[row.kind]}
            </span>
            <span class="diff-text">{reveal(row.text.length > 2000 ? row.text.slice(0, 2000) + '…' : row.text)}</span>
          </div>
        ),
      )}
      {rows.length > MOST_LINES && <div class="diff-gap faint">{plural(rows.length - MOST_LINES, 'line')} more</div>}
    </div>
  );
}
