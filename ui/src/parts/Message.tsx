import { count, plural } from '../lib/format';
import type { Message as MessageData, Part } from '../lib/protocol';
import { Icon, type IconName } from './Icon';
import { Parts, type Results } from './Parts';

const ICONS: Record<string, IconName> = {
  system: 'filter',
  developer: 'filter',
  user: 'user',
  assistant: 'llm',
  model: 'llm',
  tool: 'tool',
  function: 'tool',
};

/** The five ways in which messages look, whatever providers call them. */
type Look = 'system' | 'user' | 'assistant' | 'tool' | 'other';

function lookOf(role: string): Look {
  switch (role.toLowerCase()) {
    case 'system':
    case 'developer':
      return 'system';
    case 'user':
    case 'human':
      return 'user';
    case 'assistant':
    case 'model':
    case 'ai':
      return 'assistant';
    case 'tool':
    case 'function':
      return 'tool';
    default:
      return 'other';
  }
}

interface Props {
  message: MessageData;
  results?: Results;
  attached?: ReadonlySet<string>;
}

/** One message of a conversation. Nothing, if all that it holds is shown elsewhere. */
export function Message({ message, results, attached }: Props) {
  const { role, name, parts } = message;
  if (isShownElsewhere(parts, attached)) return null;
  const look = lookOf(role);
  // A message of results only is what tools said, whoever is said to have sent it.
  const shown =
    look === 'user' && parts.length > 0 && parts.every((part) => part.type === 'tool_result') ? 'tool' : look;
  const content = (
    <Parts
      parts={parts}
      field={look === 'other' ? 'message' : look}
      fold={look === 'system' ? undefined : 24}
      results={results}
      attached={attached}
    />
  );
  const title = (
    <>
      <Icon name={ICONS[shown] ?? 'message'} />
      <bdi class="message-role">{(shown === 'tool' ? 'tool' : role) || 'message'}</bdi>
      {name && <bdi class="soft">{name}</bdi>}
    </>
  );
  if (look === 'system') {
    return (
      <details class="message" data-look="system">
        <summary class="message-head">
          {title}
          <span class="faint">{lengthOf(parts)}</span>
          <span class="faint clip message-preview">{previewOf(parts)}</span>
        </summary>
        <div class="message-body">{content}</div>
      </details>
    );
  }
  return (
    <div class="message" data-look={shown}>
      <div class="message-head">{title}</div>
      <div class="message-body">{parts.length > 0 ? content : <p class="faint">Empty</p>}</div>
    </div>
  );
}

export function isShownElsewhere(parts: readonly Part[], attached: ReadonlySet<string> | undefined): boolean {
  return (
    !!attached &&
    parts.length > 0 &&
    parts.every((part) => part.type === 'tool_result' && part.id !== null && attached.has(part.id))
  );
}

function lengthOf(parts: readonly Part[]): string {
  const chars = parts.reduce((sum, part) => sum + (part.type === 'text' ? part.text.length : 0), 0);
  return chars > 0 ? `${count(chars)} characters` : plural(parts.length, 'part');
}

function previewOf(parts: readonly Part[]): string {
  const text = parts.find((part) => part.type === 'text')?.text ?? '';
  return text.slice(0, 200).replace(/\s+/g, ' ');
}
