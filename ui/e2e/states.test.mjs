/* 4.6 and 4.10 point 9: what the pages show when the server, the file or the answer is not as it should be. */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { describe } from 'node:test';
import { join } from 'node:path';
import { ListPage, TracePage } from './lib/pages.mjs';
import { HOME } from './lib/program.mjs';
import { accessible, eventually, serve } from './lib/site.mjs';
import { agentTrace, BEGIN, TraceText } from './lib/traces.mjs';

describe('the server', () => {
  const site = serve((dir) => {
    agentTrace('triage').write(`${dir}/triage.jsonl`);
    agentTrace('other').write(`${dir}/other.jsonl`);
  });
  const REFUSED = [
    /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|Failed to load resource|ERR_SOCKET/,
  ];

  site.test(
    'killed: a banner says so, what is loaded stays usable, and its return is noticed',
    async ({ page, address }) => {
      const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
      await trace.select('plan');
      await site.program.kill();
      await trace.row('http GET').first().locator('.tree-label').click();
      await trace.alerts
        .getByText(/does not answer/)
        .first()
        .waitFor();
      await accessible(page, 'server gone');
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
      assert.ok(await trace.selected());
      await trace.row('http GET').first().locator('.tree-label').click();
      await trace.detail.getByText(/does not answer/).waitFor();
      await site.program.restart();
      await eventually(async () => assert.equal(await trace.alerts.getByText(/does not answer/).count(), 0), {
        within: 20_000,
      });
      await trace.detail.getByRole('tab', { name: 'Meta' }).waitFor();
      await trace.select('search_documents');
    },
    { expected: REFUSED },
  );

  site.test(
    'killed while the list is open: it goes on when it is back',
    async ({ page, address }) => {
      const list = await new ListPage(page).open(address('/'));
      await list.trace('triage').waitFor();
      await site.program.kill();
      await eventually(async () => assert.match(await list.live.innerText(), /reconnect/i));
      agentTrace('written meanwhile').write(`${site.dir}/meanwhile.jsonl`);
      await site.program.restart();
      await list.trace('written meanwhile').waitFor({ timeout: 25_000 });
      rmSync(`${site.dir}/meanwhile.jsonl`);
    },
    { expected: REFUSED },
  );

  site.test(
    'killed, and the file deleted meanwhile: both are said, and the file is noticed when it is there again',
    async ({ page, address }) => {
      const file = `${site.dir}/moved.jsonl`;
      agentTrace('moved').write(file);
      const trace = await new TracePage(page).open(address('/t/moved.jsonl'));
      await site.program.kill();
      await trace.alerts
        .getByText(/does not answer/)
        .first()
        .waitFor();
      rmSync(file);
      await site.program.restart();
      await page
        .getByText(/no such trace here/)
        .first()
        .waitFor({ timeout: 25_000 });
      assert.ok((await trace.labels()).length > 0);
      agentTrace('moved').write(file);
      await page.getByText(/replaced by another one/).waitFor({ timeout: 25_000 });
      rmSync(file);
    },
    { expected: [...REFUSED, /status of 404/] },
  );

  for (const status of [403, 404, 500]) {
    site.test(
      `answers ${status} for the list, a trace or a span: its words are shown, and trying again works`,
      async ({ page, address }) => {
        const refuse = (route) =>
          route.fulfill({
            status,
            contentType: 'application/json',
            body: JSON.stringify({ error: { status, message: `Refused for a test with ${status}.` } }),
          });
        for (const [path, api] of [
          ['/', /\/api\/traces\b/],
          ['/t/triage.jsonl', /\/api\/index\b/],
        ]) {
          await page.route(api, refuse);
          await page.goto(address(path));
          await page.getByText(`Refused for a test with ${status}.`).first().waitFor();
          await accessible(page, `${path} ${status}`);
          await page.unroute(api);
        }
        const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
        await page.route('**/api/span?*', refuse);
        // Far from the row that is selected: its neighbours were read ahead.
        await trace.row('answer').locator('.tree-label').click();
        await page.getByText(`Refused for a test with ${status}.`).first().waitFor();
        await page.unroute('**/api/span?*');
        await page
          .getByRole('button', { name: /try again/i })
          .first()
          .click();
        await trace.detail.getByRole('tab', { name: 'Output' }).waitFor();
        await eventually(async () =>
          assert.equal(await page.getByText(`Refused for a test with ${status}.`).count(), 0),
        );
      },
      { expected: [new RegExp(`status of ${status}`)] },
    );
  }

  site.test('slow to index: progress is shown, and the trace opens when it is done', async ({ page, address }) => {
    let asked = 0;
    await page.route('**/api/index?*', async (route) => {
      if (++asked <= 3)
        await route.fulfill({
          status: 202,
          contentType: 'application/json',
          body: JSON.stringify({ done: asked * 100e6, total: 400e6 }),
        });
      else await route.continue();
    });
    await page.goto(address('/t/triage.jsonl'));
    await page.getByRole('progressbar').waitFor();
    await accessible(page, 'indexing');
    await new TracePage(page).ready();
    assert.equal(await page.getByRole('progressbar').count(), 0);
  });

  site.test('an index that is cut short is no blank page', async ({ page, address }) => {
    await page.route('**/api/index?*', (route) =>
      route.fulfill({ status: 200, contentType: 'application/octet-stream', body: Buffer.from('TQC1') }),
    );
    await page.goto(address('/t/triage.jsonl'));
    await page
      .getByText(/cut short|reload/i)
      .first()
      .waitFor();
  });

  site.test(
    'an unknown page and an unknown trace say so',
    async ({ page, address }) => {
      await page.goto(address('/nowhere/at/all'));
      await page.getByRole('heading', { name: /no such page/i }).waitFor();
      await accessible(page, 'unknown page');
      await page.goto(address('/t/never/was.jsonl'));
      await page
        .getByText(/never\/was\.jsonl/)
        .first()
        .waitFor();
      await accessible(page, 'unknown trace');
      await page
        .getByRole('link', { name: /all traces|traqo/i })
        .first()
        .click();
      await new ListPage(page).trace('triage').waitFor();
    },
    { expected: [/status of 404/] },
  );

  site.test('a search that is stopped lets go of the server', async ({ page, address }) => {
    const closed = [];
    page.on('requestfailed', (request) => closed.push(request.url()));
    // An answer that never ends, from the page's own origin.
    await page.route('**/api/search?*', () => undefined);
    await page.goto(address('/search?q=order'));
    await page.getByRole('button', { name: /stop/i }).click();
    await eventually(async () => assert.ok(closed.some((url) => url.includes('/api/search'))));
    await page.unroute('**/api/search?*');
  });

  site.test('4.10.10 works without a network', async ({ page, address }) => {
    // The browser resolves no name but this machine's: what the page needs comes from the server alone.
    const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
    await trace.select('answer');
    const others = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map((entry) => new URL(entry.name).origin)
        .filter((origin) => origin !== location.origin && origin !== 'null'),
    );
    assert.deepEqual(others, []);
  });
});

