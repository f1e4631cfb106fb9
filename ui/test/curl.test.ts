import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { curl } from '../src/lib/curl';
import { whole } from '../src/lib/json';

const build = (metadata: object, input: unknown) =>
  curl(whole(JSON.stringify(metadata)), input === undefined ? null : whole(JSON.stringify(input)));
const text = (metadata: object, input: unknown) => (build(metadata, input) as { text: string }).text;
/** What the shell would send: curl is a function that prints what it gets. */
const sent = (script: string) =>
  execFileSync('/bin/sh', ['-c', `curl() { for a in "$@"; do printf '%s\\n' "$a"; done; cat; }\n${script}`], {
    encoding: 'utf8',
  });

const openai = { provider: 'openai', api: 'chat.completions', model: 'gpt-x', model_parameters: { temperature: 0.1 } };
const hello = { messages: [{ role: 'user', content: 'Hello' }] };

describe('curl', () => {
  test('asks the provider as the application did', () => {
    expect(text(openai, hello)).toBe(`curl "https://api.openai.com/v1/chat/completions" \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  --data-binary @- <<'JSON'
{
  "model": "gpt-x",
  "temperature": 0.1,
  "messages": [
    {
      "role": "user",
      "content": "Hello"
    }
  ]
}
JSON`);
  });

  test('knows the other providers', () => {
    expect(text({ ...openai, provider: 'anthropic', api: 'messages' }, hello)).toContain(
      '"x-api-key: $ANTHROPIC_API_KEY"',
    );
    expect(text({ ...openai, provider: 'openrouter' }, hello)).toContain(
      'https://openrouter.ai/api/v1/chat/completions',
    );
    expect(text({ ...openai, provider: 'llm.example.com' }, hello)).toContain(
      '"https://llm.example.com/v1/chat/completions"',
    );
    expect(text({ ...openai, provider: 'local' }, hello)).toContain('"$BASE_URL/chat/completions"');
    expect(text({ ...openai, api: 'embeddings' }, ['a', 'b'])).toContain('"input": [');
  });

  test("puts Google's settings where they belong", () => {
    const script = text(
      {
        provider: 'google',
        api: 'generateContent',
        model: 'gemini-x',
        stream: true,
        model_parameters: { temperature: 1, safetySettings: [] },
      },
      { contents: [] },
    );
    expect(script).toContain('models/gemini-x:streamGenerateContent?alt=sse"');
    expect(JSON.parse(script.slice(script.indexOf('{\n'), script.lastIndexOf('JSON')))).toEqual({
      generationConfig: { temperature: 1 },
      safetySettings: [],
      contents: [],
    });
  });

  test('takes the model that was asked for', () => {
    expect(text({ ...openai, request_model: 'gpt-latest' }, hello)).toContain('"model": "gpt-latest"');
  });

  test('keeps numbers as they were', () => {
    const metadata = whole('{"api":"responses","model":"m","model_parameters":{"seed":12345678901234567890}}');
    expect(curl(metadata, whole('{"input":"x"}'))).toMatchObject({
      text: expect.stringContaining('"seed": 12345678901234567890'),
    });
  });

  test('never holds a key', () => {
    const script = text(
      { ...openai, model_parameters: { api_key: 'sk-1', Authorization: 'Bearer sk-2', max_tokens: 5 } },
      hello,
    );
    expect(script).not.toContain('sk-');
    expect(script).toContain('"max_tokens": 5');
  });

  test('runs nothing that stands in a trace', () => {
    const attack = '\'"; touch /tmp/owned; $(id) `id` \\\nJSON\n!! \u001b[201~ \u202e \u009b';
    const messages = [{ role: 'user', content: attack }];
    const script = text({ ...openai, model: attack }, { messages, [attack]: attack });
    const output = sent(script);
    const body = JSON.parse(output.slice(output.indexOf('{\n'))) as Record<string, unknown>;
    expect(body).toEqual({ model: attack, temperature: 0.1, messages, [attack]: attack });
    for (const c of ['\u001b', '\u202e', '\u009b']) expect(script).not.toContain(c);
    const google = text({ provider: 'google', api: 'generateContent', model: attack }, { contents: [] });
    expect(sent(google).split('\n')[0]).toMatch(
      /^https:\/\/generativelanguage\.googleapis\.com\/v1beta\/models\/[\w%.~-]+:generateContent$/,
    );
    expect(build({ ...openai, provider: 'x.com"; id; "' }, hello)).toHaveProperty('problem');
  });

  test('says why not', () => {
    expect(build({}, hello)).toEqual({ problem: 'This span does not say which model was called, and how.' });
    expect(build(openai, undefined)).toHaveProperty(
      'problem',
      'The input of this call was not recorded, so its request cannot be rebuilt.',
    );
    expect(build({ ...openai, provider: 'bedrock' }, hello)).toHaveProperty(
      'problem',
      expect.stringContaining('bedrock'),
    );
    expect(build({ ...openai, api: 'images' }, hello)).toHaveProperty('problem', expect.stringContaining('images'));
    expect(build({ ...openai, provider: '__proto__' }, hello)).toHaveProperty('problem');
    expect(build({ ...openai, api: 'constructor' }, hello)).toHaveProperty('problem');
  });
});
