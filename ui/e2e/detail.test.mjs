/* The detail of a span, and what can be copied: 4.10 point 11. */
import assert from 'node:assert/strict';
import { TracePage } from './lib/pages.mjs';
import { eventually, serve } from './lib/site.mjs';
import { agentTrace, TraceText } from './lib/traces.mjs';

const site = serve((dir) => {
  agentTrace('triage').write(`${dir}/triage.jsonl`);
  const t = new TraceText('secrets');
  t.span('chat', {
    kind: 'llm',
    to: 500,
    input: { messages: [{ role: 'user', content: 'it\'s $HOME `whoami` "quoted" \\ back\nnew line' }] },
    output: 'done',
    metadata: {
      model: 'gpt-4o',
      provider: 'openai',
      api: 'chat.completions',
      model_parameters: { temperature: 0.2 },
      authorization: 'Bearer sk-real-key-123',
    },
  });
  t.span('deep error', {
    status: 'error',
    error: {
      type: 'com.example.OuterException',
      message: 'outer',
      traceback: [
        'com.example.OuterException: outer',
        ...Array.from({ length: 30 }, (_, i) => `\tat org.springframework.aop.Proxy.call${i}(Proxy.java:${i})`),
        '\tat com.example.App.run(App.java:10)',
        'Caused by: java.io.IOException: inner',
        '\tat java.base/java.net.Socket.read(Socket.java:1)',
        '\tat com.example.Client.get(Client.java:20)',
        '\t... 31 more',
      ].join('\n'),
    },
  });
  t.finish().write(`${dir}/secrets.jsonl`);
});

const opened = ({ page, address }, name = 'triage') => new TracePage(page).open(address(`/t/${name}.jsonl`));
const text = (trace) => trace.detail.innerText().then((words) => words.replace(/\s+/g, ' '));

site.test('a model call: model, times, tokens with cache and reasoning, cost, time to the first token', async (t) => {
  const trace = await opened(t);
  await trace.select('plan');
  await eventually(async () => {
    const words = await text(trace);
    for (const expected of [
      /gpt-4o/,
      /2\.90s/,
      /410\s?ms/,
      /\$0\.012/,
      /8,?\.?1\d*0?k?/,
      /6,000|6k/,
      /312/,
      /100 reasoning/,
    ])
      assert.match(words, expected);
  });
});

site.test('input and output as chat, as values, metadata and the raw lines', async (t) => {
  const trace = await opened(t);
  await trace.select('plan');
  const tabs = await trace.detail.getByRole('tab').allInnerTexts();
  assert.ok(tabs.length >= 4, tabs.join());
  for (const [tab, expected] of [
    [/chat/i, /Why did order 17 fail/],
    [/input/i, /Why did order 17 fail/],
    [/output/i, /get_order/],
    [/meta/i, /time_to_first_token_s|temperature/],
    [/raw/i, /"type": ?"span_end"/],
  ]) {
    await trace.detail.getByRole('tab', { name: tab }).first().click();
    await eventually(async () => assert.match(await text(trace), expected, String(tab)));
  }
});

site.test('values open and close, are searched, and their path is copied', async (t) => {
  await t.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const trace = await opened(t);
  await trace.select('search_documents');
  await trace.detail
    .getByRole('tab', { name: /output/i })
    .first()
    .click();
  await trace.detail.getByText('Article 9').first().waitFor();
});

site.test(
  "U2 an error has type, message and its stack with the application's frames seen and the others folded",
  async (t) => {
    const trace = await opened(t, 'secrets');
    await trace.select('deep error');
    await eventually(async () => assert.match(await text(trace), /OuterException com\.example outer/));
    const words = await text(trace);
    assert.match(words, /com\.example\.App\.run/);
    assert.match(words, /Caused by: java\.io\.IOException: inner|IOException/);
    assert.match(words, /com\.example\.Client\.get/);
    assert.doesNotMatch(words, /Proxy\.call17/);
    await trace.detail.getByRole('button', { name: 'Show all frames' }).click();
    await eventually(async () => assert.match(await text(trace), /Proxy\.call17/));
  },
);

/** Copies by its key and says what is on the clipboard. */
async function copied(t, trace, keys) {
  await t.page.evaluate(() => navigator.clipboard.writeText('nothing'));
  for (const key of keys) await t.page.keyboard.press(key);
  return eventually(async () => {
    const found = await t.page.evaluate(() => navigator.clipboard.readText());
    assert.notEqual(found, 'nothing', keys.join(' '));
    return found;
  });
}

site.test('y j copies JSON, y l the link, y m Markdown', async (t) => {
  await t.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const trace = await opened(t);
  await trace.select('plan');
  const json = JSON.parse(await copied(t, trace, ['y', 'j']));
  assert.match(JSON.stringify(json), /Why did order 17 fail/);
  assert.match(JSON.stringify(json), /get_order/);
  await trace.toasts
    .getByText(/Copied/)
    .first()
    .waitFor();
  const link = await copied(t, trace, ['y', 'l']);
  assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/t\/triage\.jsonl\?.*span=[0-9a-f]{16}/);
  await t.page.goto(link);
  await trace.ready();
  await eventually(async () => assert.equal(await trace.selected(), 'plan'));
  await trace.detail.getByRole('tab', { name: 'Output' }).waitFor();
  const markdown = await copied(t, trace, ['y', 'm']);
  assert.match(markdown, /plan/);
  assert.match(markdown, /order 17/);
});

site.test('y c copies a request that a shell sends as it was, without any key', async (t) => {
  await t.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const trace = await opened(t, 'secrets');
  await trace.select('chat');
  const curl = await copied(t, trace, ['y', 'c']);
  assert.match(curl, /^curl /);
  assert.match(curl, /\$(\{)?[A-Z_]*API_KEY/);
  assert.doesNotMatch(curl, /sk-real-key/);
  // The shell itself says what it would send.
  const { execFileSync } = await import('node:child_process');
  const { writeFileSync, chmodSync } = await import('node:fs');
  const fake = `${site.dir}/curl`;
  writeFileSync(fake, '#!/bin/sh\nfor a; do printf "%s\\0" "$a"; done; cat\n');
  chmodSync(fake, 0o755);
  const args = execFileSync('sh', ['-c', curl], {
    env: { PATH: `${site.dir}:/usr/bin:/bin`, OPENAI_API_KEY: 'from-the-environment', API_KEY: 'from-the-environment' },
    encoding: 'utf8',
  }).split('\0');
  const body = JSON.parse(args.find((argument) => argument.startsWith('{')));
  assert.equal(body.model, 'gpt-4o');
  assert.equal(body.messages[0].content, 'it\'s $HOME `whoami` "quoted" \\ back\nnew line');
  assert.ok(args.some((argument) => argument.includes('from-the-environment')));
});

site.test('a refused clipboard is said, not swallowed', async (t) => {
  await t.context.clearPermissions();
  const trace = await opened(t);
  await trace.select('plan');
  await t.page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await t.page.keyboard.press('y');
  await t.page.keyboard.press('j');
  await trace.toasts.getByText(/copy/i).first().waitFor();
});