describe('below a base path', () => {
  const site = serve(
    (dir) => {
      mkdirSync(`${dir}/sub dir`);
      agentTrace('triage').write(`${dir}/sub dir/triage.jsonl`);
    },
    { args: ['--base-path', '/tools/traqo'] },
  );

  site.test('4.10.10 list, folder, trace, search and reload stay below it', async ({ page, address }) => {
    assert.match(address('/'), /\/tools\/traqo\/$/);
    const list = await new ListPage(page).open(address('/'));
    await list.folders.getByRole('link', { name: /sub dir/ }).click();
    await list.trace('triage').click();
    const trace = new TracePage(page);
    await trace.ready();
    assert.match(page.url(), /\/tools\/traqo\/t\/sub%20dir\/triage\.jsonl/);
    await page.reload();
    await trace.ready();
    await trace.select('plan');
    await trace.search.fill('declined');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/tools\/traqo\/search/);
    await page
      .getByRole('main')
      .getByText(/triage/)
      .first()
      .waitFor();
    const outside = await page.request.get(new URL('/api/traces', site.program.origin).href);
    assert.ok(outside.status() >= 400, 'answered outside of the base path');
  });

  site.test('addresses of the Python viewer lead to the trace', async ({ page, address }) => {
    await page.goto(address('/#/trace/sub%20dir%2Ftriage.jsonl'));
    await new TracePage(page).ready();
    assert.match(page.url(), /\/t\/sub%20dir\/triage\.jsonl/);
  });
});

