import { expect, test } from 'vitest';
import type { ChatCall, Message, Part } from '../src/lib/protocol';
import { attachments } from '../src/lib/toolResults';

const message = (role: string, ...parts: Part[]): Message => ({ role, name: null, parts });
const call = (messages: Message[], answer: Message[]): ChatCall => ({
  row: 0,
  lane: -1,
  model: null,
  earlier: 0,
  messages,
  answer,
  tools: [],
  rest: null,
  plain: false,
  cut: false,
});
const asks = (id: string | null): Part => ({ type: 'tool_call', id, name: 'get', arguments: {} });
const gives = (id: string | null, text: string): Part => ({
  type: 'tool_result',
  id,
  name: null,
  parts: [{ type: 'text', text }],
  error: false,
});

test('a result stands below its call, also when it comes with the next request', () => {
  const { results, attached } = attachments([
    call([message('user')], [message('assistant', asks('a'), asks('b'))]),
    call([message('tool', gives('a', '1'))], []),
  ]);
  expect([...attached]).toEqual(['a']);
  expect(results.get('a')!.parts).toEqual([{ type: 'text', text: '1' }]);
});

test('a result without a call before it stands alone', () => {
  const { attached } = attachments([
    call([message('tool', gives('a', '1'), gives(null, '2'))], [message('assistant', asks('a'), asks(null))]),
  ]);
  expect(attached.size).toBe(0);
});
