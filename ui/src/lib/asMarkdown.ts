import { cost, duration, grouped } from './format';
import { holdsJson, jsonOf, pretty, source, whole } from './json';
import type { ChatCall, Message, Part } from './protocol';

/** What is written of a span. */
export interface Span {
  name: string;
  kind: string | null;
  status: string;
  model: string | null;
  /** Microseconds; null while it runs. */
  duration: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  cost: number | null;
  error: { type: string | null; message: string | null; traceback: string | null } | null;
  call: ChatCall | null;
  /** JSON texts, for what is no conversation. */
  input: string | null;
  output: string | null;
}

/** A span as Markdown: for an issue, a chat, or another model. */
export function spanMarkdown(span: Span): string {
  const facts = [
    span.kind,
    span.model,
    span.status,
    span.duration === null ? null : duration(span.duration),
    span.inputTokens === null ? null : `${grouped(span.inputTokens)} tokens in`,
    span.outputTokens === null ? null : `${grouped(span.outputTokens)} tokens out`,
    span.cost === null ? null : cost(span.cost),
  ];
  const blocks = [
    `## ${line(span.name)}`,
    facts
      .filter(Boolean)
      .map((fact) => line(fact!))
      .join(' · '),
  ];
  if (span.error) {
    blocks.push('### Error', fenced([span.error.type, span.error.message].filter(Boolean).join(': '), ''));
    if (span.error.traceback) blocks.push(fenced(span.error.traceback, ''));
  }
  if (span.call) {
    if (span.call.earlier > 0) blocks.push(`_${span.call.earlier} earlier messages are left out._`);
    for (const message of [...span.call.messages, ...span.call.answer]) blocks.push(...messageBlocks(message));
  } else {
    if (span.input !== null) blocks.push('### Input', value(span.input));
    if (span.output !== null) blocks.push('### Output', value(span.output));
  }
  return blocks.join('\n\n') + '\n';
}

function messageBlocks(message: Message): string[] {
  return [`### ${line(message.role || 'message')}`, ...message.parts.map(partText)];
}

function partText(part: Part): string {
  switch (part.type) {
    case 'text':
      return holdsJson(part.text) ? fenced(pretty(whole(part.text)), 'json') : part.text;
    case 'thinking':
      return quote(part.text ?? '(thinking that the provider keeps)');
    case 'refusal':
      return `**Refused:** ${part.text}`;
    case 'tool_call': {
      const text = typeof part.arguments === 'string' ? part.arguments : pretty(jsonOf(part.arguments));
      return `**Calls \`${line(part.name)}\`**\n\n${fenced(text, 'json')}`;
    }
    case 'tool_result':
      return `**${part.error ? 'Failed' : 'Result'}${part.name ? ` of \`${line(part.name)}\`` : ''}**\n\n${part.parts.map((one) => (one.type === 'text' ? fenced(one.text, '') : partText(one))).join('\n\n')}`;
    case 'media':
      return `[${line(part.title ?? part.mediaType ?? 'file')}${part.url ? `: ${line(part.url)}` : ''}]`;
    case 'json':
      return fenced(pretty(jsonOf(part.value)), 'json');
  }
}

function value(json: string): string {
  const one = whole(json);
  if (json.startsWith('"')) {
    try {
      return JSON.parse(json) as string;
    } catch {
      return fenced(json, '');
    }
  }
  return fenced(json.length < 5_000_000 ? pretty(one) : source(one), 'json');
}

/** A fence that no run of backticks in the text can end. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

const quote = (text: string) => text.split('\n').map((one) => `> ${one}`.trimEnd()).join('\n'); // prettier-ignore

const line = (text: string) => text.replace(/\s+/g, ' ').trim();
