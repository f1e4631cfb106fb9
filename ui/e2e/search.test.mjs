/* Search of everything, and of one trace: names and content, streamed, stopped, with a way to each hit. U7. */
import assert from 'node:assert/strict';
import { ListPage, TracePage } from './lib/pages.mjs';
import { eventually, serve } from './lib/site.mjs';
import { agentTrace, BEGIN, TraceText } from './lib/traces.mjs';

const site = serve((dir) => {
  agentTrace('triage').write(`${dir}/triage.jsonl`);
  for (let i = 0; i < 12; i++) {
    const t = new TraceText(`run ${i}`, {
      at: BEGIN + i * 1000,
      metadata: { needle: i === 5 ? 'haystack-meta' : 'x' },
    });
    t.span(`step ${i}`, {
      kind: 'tool',
      input: { text: `line one\nquote " and ünïcode 日本 number ${i}` },
      output: `the common word ${i}`,
      ...(i === 7
        ? { status: 'error', error: { type: 'X', message: 'needle-in-error', traceback: 'at needle.Trace' } }
        : {}),
    });
    t.event(`event-needle-${i}`, { from: 3 });
    t.finish().write(`${dir}/runs/run-${i}.jsonl`);
  }
});

async function searched({ page, address }, q, more = '') {
  await page.goto(address(`/search?q=${encodeURIComponent(q)}${more}`));
  const main = page.getByRole('main');
  return main;
}

site.test('U7 span names, content, metadata, errors and events are found', async (t) => {
  for (const [q, expected] of [
    ['http GET', /triage/],
    ['declined payments', /triage/],
    ['haystack-meta', /run 5/],
    ['needle-in-error', /run 7/],
    ['event-needle-3', /run 3/],
    ['step 11', /run 11/],
  ]) {
    const main = await searched(t, q);
    await eventually(async () => assert.match(await main.innerText(), expected, q));
  }
});

site.test('text is found as people write it: quotes, line ends, other scripts', async (t) => {
  for (const q of ['quote " and', '日本 number 4', 'ünïcode']) {
    const main = await searched(t, q);
    await eventually(async () => assert.match(await main.innerText(), /run \d/, q));
  }
});

site.test('a hit shows its context and leads to its span', async (t) => {
  const main = await searched(t, 'declined payments');
  const hit = main
    .getByRole('link')
    .filter({ hasText: /declined payments|search_documents/ })
    .first();
  await hit.waitFor();
  assert.equal((await main.locator('mark').first().innerText()).toLowerCase(), 'declined payments');
  await hit.click();
  const trace = new TracePage(t.page);
  await trace.ready();
  await eventually(async () => assert.equal(await trace.selected(), 'search_documents'));
});

site.test('the count is right and the search says when it is done', async (t) => {
  const main = await searched(t, 'the common word');
  await eventually(async () => assert.match(await main.innerText(), /\b12\b/));
  await eventually(async () => assert.equal(await main.getByRole('button', { name: /stop/i }).count(), 0));
});

site.test(
  'case and regular expressions are options; a wrong expression is named',
  async (t) => {
    let main = await searched(t, 'NEEDLE-IN-ERROR');
    await eventually(async () => assert.match(await main.innerText(), /run 7/));
    main = await searched(t, 'NEEDLE-IN-ERROR', '&case=1');
    await eventually(async () => assert.match(await main.innerText(), /nothing|no (hit|match|result)/i));
    main = await searched(t, 'needle-in-\\w+r', '&re=1');
    await eventually(async () => assert.match(await main.innerText(), /run 7/));
    main = await searched(t, '(', '&re=1');
    await eventually(async () => assert.match(await main.innerText(), /expression|pattern|unclosed|group/i));
  },
  { expected: [/status of 400/] },
);

site.test('from the bar of a page, and back to the results as they were', async (t) => {
  const list = await new ListPage(t.page).open(t.address('/'));
  await t.page.keyboard.press('/');
  await t.page.keyboard.type('the common word');
  await t.page.keyboard.press('Enter');
  await t.page.waitForURL(/\/search\?/);
  const main = t.page.getByRole('main');
  await main
    .getByRole('link')
    .filter({ hasText: /common word|step/ })
    .first()
    .click();
  await new TracePage(t.page).ready();
  await t.page.goBack();
  await eventually(async () => assert.match(await main.innerText(), /run 1/));
  assert.match(t.page.url(), /the(\+|%20)common(\+|%20)word/);
  void list;
});

site.test('what is asked anew stops what was asked before', async (t) => {
  let open = 0;
  let most = 0;
  t.page.on('request', (request) => {
    if (request.url().includes('/api/search')) most = Math.max(most, ++open);
  });
  for (const event of ['requestfinished', 'requestfailed'])
    t.page.on(event, (request) => (open -= request.url().includes('/api/search') ? 1 : 0));
  const main = await searched(t, 'common');
  const field = main.getByRole('searchbox').first();
  await field.fill('the common word 3');
  await t.page.keyboard.press('Enter');
  await eventually(async () => assert.match(await main.innerText(), /run 3/));
  await eventually(async () => assert.equal(open, 0));
  assert.ok(most <= 2, `${most} at once`);
});
