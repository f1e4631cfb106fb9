import { expect, test } from 'vitest';
import { type Span, spanMarkdown } from '../src/lib/asMarkdown';

const span: Span = {
  name: 'plan',
  kind: 'llm',
  status: 'ok',
  model: 'gpt-x',
  duration: 31_200_000,
  inputTokens: 8100,
  outputTokens: 312,
  cost: 0.012,
  error: null,
  call: null,
  input: null,
  output: null,
};

test('a conversation is its messages', () => {
  const text = spanMarkdown({
    ...span,
    call: {
      row: 0,
      lane: 0,
      model: null,
      earlier: 2,
      tools: [],
      rest: null,
      plain: false,
      cut: false,
      messages: [{ role: 'user', name: null, parts: [{ type: 'text', text: 'Why?' }] }],
      answer: [
        {
          role: 'assistant',
          name: null,
          parts: [
            { type: 'thinking', text: 'a\nb' },
            { type: 'tool_call', id: null, name: 'get', arguments: { id: 17 } },
          ],
        },
      ],
    },
  });
  expect(text).toBe(`## plan

llm · gpt-x · ok · 31.2s · 8,100 tokens in · 312 tokens out · $0.0120

_2 earlier messages are left out._

### user

Why?

### assistant

> a
> b

**Calls \`get\`**

\`\`\`json
{
  "id": 17
}
\`\`\`
`);
});

test('what is no conversation is its values, and no text can end its fence', () => {
  const text = spanMarkdown({ ...span, name: 'a\n# b', input: '{"a":"```"}', output: '"done"' });
  expect(text).toContain('## a # b\n');
  expect(text).toContain('````json\n{\n  "a": "```"\n}\n````');
  expect(text).toContain('### Output\n\ndone\n');
});
