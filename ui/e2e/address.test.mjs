/* What an address says of a trace: a place can be shared and gone back to, also in traces that were started by it. */
import assert from 'node:assert/strict';
import { parameter, TracePage } from './lib/pages.mjs';
import { eventually, serve } from './lib/site.mjs';
import { BEGIN, TraceText } from './lib/traces.mjs';

const ids = {
  first: 'a000000000000001',
  tenth: 'a00000000000000a',
  deep: 'b000000000000001',
  slow: 'c000000000000001',
};

const site = serve((dir) => {
  const steps = new TraceText('steps');
  const root = steps.start('root', { kind: 'agent' });
  for (let i = 1; i <= 10; i++) {
    const id = i === 1 ? ids.first : i === 10 ? ids.tenth : undefined;
    steps.span(`step ${i}`, {
      ...(id ? { id } : {}),
      parent: root.id,
      kind: i % 2 ? 'llm' : 'tool',
      from: i * 100,
      to: i * 100 + 90,
    });
  }
  steps.end(root, { to: 2000 });
  steps.finish({ to: 2000 }).write(`${dir}/steps.jsonl`);

  const grandchild = new TraceText('grandchild', { at: BEGIN + 60 });
  grandchild.span('in the grandchild', { id: ids.deep, from: 1, to: 5 });
  grandchild.finish({ to: 10 }).write(`${dir}/deep/grandchild.jsonl`);
  const child = new TraceText('child', { at: BEGIN + 40 });
  child.span('in the child', { from: 1, to: 5 });
  child.event('child_started', { data: { child_name: 'grandchild', child_file: 'deep/grandchild.jsonl' } });
  child.finish({ to: 40 }).write(`${dir}/child.jsonl`);
  // More spans than are loaded without being asked for.
  const large = new TraceText('large child', { at: BEGIN + 50 });
  for (let i = 0; i < 6000; i++)
    large.span(`filler ${i}`, { from: i, to: i + 1, ...(i === 4321 ? { id: ids.slow } : {}) });
  large.finish({ to: 6000 }).write(`${dir}/large.jsonl`);
  const family = new TraceText('family');
  const delegate = family.start('delegate', { from: 10 });
  family.event('child_started', {
    parent: delegate.id,
    from: 20,
    data: { child_name: 'child', child_file: 'child.jsonl' },
  });
  family.event('child_started', {
    parent: delegate.id,
    from: 30,
    data: { child_name: 'large child', child_file: 'large.jsonl' },
  });
  family.end(delegate, { to: 900 });
  family.finish({ to: 1000 }).write(`${dir}/family.jsonl`);
});

const selected = (trace, name) =>
  eventually(async () => assert.match((await trace.selected()) ?? '', new RegExp(name)));

/** As a link to another place of the same trace does. */
const follow = (page, to) =>
  page.evaluate((href) => {
    const link = document.createElement('a');
    link.href = href;
    document.body.append(link);
    link.click();
    link.remove();
  }, to);

site.test('going back and forward shows what each address says', async ({ page, address }) => {
  const trace = new TracePage(page);
  await page.goto(address(`/t/steps.jsonl?span=${ids.tenth}&view=flame&w=1000000-1500000&f=kind:tool`));
  await trace.flame.first().waitFor();
  await follow(page, `/t/steps.jsonl?span=${ids.first}`);
  await selected(trace, 'step 1$');
  await eventually(async () => assert.equal(await trace.count(), 11));
  assert.equal(parameter(page, 'w'), null);
  await page.goBack();
  await trace.flame.first().waitFor();
  await eventually(() => assert.equal(parameter(page, 'w'), '1000000-1500000'));
  assert.equal(parameter(page, 'span'), ids.tenth);
  await page.getByRole('tablist', { name: 'Views' }).getByRole('tab', { name: /^Tree/ }).click();
  await selected(trace, 'step 10');
  await eventually(async () => assert.equal(await trace.count(), 6));
  await page.goForward();
  await selected(trace, 'step 1$');
  await eventually(async () => assert.equal(await trace.count(), 11));
});

site.test('the last address wins, also when the answer to an earlier one comes later', async ({ page, address }) => {
  let answer;
  const asked = new Promise((resolve) => {
    void page.route(
      (url) => url.pathname === '/api/span' && url.searchParams.get('id') === ids.tenth,
      (route) => {
        answer = () => route.continue();
        resolve();
      },
    );
  });
  const trace = new TracePage(page);
  await page.goto(address(`/t/steps.jsonl?span=${ids.tenth}`));
  await asked;
  await follow(page, `/t/steps.jsonl?span=${ids.first}`);
  await selected(trace, 'step 1$');
  const late = page.waitForResponse((response) => response.url().includes(ids.tenth));
  await answer();
  await (await late).finished();
  await page.waitForTimeout(800);
  await selected(trace, 'step 1$');
  assert.equal(parameter(page, 'span'), ids.first);
});

for (const [what, id, name] of [
  ['grandchild', ids.deep, 'in the grandchild'],
  ['child that is too large to be loaded unasked', ids.slow, 'filler 4321'],
]) {
  site.test(
    `a link to a span of a ${what} loads it, selects the span and keeps the address`,
    async ({ page, address }) => {
      const trace = new TracePage(page);
      await page.goto(address(`/t/family.jsonl?span=${id}`));
      await selected(trace, name);
      await page.waitForTimeout(800);
      assert.equal(parameter(page, 'span'), id);
      assert.equal(await page.locator('.banner').count(), 0);
    },
    { expected: [/status of 404/] },
  );
}

site.test(
  'an id that nobody has is said, and stays in the address',
  async ({ page, address }) => {
    await page.goto(address('/t/family.jsonl?span=ffffffffffffffff'));
    await page.getByText(/No span of this trace has the id ffffffffffffffff/).waitFor();
    await page.waitForTimeout(800);
    assert.equal(parameter(page, 'span'), 'ffffffffffffffff');
  },
  { expected: [/status of 404/] },
);
