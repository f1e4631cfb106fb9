/* All traces of a conversation, in order, whatever files they are in. */
import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { TracePage } from './lib/pages.mjs';
import { accessible, eventually, serve } from './lib/site.mjs';
import { BEGIN, TraceText } from './lib/traces.mjs';

const MINUTE = 60_000;

function turn(name, at, question, answer, fields = {}) {
  const trace = new TraceText(name, { at, thread_id: 'conv-7', ...fields });
  trace.span('chat', {
    kind: 'llm',
    to: 900,
    input: { messages: [{ role: 'user', content: question }] },
    output: answer,
    startMetadata: { model: 'gpt-4o' },
  });
  return trace;
}

const site = serve((dir) => {
  turn('third', BEGIN + 20 * MINUTE, 'And on Sundays?', 'Closed.')
    .finish()
    .write(`${dir}/a.jsonl`);
  const one = turn('first', BEGIN, 'When are you open?', 'From nine.').finish().toString();
  const two = turn('second', BEGIN + 10 * MINUTE, 'Until when?', 'Until six.')
    .finish()
    .toString();
  writeFileSync(`${dir}/b.jsonl`, one + two);
  turn('other', BEGIN, 'Somebody else?', 'Yes.', { thread_id: 'conv-70' }).finish().write(`${dir}/c.jsonl`);
});

const thread = async ({ page, address }) => {
  await page.goto(address('/thread/conv-7'));
  await page.getByRole('heading', { level: 2, name: 'third' }).waitFor();
  return page.getByRole('main');
};
const titles = (main) => main.getByRole('heading', { level: 2 }).allInnerTexts();

site.test('traces stand in the order of their time, each with its own conversation', async (t) => {
  const main = await thread(t);
  assert.deepEqual(await titles(main), ['first', 'second', 'third']);
  const turns = main.locator('.turn');
  for (const [i, said, elsewhere] of [
    [0, /When are you open\?[^]*From nine\./, /Until/],
    [1, /Until when\?[^]*Until six\./, /From nine/],
    [2, /And on Sundays\?[^]*Closed\./, /Until/],
  ]) {
    await turns.nth(i).scrollIntoViewIfNeeded();
    await eventually(async () => assert.match(await turns.nth(i).innerText(), said));
    assert.doesNotMatch(await turns.nth(i).innerText(), elsewhere);
  }
  const words = await main.innerText();
  assert.match(words, /3 traces/);
  assert.match(words, /\b9m\b.*later|\b10m\b.*later/);
  assert.doesNotMatch(words, /Somebody else/);
  await accessible(t.page, 'thread');
});

site.test('a trace among several of its file is opened as that one', async (t) => {
  const main = await thread(t);
  await main.getByRole('link', { name: 'second' }).click();
  const trace = new TracePage(t.page);
  await trace.ready();
  await eventually(async () => assert.equal(await trace.selected(), 'second'));
  await t.page.goBack();
  await eventually(async () => assert.deepEqual(await titles(main), ['first', 'second', 'third']));
});

site.test('what is said next appears', async (t) => {
  const main = await thread(t);
  appendFileSync(
    `${site.dir}/b.jsonl`,
    turn('fourth', BEGIN + 30 * MINUTE, 'Thank you!', 'Welcome.')
      .finish()
      .toString(),
  );
  await eventually(async () => assert.deepEqual(await titles(main), ['first', 'second', 'third', 'fourth']));
  const last = main.locator('.turn').last();
  await last.scrollIntoViewIfNeeded();
  await eventually(async () => assert.match(await last.innerText(), /Thank you![^]*Welcome\./));
});

site.test('a thread that nobody had says so', async ({ page, address }) => {
  await page.goto(address('/thread/conv-8'));
  await eventually(async () => assert.match(await page.getByRole('main').innerText(), /no trace|nothing/i));
});