describe('one file named at the start', () => {
  const site = serve((dir) => agentTrace('triage').write(`${dir}/triage.jsonl`), { target: 'triage.jsonl' });

  site.test('opens at once', async ({ page, address }) => {
    await page.goto(address('/'));
    await new TracePage(page).ready();
    assert.match(page.url(), /\/t\/triage\.jsonl/);
  });
});

describe('a damaged file', () => {
  const site = serve((dir) => {
    const lines = agentTrace('whole').lines;
    writeFileSync(`${dir}/torn.jsonl`, lines.slice(0, 6).join('\n') + '\n' + lines[6].slice(0, 40));
    // Written an hour ago: nobody writes the rest of that line any more.
    const before = new Date(Date.now() - 3_600_000);
    utimesSync(`${dir}/torn.jsonl`, before, before);
    writeFileSync(
      `${dir}/garbage.jsonl`,
      [
        lines[0],
        'not json at all',
        lines[1],
        'null',
        '42',
        '[]',
        '{"type":"nonsense"}',
        '{"type":"span_start","name":"no id"}',
        ...lines.slice(2),
      ].join('\n') + '\n',
    );
    writeFileSync(`${dir}/empty.jsonl`, '');
    writeFileSync(`${dir}/newer.jsonl`, agentTrace('newer', { format: 9 }).toString());
    writeFileSync(
      `${dir}/invalid-utf8.jsonl`,
      Buffer.concat([
        Buffer.from(lines.slice(0, 3).join('\n') + '\n'),
        Buffer.from(
          '{"type":"span_start","id":"aaaa","parent_id":null,"name":"bad \xff\xfe bytes","ts":"2026-11-20T10:00:00.000000Z"}\n',
          'latin1',
        ),
        Buffer.from(lines.slice(3).join('\n') + '\n'),
      ]),
    );
    const cycle = new TraceText('cycle', { at: BEGIN });
    cycle.span('a', { id: '000000000000000a', parent: '000000000000000b' });
    cycle.span('b', { id: '000000000000000b', parent: '000000000000000a' });
    cycle.span('own parent', { id: '000000000000000c', parent: '000000000000000c' });
    cycle.span('orphan', { parent: '00000000000000ff' });
    cycle.span('twice', { id: '000000000000000d' });
    cycle.span('twice', { id: '000000000000000d' });
    cycle.finish().write(`${dir}/cycle.jsonl`);
  });

  site.test('says what was skipped and where, and shows the rest', async ({ page, address }) => {
    const trace = await new TracePage(page).open(address('/t/garbage.jsonl'));
    await eventually(async () =>
      assert.match(await trace.banners.allInnerTexts().then((texts) => texts.join(' ')), /skipped/),
    );
    assert.ok((await trace.labels()).includes('plan'));
    await accessible(page, 'skipped lines');
  });

  site.test('a torn last line is named', async ({ page, address }) => {
    const trace = await new TracePage(page).open(address('/t/torn.jsonl'));
    await eventually(async () =>
      assert.match(await page.getByRole('main').innerText(), /ends (in the middle|mid)|torn|incomplete|not complete/i),
    );
    assert.ok((await trace.labels()).includes('triage agent'));
  });

  site.test('a newer format is named', async ({ page, address }) => {
    await new TracePage(page).open(address('/t/newer.jsonl'));
    await eventually(async () => assert.match(await page.getByRole('main').innerText(), /newer|format/i));
  });

  site.test(
    'an empty file is no blank page',
    async ({ page, address }) => {
      await page.goto(address('/t/empty.jsonl'));
      await eventually(async () =>
        assert.match(await page.getByRole('main').innerText(), /empty|nothing|no spans|no trace|not a trace/i),
      );
      await accessible(page, 'empty file');
    },
    { expected: [/status of 4\d\d/] },
  );

  site.test('cycles, orphans and doubles are all there', async ({ page, address }) => {
    const trace = await new TracePage(page).open(address('/t/cycle.jsonl'));
    await page.keyboard.press('}');
    await eventually(async () => {
      const labels = await trace.labels();
      for (const name of ['a', 'b', 'own parent', 'orphan']) assert.ok(labels.includes(name), `${name} in ${labels}`);
      assert.equal(labels.filter((label) => label === 'twice').length, 2);
    });
  });

  site.test('bytes that are no UTF-8 are shown as such', async ({ page, address }) => {
    const trace = await new TracePage(page).open(address('/t/invalid-utf8.jsonl'));
    assert.ok((await trace.labels()).some((label) => label.startsWith('bad \ufffd')));
  });

  site.test(
    'that vanishes, is cut or replaced while open keeps the page usable',
    async ({ page, address }) => {
      const file = `${site.dir}/going.jsonl`;
      agentTrace('going').write(file);
      const trace = await new TracePage(page).open(address('/t/going.jsonl'));
      await trace.select('plan');
      truncateSync(file, Math.floor(statSync(file).size / 2));
      await eventually(async () => assert.ok((await trace.labels()).length > 0));
      await trace.row('triage agent').locator('.tree-label').click();
      rmSync(file);
      await page
        .getByText(/no longer there|deleted|gone|vanished/i)
        .first()
        .waitFor();
      await page.keyboard.press('Home');
      await page.keyboard.press('j');
      assert.ok((await trace.labels()).length > 0);
      await accessible(page, 'vanished');
    },
    { expected: [/status of 4\d\d/] },
  );
});

