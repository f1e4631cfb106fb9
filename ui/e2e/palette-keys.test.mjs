/* 4.10 point 3: every key of 4.3, focus, and that typing is typing. U3: help, Escape, keys with modifiers. */
import assert from 'node:assert/strict';
import { ListPage, parameter, TracePage } from './lib/pages.mjs';
import { accessible, eventually, serve } from './lib/site.mjs';
import { agentTrace, BEGIN } from './lib/traces.mjs';

const site = serve((dir) => {
  agentTrace('triage').write(`${dir}/triage.jsonl`);
  for (let i = 0; i < 30; i++)
    agentTrace(`run ${i}`, {
      at: BEGIN + (i + 1) * 60_000,
      thread_id: `conv-${100 + i}`,
      input: { query: 'again' },
    }).write(`${dir}/runs/run-${i}.jsonl`);
});

/** Labels of `agentTrace` from top to bottom, all expanded. */
const ROWS = ['triage agent', 'plan', 'get_order', 'http GET', 'get_order', 'search_documents', 'answer', 'check tone'];
const focus = (page) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

async function expanded(page) {
  const trace = new TracePage(page);
  await page.keyboard.press('}');
  await eventually(async () => assert.deepEqual(await trace.labels(), ROWS));
  return trace;
}

async function selects(trace, key, name) {
  await trace.page.keyboard.press(key);
  await eventually(async () => assert.equal(await trace.selected(), name, `after ${key}`));
}

/** The id of the span that is selected, as the address has it, once it is another than this. */
function selected(page, before = null) {
  return eventually(() => {
    const id = parameter(page, 'span');
    assert.notEqual(id, before);
    return id;
  });
}

site.test('↑ ↓ j k, Home End g g G and PgUp PgDn move through the tree', async ({ page, address }) => {
  await new TracePage(page).open(address('/t/triage.jsonl'));
  const trace = await expanded(page);
  await selects(trace, 'Home', 'triage agent');
  await selects(trace, 'ArrowDown', 'plan');
  await selects(trace, 'j', 'get_order');
  await selects(trace, 'k', 'plan');
  await selects(trace, 'ArrowUp', 'triage agent');
  await selects(trace, 'End', 'check tone');
  await page.keyboard.press('g');
  await selects(trace, 'g', 'triage agent');
  await selects(trace, 'G', 'check tone');
  await selects(trace, 'PageUp', 'triage agent');
  await selects(trace, 'PageDown', 'check tone');
});

site.test('← → h l collapse, expand, go to the parent and the first child', async ({ page, address }) => {
  await new TracePage(page).open(address('/t/triage.jsonl'));
  const trace = await expanded(page);
  await selects(trace, 'Home', 'triage agent');
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => assert.deepEqual(await trace.labels(), ['triage agent']));
  await page.keyboard.press('l');
  await eventually(async () => assert.ok((await trace.labels()).length > 1));
  await selects(trace, 'ArrowRight', 'plan');
  await selects(trace, 'h', 'triage agent');
});

site.test('[ ] show a level less or more, { } collapse and expand all', async ({ page, address }) => {
  await new TracePage(page).open(address('/t/triage.jsonl'));
  const trace = await expanded(page);
  await page.keyboard.press('{');
  await eventually(async () => assert.deepEqual(await trace.labels(), ['triage agent']));
  await page.keyboard.press(']');
  await eventually(async () => assert.equal((await trace.labels()).length, 7));
  await page.keyboard.press(']');
  await eventually(async () => assert.deepEqual(await trace.labels(), ROWS));
  await page.keyboard.press('[');
  await eventually(async () => assert.equal((await trace.labels()).length, 7));
});

site.test('e E go through errors, i I through model calls', async ({ page, address }) => {
  await new TracePage(page).open(address('/t/triage.jsonl'));
  const trace = await expanded(page);
  await page.keyboard.press('Home');
  await selects(trace, 'e', 'get_order');
  await selects(trace, 'e', 'http GET');
  await selects(trace, 'E', 'get_order');
  await page.keyboard.press('Home');
  await selects(trace, 'i', 'plan');
  await selects(trace, 'i', 'answer');
  await selects(trace, 'I', 'plan');
});

