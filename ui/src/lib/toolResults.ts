import type { ChatCall, Message, Part } from './protocol';

type ResultPart = Extract<Part, { type: 'tool_result' }>;

/** Which results stand below which calls of tools. */
export interface Attachments {
  results: ReadonlyMap<string, ResultPart>;
  /** Ids of results that are shown below a call, and nowhere else. */
  attached: ReadonlySet<string>;
}

/** Of the calls of one lane, in order: a result belongs to the call of a tool that stands before it. */
export function attachments(calls: readonly ChatCall[]): Attachments {
  const asked = new Set<string>();
  const results = new Map<string, ResultPart>();
  const look = (message: Message) => {
    for (const part of message.parts) {
      if (part.type === 'tool_call' && part.id !== null) asked.add(part.id);
      // The first result counts: calls repeat what was said before.
      if (part.type === 'tool_result' && part.id !== null && asked.has(part.id) && !results.has(part.id)) {
        results.set(part.id, part);
      }
    }
  };
  for (const call of calls) {
    call.messages.forEach(look);
    call.answer.forEach(look);
  }
  return { results, attached: new Set(results.keys()) };
}
