import { spanMarkdown } from '../../lib/asMarkdown';
import { copyText } from '../../lib/clipboard';
import type { Command } from '../../lib/commands';
import { curl } from '../../lib/curl';
import { chosenPath } from '../../lib/jsonPath';
import { type Json, parsed, pretty, source, whole } from '../../lib/json';
import { links } from '../../lib/router';
import { factsOf } from '../../lib/spanFacts';
import { toast } from '../../lib/toasts';
import { usageOf } from '../../lib/tokens';
import { type Content, valueOf, wholeValue } from '../../state/contents';
import type { OpenTrace } from '../../state/trace';

const MOST_COPIED = 50_000_000;

/** The JSON text of a field, also if only its beginning is here. Null if there is none. */
async function fieldText(content: Content, field: string): Promise<string | null> {
  const value = valueOf(content, field);
  if (!value) return null;
  if (value.json) return source(value.json);
  if (value.cut.bytes > MOST_COPIED) throw new Error('This span is too large for the clipboard: download its values.');
  return wholeValue(content.place, value.cut.event, field);
}

/** One object with all that both lines say; that of the end wins. */
export async function spanJson(content: Content): Promise<string> {
  const names = new Set([...content.start.keys(), ...content.end.keys()]);
  names.delete('type');
  const members: string[] = [];
  for (const name of names) {
    const text = await fieldText(content, name);
    members.push(`${JSON.stringify(name)}:${text ?? 'null'}`);
  }
  return pretty(whole(`{${members.join(',')}}`));
}

export async function curlText(content: Content): Promise<string> {
  const input = await fieldText(content, 'input');
  const built = curl(content.metadata, input === null ? null : whole(input));
  if ('problem' in built) throw new Error(built.problem);
  return built.text;
}

export async function markdownText(trace: OpenTrace, content: Content, row: number): Promise<string> {
  const facts = factsOf(trace.data.peek()!, row);
  const usage = usageOf(content.known);
  const error = valueOf(content, 'error')?.json;
  return spanMarkdown({
    name: facts.name,
    kind: facts.kind,
    status: facts.status,
    model: facts.model,
    duration: facts.isRunning ? null : facts.duration,
    inputTokens: usage?.input ?? null,
    outputTokens: usage?.output ?? null,
    cost: usage?.cost ?? content.cost,
    error: error ? errorOf(error) : null,
    call: content.call,
    input: content.call ? null : await fieldText(content, 'input'),
    output: content.call ? null : await fieldText(content, 'output'),
  });
}

/** The error of a span or trace, whatever shape it was recorded in. */
export function errorOf(json: Json): { type: string | null; message: string | null; traceback: string | null } {
  const value = parsed(json);
  if (typeof value === 'string') return { type: null, message: value, traceback: null };
  const text = (name: string) => {
    const one = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : null;
    return typeof one === 'string' ? one : null;
  };
  const known = { type: text('type'), message: text('message'), traceback: text('traceback') };
  return known.type === null && known.message === null && known.traceback === null
    ? { ...known, message: source(json) }
    : known;
}

async function copy(text: () => string | Promise<string>, what: string): Promise<void> {
  try {
    await copyText(await text(), what);
  } catch (e) {
    toast(e instanceof Error ? e.message : String(e), { kind: 'error' });
  }
}

/** What of a span can be copied; `current` is the row that is shown now, and its content as soon as it is there. */
export function copyCommands(
  trace: OpenTrace,
  current: () => { row: number; arrived: () => Promise<Content> },
): Command[] {
  const command = (
    id: string,
    title: string,
    key: string,
    what: string,
    text: (row: number, content: Content) => string | Promise<string>,
  ): Command => ({
    id,
    title,
    group: 'Copy',
    keys: [`y ${key}`],
    run: () => {
      const { row, arrived } = current();
      void copy(async () => text(row, await arrived()), what);
    },
  });
  return [
    command('copy-json', 'Copy the span as JSON', 'j', 'the span as JSON', (_row, content) => spanJson(content)),
    command(
      'copy-link',
      'Copy a link to the span',
      'l',
      'the link',
      (_row, content) => location.origin + links.trace(content.place.file, content.id ? { span: content.id } : {}),
    ),
    command('copy-curl', 'Copy the request as curl', 'c', 'the request as curl', (_row, content) => curlText(content)),
    command('copy-markdown', 'Copy the span as Markdown', 'm', 'the span as Markdown', (row, content) =>
      markdownText(trace, content, row),
    ),
    command('copy-path', 'Copy the path of the value chosen in a JSON tree', 'p', 'the path', () => {
      if (chosenPath.peek() === null) throw new Error('Choose a value in a JSON tree first.');
      return chosenPath.peek()!;
    }),
  ];
}
