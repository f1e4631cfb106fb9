import type { ComponentChildren } from 'preact';
import { plural } from '../lib/format';
import { jsonOf } from '../lib/json';
import type { Part } from '../lib/protocol';
import { Icon } from './Icon';
import { JsonTree } from './JsonTree';
import { Media } from './Media';
import { Prose } from './Prose';
import { type ResultPart, ToolCall, ToolResult } from './ToolCall';

/** Results of tools by the id of their call. */
export type Results = ReadonlyMap<string, ResultPart>;

interface Props {
  parts: readonly Part[];
  /** By which the reader's wish to see plain text is remembered: the role. */
  field: string;
  /** Lines after which texts are folded. */
  fold?: number;
  results?: Results;
  /** Results that stand below their calls. */
  attached?: ReadonlySet<string>;
}

export function Parts({ parts, field, fold, results, attached }: Props): ComponentChildren {
  return parts.map((part, at) => (
    <One key={at} part={part} field={field} fold={fold} results={results} attached={attached} />
  ));
}

function One({ part, field, fold, results, attached }: Omit<Props, 'parts'> & { part: Part }): ComponentChildren {
  switch (part.type) {
    case 'text':
      return part.text === '' ? null : <Prose text={part.text} field={field} fold={fold} verbatim={field === 'tool'} />;
    case 'thinking':
      return <Thinking text={part.text} />;
    case 'refusal':
      return (
        <div class="refusal">
          <Icon name="guardrail" /> <strong>Refused</strong>
          <Prose text={part.text} field={field} />
        </div>
      );
    case 'tool_call':
      return <ToolCall call={part} result={part.id === null ? undefined : results?.get(part.id)} />;
    case 'tool_result':
      return part.id !== null && attached?.has(part.id) ? null : <ToolResult result={part} />;
    case 'media':
      return <Media {...part} />;
    case 'json':
      return <JsonTree json={jsonOf(part.value)} label={field} />;
    default:
      return <JsonTree json={jsonOf(part)} label={field} />;
  }
}

/** What the model thought: folded, as it is long and seldom the point. */
export function Thinking({ text }: { text: string | null }) {
  if (text === null || text === '') {
    return (
      <p class="thinking faint">
        <Icon name="brain" /> Thought, but the provider keeps it to itself
      </p>
    );
  }
  return (
    <details class="thinking">
      <summary>
        <Icon name="brain" /> Thinking <span class="faint">{plural(text.trim().split('\n').length, 'line')}</span>
      </summary>
      <Prose text={text} field="thinking" />
    </details>
  );
}
