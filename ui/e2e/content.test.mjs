/* 4.10 point 7 and U6: values of any size and shape open, are shown as they are, and leave the page usable. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe } from 'node:test';
import { TracePage } from './lib/pages.mjs';
import { grey as png } from './lib/png.mjs';
import { accessible, eventually, serve } from './lib/site.mjs';
import { TraceText } from './lib/traces.mjs';

const MB = 1e6;

const TEXTS = {
  emoji: 'Family 👨‍👩‍👧‍👦, flag 🇨🇭, skin 👍🏽, astral 𝒳',
  rtl: 'שלום עולם and مرحبا بالعالم',
  override: 'invoice\u202efdp.exe\u202c',
  control: 'bell\u0007 esc\u001b[31m nul\u0000 tab\t line\u2028sep bom\ufeff',
  combining: 'Z͑ͫ̓a̴l͜g̷o' + '\u0301'.repeat(200),
  cjk: '日本語のテキスト',
};

const site = serve((dir) => {
  const t = new TraceText('content');
  t.span('fifty megabytes', {
    kind: 'tool',
    input: { q: 1 },
    output: 'begin ' + 'abcdefghi\n'.repeat(5 * MB) + ' end',
  });
  t.span('one long line', { output: 'x'.repeat(3 * MB) });
  t.span('hundred thousand keys', {
    output: Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`key ${i}`, i])),
  });
  t.span('hundred thousand items', { output: Array.from({ length: 100_000 }, (_, i) => ({ i })) });
  t.lines.push(
    `{"type":"span_end","id":"00000000000000d1","parent_id":null,"name":"ten thousand deep","ts":"2026-11-20T10:00:01.000000Z","duration_s":0.5,"status":"ok","output":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
  );
  t.lines.push(
    '{"type":"span_end","id":"00000000000000d2","parent_id":null,"name":"numbers","ts":"2026-11-20T10:00:01.000000Z","duration_s":0.5,"status":"ok","output":{"big":12345678901234567890123,"float":1e-7,"exact":0.1000000000000000055511151231257827,"minus":-0.0,"huge":1e400}}',
  );
  t.lines.push(
    '{"type":"span_end","id":"00000000000000d3","parent_id":null,"name":"prototypes","ts":"2026-11-20T10:00:01.000000Z","duration_s":0.5,"status":"ok","output":{"__proto__":{"shown":"as a key"},"constructor":1,"toString":2,"hasOwnProperty":null,"length":-1,"":"empty key","same":1,"same":2}}',
  );
  for (const [name, text] of Object.entries(TEXTS))
    t.span(`${name} ${text}`, { kind: 'llm', input: { messages: [{ role: 'user', content: text }] }, output: text });
  t.span('looks like a stub', {
    input: { _ref: 'not ours', _size: 12 },
    output: { _ref: 'x', _size: 'y', more: true },
  });
  t.span('embedded JSON', { output: '{"a":{"b":[1,2,{"c":"found inside"}]}}' });
  t.span('nothing', { output: null });
  t.span('empty', { input: '', output: [] });
  t.span('inline image', {
    kind: 'llm',
    input: {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'what is this' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${png().toString('base64')}` } },
          ],
        },
      ],
    },
    output: 'a square',
  });
  const bytes = png(8);
  const sha = createHash('sha256').update(bytes).digest('hex');
  mkdirSync(`${dir}/content.files`);
  writeFileSync(`${dir}/content.files/${sha}.png`, bytes);
  t.span('image of the folder', {
    kind: 'llm',
    input: {
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'image_url',
              image_url: { url: { _file: `${sha}.png`, _type: 'image/png', _size: bytes.length, _sha256: sha } },
            },
            { type: 'text', text: 'and this' },
          ],
        },
      ],
    },
    output: 'grey',
  });
  const lost = 'ab'.repeat(32);
  t.span('image that is lost', {
    kind: 'llm',
    input: {
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'image_url',
              image_url: { url: { _file: `${lost}.png`, _type: 'image/png', _size: 99, _sha256: lost } },
            },
          ],
        },
      ],
    },
    output: '?',
  });
  t.finish({ to: 5000 }).write(`${dir}/content.jsonl`);

  const deep = new TraceText('deep');
  let parent = null;
  const open = [];
  for (let i = 0; i < 10_000; i++) {
    const span = deep.start(`level ${i}`, { parent, from: i / 100 });
    open.push(span);
    parent = span.id;
  }
  while (open.length) deep.end(open.pop(), { to: 200 });
  deep.finish({ to: 200 }).write(`${dir}/deep.jsonl`);
});

const opened = ({ page, address }, name = 'content') => new TracePage(page).open(address(`/t/${name}.jsonl`));

/** The page answers: a frame comes, and the selection moves. */
async function usable(trace) {
  await trace.page.evaluate(() => new Promise(requestAnimationFrame));
  await trace.page.keyboard.press('Home');
  await eventually(async () => assert.equal(await trace.selected(), (await trace.labels())[0]));
}