site.test('x shows only a subtree, Escape goes back', async ({ page, address }) => {
  await new TracePage(page).open(address('/t/triage.jsonl'));
  const trace = await expanded(page);
  await trace.row('get_order').first().locator('.tree-label').click();
  await page.keyboard.press('x');
  await eventually(async () => assert.deepEqual(await trace.labels(), ['get_order', 'http GET']));
  await page.keyboard.press('Escape');
  await eventually(async () => assert.ok((await trace.labels()).length >= ROWS.length));
});

site.test('1 to 5 are the views; f and 0 fit; + − zoom', async ({ page, address }) => {
  const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
  for (const [key, name] of [
    ['2', 'Flame'],
    ['3', 'Chat'],
    ['4', 'Log'],
    ['5', 'Stats'],
    ['1', 'Tree'],
  ]) {
    await page.keyboard.press(key);
    await page
      .getByRole('tablist', { name: 'Views' })
      .getByRole('tab', { name: new RegExp(`^${name}`), selected: true })
      .waitFor();
  }
  await trace.row('plan').locator('.tree-label').click();
  await page.keyboard.press('f');
  await eventually(async () => assert.match(page.url(), /w=\d+-\d+/));
  const fitted = parameter(page, 'w');
  await page.keyboard.press('-');
  await eventually(async () => assert.notEqual(parameter(page, 'w'), fitted));
  await page.keyboard.press('0');
  await eventually(async () => assert.equal(parameter(page, 'w'), null));
  await page.keyboard.press('+');
  await eventually(async () => assert.match(page.url(), /w=\d+-\d+/));
});

site.test('w a s d zoom and pan the flame graph by the place of the keys', async ({ page, address }) => {
  const trace = new TracePage(page);
  await page.goto(address('/t/triage.jsonl?view=flame'));
  await trace.flame.first().waitFor();
  await trace.flame.first().focus();
  await page.keyboard.press('KeyW');
  await eventually(async () => assert.match(page.url(), /w=\d+-\d+/));
  const before = parameter(page, 'w');
  await page.keyboard.press('KeyD');
  await eventually(async () => assert.notEqual(parameter(page, 'w'), before));
});

site.test('/ and n N find in the trace', async ({ page, address }) => {
  const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
  await page.keyboard.press('/');
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.tagName), 'INPUT'));
  await page.keyboard.type('get_order');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.deepEqual([...new Set(await trace.labels())], ['triage agent', 'get_order']));
  const first = await selected(page);
  await eventually(async () => assert.equal(await trace.selected(), 'get_order'));
  await page.keyboard.press('Enter');
  const second = await selected(page, first);
  await page.keyboard.press('Escape');
  await page.keyboard.press('N');
  assert.equal(await selected(page, second), first);
  await page.keyboard.press('n');
  assert.equal(await selected(page, first), second);
  assert.equal(await page.getByRole('searchbox', { name: /Filter spans/ }).inputValue(), 'get_order');
});

site.test(
  'Enter opens the detail, Escape closes what is on top and never the page beneath (U3)',
  async ({ page, address }) => {
    const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
    await page.keyboard.press('Home');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await trace.detail.getByRole('heading', { name: /plan/ }).first().waitFor();
    await trace.openHelp();
    const url = page.url();
    await page.keyboard.press('Escape');
    await eventually(async () => assert.equal(await trace.help.count(), 0));
    assert.equal(page.url(), url);
    assert.equal(await trace.selected(), 'plan');
  },
);

site.test("U3 ? opens help, which names every command; keys with Ctrl are the browser's", async ({ page, address }) => {
  const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
  // What can be copied is known when there is something to copy.
  await trace.detail.getByRole('tab').first().waitFor();
  await trace.openHelp();
  const text = await trace.help.innerText();
  for (const word of [
    /error/i,
    /call of a model/i,
    /close all/i,
    /open all/i,
    /palette|command/i,
    /search/i,
    /flame/i,
    /fit/i,
    /follow|pause/i,
    /copy/i,
    /light|dark|theme/i,
    /refresh the trace/i,
  ])
    assert.match(text, word);
  await accessible(page, 'help');
  await page.keyboard.press('Escape');
  const prevented = await page.evaluate(() =>
    [
      ['r', true],
      ['t', true],
      ['e', true],
      ['f', true],
      ['c', true],
      ['1', true],
      ['+', true],
      ['0', true],
      ['w', true],
    ].filter(([key]) => {
      const event = new KeyboardEvent('keydown', {
        key,
        code: 'Key' + key.toUpperCase(),
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    }),
  );
  assert.deepEqual(prevented, [], 'taken from the browser');
});

site.test('t changes the colours and the choice is kept', async ({ page, address }) => {
  await new ListPage(page).open(address('/'));
  const before = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.keyboard.press('t');
  await eventually(async () =>
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), before),
  );
  const chosen = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.reload();
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), chosen);
});

