/* The flame graph, whose drawing only a browser can prove: what is hit is what was drawn, at every zoom. */
import assert from 'node:assert/strict';
import { parameter, TracePage } from './lib/pages.mjs';
import { eventually, serve } from './lib/site.mjs';
import { agentTrace, TraceText, writer } from './lib/traces.mjs';

const site = serve((dir) => {
  agentTrace('triage').write(`${dir}/triage.jsonl`);
  const t = new TraceText('steps');
  const root = t.start('root', { kind: 'agent' });
  for (let i = 0; i < 10; i++)
    t.span(`step ${i}`, {
      parent: root.id,
      kind: ['llm', 'tool', 'retriever'][i % 3],
      from: i * 100,
      to: i * 100 + 100,
    });
  t.end(root, { to: 1000 });
  t.finish({ to: 1000 }).write(`${dir}/steps.jsonl`);
  const slivers = new TraceText('slivers');
  const top = slivers.start('five hours', { kind: 'agent' });
  slivers.span('one millisecond', {
    parent: top.id,
    kind: 'llm',
    from: 9_000_000,
    to: 9_000_001,
    status: 'error',
    error: { type: 'X', message: 'm', traceback: null },
  });
  slivers.end(top, { to: 18_000_000 });
  slivers.finish({ to: 18_000_000 }).write(`${dir}/slivers.jsonl`);
});

async function opened({ page, address }, name) {
  await page.goto(address(`/t/${name}.jsonl?view=flame`));
  const trace = new TracePage(page);
  await trace.flame.first().waitFor();
  await page.waitForTimeout(300);
  return { trace, box: await trace.canvas.boundingBox() };
}

/** Name of the span that is selected, as the detail says it. */
const chosen = (trace) => trace.detail.getByRole('heading').first().innerText({ timeout: 1000 });

/** Looks down a column of the canvas for the lane of the children: clicks until the detail names one. */
async function clickAt(trace, box, share, lanes = [58, 38, 78]) {
  for (const y of lanes) {
    await trace.page.mouse.click(box.x + box.width * share, box.y + y);
    const name = await chosen(trace).catch(() => '');
    if (/^step|^one/.test(name)) return { name, y };
  }
  return { name: await chosen(trace).catch(() => ''), y: lanes.at(-1) };
}

for (const deviceScaleFactor of [1, 1.5, 2]) {
  site.test(
    `what is clicked is what is drawn there, at ${deviceScaleFactor} pixels a point`,
    async (t) => {
      const { trace, box } = await opened(t, 'steps');
      const { y } = await clickAt(trace, box, 0.05);
      for (let i = 0; i < 10; i++) {
        // Near the edges of each box, where a wrong scale shows first.
        for (const inside of [0.15, 0.85]) {
          await t.page.mouse.click(box.x + (box.width * (i + inside)) / 10, box.y + y);
          await eventually(async () => assert.match(await chosen(trace), new RegExp(`step ${i}`)), { within: 2000 });
        }
      }
    },
    { context: { deviceScaleFactor } },
  );
}

site.test('after zooming a million times the same place is hit, and fit shows all again', async (t) => {
  const { trace, box } = await opened(t, 'steps');
  const { y } = await clickAt(trace, box, 0.05);
  const at = box.x + box.width * 0.4501;
  await t.page.mouse.move(at, box.y + y);
  await t.page.keyboard.down('Control');
  for (let i = 0; i < 60; i++) {
    await t.page.mouse.wheel(0, -120);
    if (i % 6 === 5) {
      await t.page.keyboard.up('Control');
      await t.page.mouse.click(at, box.y + y);
      await eventually(async () => assert.match(await chosen(trace), /step 4/), { within: 2000 });
      await t.page.keyboard.down('Control');
    }
  }
  await t.page.keyboard.up('Control');
  await eventually(async () => {
    const [from, to] = parameter(t.page, 'w').split('-').map(Number);
    assert.ok(to - from < 5000 && to - from > 0, `${from}-${to}`);
  });
  await t.page.keyboard.press('0');
  await eventually(async () => assert.equal(parameter(t.page, 'w'), null));
  await t.page.waitForTimeout(200);
  await t.page.mouse.click(box.x + box.width * 0.95, box.y + y);
  await eventually(async () => assert.match(await chosen(trace), /step 9/), { within: 2000 });
});

site.test('a resized pane is drawn again at its size, and hits stay right', async (t) => {
  const { trace, box } = await opened(t, 'steps');
  const { y } = await clickAt(trace, box, 0.05);
  await t.page.setViewportSize({ width: 1000, height: 700 });
  await eventually(async () => assert.ok((await trace.canvas.boundingBox()).width < box.width));
  const now = await trace.canvas.boundingBox();
  await t.page.waitForTimeout(200);
  await t.page.mouse.click(now.x + now.width * 0.75, now.y + y);
  await eventually(async () => assert.match(await chosen(trace), /step 7/), { within: 2000 });
  const [pixels, css] = await trace.canvas.evaluate((canvas) => [canvas.width, canvas.clientWidth * devicePixelRatio]);
  assert.ok(Math.abs(pixels - css) <= 2, `${pixels} pixels for ${css}`);
});