describe('values', () => {
  site.test(
    '50 MB of text: its beginning is shown, with its size and a way to have it whole',
    async (t) => {
      const trace = await opened(t);
      await trace.select('fifty megabytes');
      await eventually(async () => assert.match(await trace.detail.innerText(), /50(\.\d+)?\sMB|5[0-9]\.?\d?\sMB/));
      assert.match(await trace.detail.innerText(), /begin abcdefghi/);
      const shown = await t.page.evaluate(() => document.body.textContent.length);
      assert.ok(shown < 3 * MB, `${shown} characters are in the page`);
      const [download] = await Promise.all([
        t.page.waitForEvent('download'),
        trace.detail
          .getByRole('link', { name: /download|whole/i })
          .first()
          .click(),
      ]);
      const stream = await download.createReadStream();
      let size = 0;
      for await (const chunk of stream) size += chunk.length;
      assert.ok(size > 50 * MB, `${size} bytes were downloaded`);
      await usable(trace);
    },
    { context: { acceptDownloads: true }, timeout: 90_000 },
  );

  site.test('one line of 3 MB does not stall the page', async (t) => {
    const trace = await opened(t);
    await trace.select('one long line');
    await usable(trace);
  });

  for (const name of ['hundred thousand keys', 'hundred thousand items']) {
    site.test(`an object of ${name} mounts what is on the screen`, async (t) => {
      const trace = await opened(t);
      await trace.select(name);
      await trace.detail
        .getByText(name.endsWith('keys') ? /key 0/ : /\b0\b/)
        .first()
        .waitFor();
      const elements = await t.page.evaluate(() => document.querySelectorAll('*').length);
      assert.ok(elements < 6000, `${elements} elements`);
      await usable(trace);
    });
  }

  site.test('nesting of 10,000 is shown or named, and breaks nothing', async (t) => {
    const trace = await opened(t);
    await trace.select('ten thousand deep');
    await usable(trace);
  });

  site.test('numbers stand as in the file', async (t) => {
    const trace = await opened(t);
    await trace.select('numbers');
    await eventually(async () => assert.match(await trace.detail.innerText(), /12345678901234567890123/));
    const text = await trace.detail.innerText();
    assert.match(text, /1(\.0)?e-7/i);
    assert.match(text, /0\.1000000000000000055511151231257827/);
    assert.match(text, /1e\+?400/i);
  });

  site.test('__proto__, empty and double keys are keys like others', async (t) => {
    const trace = await opened(t);
    await trace.select('prototypes');
    await eventually(async () => assert.match(await trace.detail.innerText(), /__proto__/));
    const text = await trace.detail.innerText();
    for (const key of ['constructor', 'toString', 'hasOwnProperty', 'length']) assert.ok(text.includes(key), key);
    assert.equal(await t.page.evaluate(() => ({}).shown), undefined);
  });

  site.test('U6 user data that looks like a stub is shown as it is', async (t) => {
    const trace = await opened(t);
    await trace.select('looks like a stub');
    await eventually(async () => assert.match(await trace.detail.innerText(), /not ours/));
    assert.match(await trace.detail.innerText(), /_size/);
    assert.doesNotMatch(await trace.detail.innerText(), /missing|not there/i);
  });

  site.test('a text that holds JSON can be looked into', async (t) => {
    const trace = await opened(t);
    await trace.select('embedded JSON');
    await eventually(async () => assert.match(await trace.detail.innerText(), /found inside|parse|JSON/i));
  });

  for (const name of Object.keys(TEXTS)) {
    site.test(`${name} text keeps its shape and its neighbours`, async (t) => {
      const trace = await opened(t);
      await trace
        .row(new RegExp(`^${name} `))
        .first()
        .locator('.tree-label')
        .click();
      await trace.detail.getByRole('heading').first().waitFor();
      await usable(trace);
      // Text that overflows upwards or to the side must not cover what stands beside it.
      const wide = await t.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(wide <= 0, `the page is ${wide}px too wide`);
    });
  }

  site.test('text that changes its direction is kept apart from what follows', async (t) => {
    const trace = await opened(t);
    const isolated = await trace
      .row(/^override/)
      .first()
      .locator('.tree-label')
      .evaluate((label) => {
        const { unicodeBidi, overflow, display } = getComputedStyle(label);
        return { unicodeBidi, overflow, display };
      });
    assert.ok(
      ['isolate', 'plaintext', 'isolate-override'].includes(isolated.unicodeBidi) ||
        ['block', 'inline-block', 'flex'].includes(isolated.display),
      JSON.stringify(isolated),
    );
  });
});

describe('images', () => {
  for (const name of ['inline image', 'image of the folder']) {
    site.test(`${name}: shown, from this server or from the trace itself`, async (t) => {
      const trace = await opened(t);
      await trace.select(name);
      const image = trace.detail.locator('img').first();
      await image.waitFor();
      await eventually(async () => assert.ok(await image.evaluate((img) => img.complete && img.naturalWidth > 0)));
      assert.match(await image.getAttribute('src'), /^data:image\/|^blob:|\/api\/media/);
      await accessible(t.page, name);
    });
  }

  site.test(
    'one whose file is missing is named, with its type and size',
    async (t) => {
      const trace = await opened(t);
      await trace.select('image that is lost');
      await eventually(async () => assert.match(await trace.detail.innerText(), /image\/png|image/));
      await eventually(async () =>
        assert.match(await trace.detail.innerText(), /missing|not there|not kept|lost|99 B/i),
      );
    },
    { expected: [/status of 404/] },
  );
});

describe('a tree ten thousand deep', () => {
  site.test('opens, scrolls to its last row and can be read', async (t) => {
    const trace = await opened(t, 'deep');
    await t.page.keyboard.press('}');
    await eventually(async () => assert.equal(await trace.count(), 10_000));
    await t.page.keyboard.press('End');
    await eventually(async () => assert.equal(await trace.selected(), 'level 9999'));
    const box = await trace.row('level 9999').locator('.tree-label').boundingBox();
    const tree = await trace.tree.boundingBox();
    assert.ok(box.x + 20 < tree.x + tree.width, 'the label lies outside of the tree');
    await t.page.keyboard.press('2');
    await t.page.keyboard.press('1');
    await usable(trace);
  });
});