site.test('r asks the server again', async ({ page, address }) => {
  const list = await new ListPage(page).open(address('/'));
  await list.trace('run 29').waitFor();
  const asked = page.waitForRequest((request) => request.url().includes('/api/traces'));
  await page.keyboard.press('r');
  await asked;
});

site.test('inputs swallow keys', async ({ page, address }) => {
  const list = await new ListPage(page).open(address('/'));
  await list.trace('run 29').waitFor();
  await list.filter.click();
  await page.keyboard.type('?tjkrxeg1 0[]{}');
  assert.equal(await list.filter.inputValue(), '?tjkrxeg1 0[]{}');
  assert.equal(await list.help.count(), 0);
  await page.keyboard.press('Escape');
  assert.notEqual(await focus(page), await list.filter.getAttribute('aria-label'));
});

site.test('Ctrl K finds commands, traces and spans; Enter does it; focus comes back', async ({ page, address }) => {
  const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
  await page.keyboard.press('Home');
  const before = await focus(page);
  const field = await trace.openPalette();
  await field.fill('search_doc');
  await trace.palette
    .getByRole('option', { name: /search_documents/ })
    .first()
    .waitFor();
  await accessible(page, 'palette');
  await field.fill('light and dark');
  await trace.palette
    .getByRole('option', { name: /light and dark/ })
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await eventually(async () => assert.equal(await trace.palette.count(), 0));
  assert.equal(await focus(page), before, 'focus after the palette');
  await (await trace.openPalette()).fill('run 17');
  await trace.palette
    .getByRole('option', { name: /run 17/ })
    .first()
    .waitFor();
  for (let i = 0; i < 40; i++) {
    const active = await trace.palette.getByRole('option', { selected: true }).innerText();
    if (/^run 17\b/.test(active)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/run-17\.jsonl/);
  await trace.ready();
  await (await trace.openPalette()).fill('http GET');
  await trace.palette
    .getByRole('group', { name: /Spans/ })
    .getByRole('option', { name: /http GET/ })
    .first()
    .click();
  await eventually(async () => assert.equal(await trace.selected(), 'http GET'));
});

site.test('single keys can be switched off and changed, and that is kept (WCAG 2.1.4)', async ({ page, address }) => {
  const list = await new ListPage(page).open(address('/'));
  await list.openHelp();
  await list.help.getByRole('switch', { name: /Single keys/ }).uncheck();
  await page.keyboard.press('Escape');
  await page.reload();
  await list.trace('run 29').waitFor();
  await page.keyboard.press('?');
  await page.waitForTimeout(200);
  assert.equal(await list.help.count(), 0);
  await (await list.openPalette()).fill('keys and commands');
  await list.palette
    .getByRole('option', { name: /keys and commands/ })
    .first()
    .click();
  await list.help.waitFor();
  await list.help.getByRole('switch', { name: /Single keys/ }).check();
  await list.help.getByRole('button', { name: /light and dark/ }).click();
  await page.keyboard.press('q');
  await list.help.getByRole('button', { name: /light and dark: q/ }).waitFor();
  await page.keyboard.press('Escape');
  await list.help.waitFor({ state: 'detached' });
  const before = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.keyboard.press('q');
  await eventually(async () =>
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), before),
  );
});

site.test('Tab goes through the page in reading order, and every stop can be seen', async ({ page, address }) => {
  await new TracePage(page).open(address('/t/triage.jsonl'));
  const seen = [];
  await page.evaluate(() => document.activeElement?.blur());
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const ringed =
        style.outlineStyle !== 'none' ||
        style.boxShadow !== 'none' ||
        element.matches('canvas, [role=treegrid]') ||
        element.closest(':focus-within') !== null;
      return {
        what: `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 30)}`,
        visible: box.width > 0 && box.height > 0,
        ringed,
        top: box.top,
      };
    });
    if (!stop) break;
    seen.push(stop);
  }
  assert.ok(seen.length > 5);
  assert.deepEqual(
    seen.filter((stop) => !stop.visible || !stop.ringed),
    [],
  );
  assert.equal(seen.filter((stop) => stop.what.startsWith('DIV Spans')).length, 1, 'the tree is one stop');
});