site.test('a millisecond in five hours is one pixel, seen as an error, and can be reached', async (t) => {
  const { trace, box } = await opened(t, 'slivers');
  await t.page.keyboard.press('e');
  await eventually(async () => assert.match(await chosen(trace), /one millisecond/));
  await t.page.keyboard.press('f');
  await eventually(async () => {
    const [from, to] = parameter(t.page, 'w').split('-').map(Number);
    assert.ok(to - from < 60e6, `${to - from}`);
  });
  await t.page.mouse.click(box.x + box.width / 2, box.y + 10);
});

site.test('dragging moves the time, double-click fits the span', async (t) => {
  const { trace, box } = await opened(t, 'steps');
  const { y } = await clickAt(trace, box, 0.35);
  await t.page.mouse.dblclick(box.x + box.width * 0.35, box.y + y);
  await eventually(async () => assert.ok(parameter(t.page, 'w')));
  const before = parameter(t.page, 'w');
  await t.page.mouse.move(box.x + box.width * 0.5, box.y + y);
  await t.page.mouse.down();
  await t.page.mouse.move(box.x + box.width * 0.3, box.y + y, { steps: 6 });
  await t.page.mouse.up();
  await eventually(async () => assert.notEqual(parameter(t.page, 'w'), before));
});

site.test('hovering names the span with its duration', async (t) => {
  const { trace, box } = await opened(t, 'steps');
  const { y } = await clickAt(trace, box, 0.05);
  await t.page.mouse.move(box.x + box.width * 0.55, box.y + y);
  await t.page
    .getByText(/step 5/)
    .first()
    .waitFor();
  await t.page
    .getByText(/100\s?ms/)
    .first()
    .waitFor();
});

site.test('the canvas has something drawn in both themes', async (t) => {
  const { trace } = await opened(t, 'triage');
  const colours = () =>
    trace.canvas.evaluate((canvas) => {
      const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      const seen = new Set();
      for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
      return seen.size;
    });
  const before = await colours();
  assert.ok(before > 4, `${before} colours`);
  await t.page.keyboard.press('t');
  await t.page.waitForTimeout(300);
  const after = await colours();
  assert.ok(after > 4, `${after} colours`);
});

site.test(
  'where colours are forced, boxes are outlines on the background and keep their labels',
  async (t) => {
    const { trace } = await opened(t, 'triage');
    const shares = await trace.canvas.evaluate((canvas) => {
      const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      const seen = new Map();
      for (let at = 0; at < data.length; at += 4) {
        const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
        seen.set(colour, (seen.get(colour) ?? 0) + 1);
      }
      return [...seen.values()].sort((a, b) => b - a).map((count) => count / (data.length / 4));
    });
    assert.ok(shares[0] > 0.8 && shares[0] < 0.999, `${shares[0]} of all pixels are alike`);
    assert.ok(shares[1] > 0.001, 'nothing is drawn');
  },
  { context: { forcedColors: 'active' } },
);

site.test('arrow keys walk through the spans, and each is told', async ({ page, address }) => {
  await page.goto(address('/t/steps.jsonl?view=flame'));
  const trace = new TracePage(page);
  await trace.flame.first().focus();
  const told = page.locator('.flame-view [role=status]');
  await page.keyboard.press('ArrowDown');
  await eventually(async () => assert.equal(await told.innerText(), 'llm step 0, 100 milliseconds, 1 of 10'));
  for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowRight');
  await eventually(async () => assert.equal(await told.innerText(), 'retriever step 2, 100 milliseconds, 3 of 10'));
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowUp');
  await eventually(async () => assert.equal(await told.innerText(), 'agent root, 1 second, 1 of 1'));
});

site.test('what runs reaches to the present, and grows without a word of the file', async ({ page, address }) => {
  const live = new TraceText('grows', { at: Date.now() - 3000, ...writer });
  live.start('runs', { kind: 'agent', from: 0 });
  live.flush(`${site.dir}/grows.jsonl`);
  await page.goto(address('/t/grows.jsonl?view=flame'));
  const trace = new TracePage(page);
  await trace.flame.first().waitFor();
  const { width } = await trace.canvas.boundingBox();
  // All of the time is in the window, so its end is always at the right.
  const atTheRight = () => page.evaluate((x) => window.traqo.flame().rowAt(x, 40), width - 4);
  await eventually(async () => assert.equal(await atTheRight(), 0));
  const shown = () => page.evaluate(() => window.traqo.trace().end);
  const before = await shown();
  await eventually(async () => assert.ok((await shown()) > before + 900_000));
  assert.equal(await atTheRight(), 0);
});