const REFERENCE = process.env.TRAQO_SHARED_DATA ?? join(HOME, '../shared/data');
const references = existsSync(join(REFERENCE, 'reference-traces')) ? join(REFERENCE, 'reference-traces') : null;

describe('every reference trace', { skip: references ? false : 'the reference traces are not here' }, () => {
  const site = serve((dir) => {
    if (!references) return;
    for (const entry of readdirSync(references, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name === 'README.md') continue;
      const from = join(entry.parentPath ?? entry.path, entry.name);
      const to = join(dir, from.slice(references.length));
      mkdirSync(join(to, '..'), { recursive: true });
      copyFileSync(from, to);
    }
  });

  site.test(
    'opens, and the list holds them all',
    async ({ page, address }) => {
      const list = await new ListPage(page).open(address('/?all=1'));
      await list.links.first().waitFor();
      const files = readdirSync(references, { recursive: true }).filter(
        (name) => /\.jsonl(\.gz)?$/.test(name) && !name.includes('.content.'),
      );
      const shown = await page.evaluate(async () => {
        const found = [];
        let cursor = null;
        do {
          const answer = await (
            await fetch(`/api/traces?all=1&limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
          ).json();
          found.push(...answer.traces.map((row) => row.file));
          cursor = answer.cursor;
        } while (cursor);
        return [...new Set(found)];
      });
      const bad = [];
      for (const file of shown) {
        await page.goto(address(`/t/${file.split('/').map(encodeURIComponent).join('/')}`));
        const opened = await Promise.race([
          new TracePage(page).ready().then(
            () => true,
            () => false,
          ),
          page
            .getByRole('main')
            .getByText(/no spans|empty|nothing/i)
            .first()
            .waitFor()
            .then(
              () => true,
              () => false,
            ),
        ]);
        if (!opened) bad.push(file);
      }
      assert.deepEqual(bad, []);
      assert.ok(shown.length >= 10, `${shown.length} of ${files.length} files are listed`);
    },
    { timeout: 180_000 },
  );
});
