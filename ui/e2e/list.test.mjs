/* The list of traces: what it says of each, folders, filters, order, and that it follows the folder. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { describe } from 'node:test';
import { gzipSync } from 'node:zlib';
import { FILE_NAMES } from './lib/corpus.mjs';
import { demoTrace } from './lib/demo.mjs';
import { ListPage, TracePage } from './lib/pages.mjs';
import { accessible, eventually, serve } from './lib/site.mjs';
import { agentTrace, BEGIN, TraceText, usage, writer } from './lib/traces.mjs';

const HOUR = 3_600_000;

describe('of a folder', () => {
  const site = serve((dir) => {
    agentTrace('triage').write(`${dir}/triage.jsonl`);
    new TraceText('failed run', { at: BEGIN + HOUR, tags: ['nightly'] })
      .finish({
        to: 500,
        status: 'error',
        error: {
          type: 'java.lang.IllegalStateException',
          message: 'quota exceeded',
          traceback: 'java.lang.IllegalStateException: quota exceeded',
        },
      })
      .write(`${dir}/failed.jsonl`);
    const running = new TraceText('running run', { at: Date.now(), ...writer });
    running.start('waiting for the model', { kind: 'llm', from: 10 });
    running.write(`${dir}/running.jsonl`);
    const crashed = new TraceText('crashed run', { at: BEGIN + 2 * HOUR, ...writer, pid: 2 ** 22 + 7 });
    crashed.span('finished child', { parent: crashed.start('outer').id });
    crashed.write(`${dir}/crashed.jsonl`);
    new TraceText('interrupted run', { at: BEGIN + 3 * HOUR })
      .finish({ status: 'interrupted' })
      .write(`${dir}/interrupted.jsonl`);
    const priced = new TraceText('priced run', {
      at: BEGIN + 4 * HOUR,
      tags: ['production'],
      thread_id: 'conv-99',
      release: '7.7.7',
    });
    priced.span('chat', {
      kind: 'llm',
      to: 900,
      metadata: { model: 'claude-x', token_usage: usage(1_000_000, 234_567, { cost: 12.5 }) },
    });
    priced.finish({ to: 90_000 }).write(`${dir}/priced.jsonl`);
    mkdirSync(`${dir}/day one/Ünïcode 日本/100% sure`, { recursive: true });
    agentTrace('deep down', { at: BEGIN + 5 * HOUR }).write(`${dir}/day one/Ünïcode 日本/100% sure/a+b c.jsonl`);
    // An old archive beside a trace that is written now.
    const old = agentTrace('old archive').toString();
    writeFileSync(`${dir}/same.jsonl.gz`, gzipSync(old));
    new TraceText('new raw', { at: BEGIN + 6 * HOUR }).finish().write(`${dir}/same.jsonl`);
    demoTrace(`${dir}/demo`);
  });

  site.test(
    'U1 U2 says how each trace ended, never ok for what did not end, and why it failed',
    async ({ page, address }) => {
      const list = await new ListPage(page).open(address('/'));
      for (const [name, status] of [
        ['triage', 'ok'],
        ['failed run', 'error'],
        ['running run', 'running'],
        ['crashed run', 'crashed'],
        ['interrupted run', 'interrupted'],
      ]) {
        assert.match(await list.row(name).getByRole('cell').nth(1).innerText(), new RegExp(status), name);
      }
      assert.match(await list.row('failed run').innerText(), /IllegalStateException: quota exceeded/);
      assert.match(await list.row('crashed run').innerText(), /\b[12] spans|\n2\n|\n1\n/);
    },
  );

  site.test('U2 shows name, cost, tokens, thread and tags; duration of what runs grows', async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/'));
    const row = list.row('priced run');
    const text = await row.innerText();
    assert.match(text, /\$12\.50/);
    assert.match(text, /1\.2M/);
    assert.match(text, /1m 30s/);
    assert.match(text, /conv-99/);
    assert.match(text, /production/);
    const cell = list.row('running run').locator('.cell-duration');
    const first = await cell.innerText();
    await eventually(async () => assert.notEqual(await cell.innerText(), first));
  });

  site.test(
    'U4 folders with spaces, other scripts and percent signs open, and their traces',
    async ({ page, address }) => {
      const list = await new ListPage(page).open(address('/'));
      for (const folder of ['day one', 'Ünïcode 日本', '100% sure']) {
        await list.folders.getByRole('link', { name: new RegExp(folder) }).click();
        await list.trace('deep down').waitFor();
      }
      await page.reload();
      await list.trace('deep down').click();
      const trace = new TracePage(page);
      await trace.ready();
      assert.equal(decodeURIComponent(new URL(page.url()).pathname), '/t/day one/Ünïcode 日本/100% sure/a+b c.jsonl');
      await page.reload();
      await trace.ready();
      await page.getByRole('link', { name: 'Ünïcode 日本' }).first().click();
      await list.trace('deep down').waitFor();
      await page.goBack();
      await trace.ready();
    },
  );

  site.test(
    'U7 the filter finds names, files, tags, threads, releases, models and input',
    async ({ page, address }) => {
      const list = await new ListPage(page).open(address('/'));
      await list.trace('priced run').waitFor();
      for (const words of ['priced RUN', 'priced.json', 'conv-99', '7.7.7']) {
        await list.filter.fill(words);
        await eventually(async () => assert.deepEqual(await list.names(), ['priced run'], words));
      }
      await list.filter.fill('Why did order');
      await eventually(async () => assert.deepEqual((await list.names()).sort(), ['deep down', 'triage']));
      await list.filter.fill('quota exceeded');
      await eventually(async () => assert.deepEqual(await list.names(), ['failed run']));
    },
  );

  site.test('U9 an archive does not hide the trace that is written now', async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/'));
    await list.trace('new raw').waitFor();
    assert.equal(await list.trace('old archive').count(), 0);
  });

  site.test('B14 children are counted once, and stand alone only when asked for', async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/d/demo'));
    await list.trace('support-agent').waitFor();
    assert.deepEqual(await list.names(), ['support-agent']);
    assert.match(await list.row('support-agent').innerText(), /\n28\b/);
    const spans = await page.locator('.totals').innerText();
    await page.getByRole('switch', { name: 'Child traces' }).check();
    await eventually(async () => assert.equal((await list.names()).length, 3));
    assert.match(spans, /28 spans/);
  });

  site.test(
    'filters by status, tag, cost and duration; each can be taken away; the address keeps them',
    async ({ page, address }) => {
      const list = await new ListPage(page).open(address('/'));
      await list.trace('triage').waitFor();
      let panel = await list.panel('Status');
      await panel.getByRole('checkbox', { name: /error/ }).check();
      await eventually(async () => assert.deepEqual(await list.names(), ['failed run']));
      assert.match(page.url(), /status=error/);
      await page.reload();
      await eventually(async () => assert.deepEqual(await list.names(), ['failed run']));
      await list.chips.getByRole('button', { name: /status error/ }).click();
      await eventually(async () => assert.ok((await list.names()).length > 5));
      panel = await list.panel('Tag');
      await panel.getByRole('checkbox', { name: /production/ }).check();
      await page.keyboard.press('Escape');
      await eventually(async () =>
        assert.deepEqual((await list.names()).sort(), ['deep down', 'priced run', 'triage']),
      );
      panel = await list.panel('Cost');
      await panel.getByRole('button', { name: /10/ }).click();
      await page.keyboard.press('Escape');
      panel = await list.panel('Duration');
      await panel.getByRole('textbox', { name: 'At least' }).fill('1m');
      await panel.getByRole('textbox', { name: 'At most' }).fill('2m');
      await panel.getByRole('button', { name: 'Apply' }).click();
      await eventually(async () => assert.deepEqual(await list.names(), ['priced run']));
      await list.chips.getByRole('button', { name: 'Clear' }).click();
      await eventually(async () => assert.ok((await list.names()).length > 5));
      await page.goBack();
      await eventually(async () => assert.deepEqual(await list.names(), ['priced run']));
    },
  );

  site.test('shows the models of a trace and filters by them', async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/'));
    await eventually(async () => assert.match(await list.row('priced run').innerText(), /claude-x/));
    const panel = await list.panel('Model');
    await panel.getByRole('checkbox', { name: /claude-x/ }).check();
    await page.keyboard.press('Escape');
    await eventually(async () => assert.deepEqual(await list.names(), ['priced run']));
    await list.open(address('/?q=claude-x'));
    await eventually(async () => assert.deepEqual(await list.names(), ['priced run']));
  });

  site.test('is asked for while the script is still on its way', async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/'));
    await list.trace('triage').waitFor();
    const [first] = await page.evaluate(() =>
      performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/traces')),
    );
    assert.notEqual(first.initiatorType, 'fetch');
  });

  site.test('says when nothing matches, and how to see all again', async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/?q=xyzzy'));
    await page.getByRole('heading', { name: 'No trace matches' }).waitFor();
    await accessible(page, 'no match');
    await page.getByRole('button', { name: 'Show all traces' }).click();
    await list.trace('triage').waitFor();
  });

  site.test('sorts by every column, both ways', async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/'));
    await list.trace('triage').waitFor();
    await list.sortBy('Cost');
    await eventually(async () => assert.equal((await list.names())[0], 'priced run'));
    await list.sortBy('Cost');
    await eventually(async () => assert.equal((await list.names()).at(-1), 'priced run'));
    assert.equal(await list.table.getByRole('columnheader', { name: 'Cost' }).getAttribute('aria-sort'), 'ascending');
    await list.sortBy('Name');
    await eventually(async () => assert.equal((await list.names())[0], 'crashed run'));
    for (const column of ['Status', 'Start', 'Duration', 'Spans', 'Errors', 'Tokens']) {
      await list.sortBy(column);
      await eventually(async () => assert.equal((await list.names()).length, 9, column));
    }
  });

  site.test('the histogram narrows the list to a time, by dragging and by keys', async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/d/demo'));
    await list.trace('support-agent').waitFor();
    await list.open(address('/'));
    await list.histogram.waitFor();
    const slider = list.histogram.getByRole('slider').first();
    await slider.focus();
    await page.keyboard.press('PageUp');
    await eventually(async () => assert.match(page.url(), /from=\d+/));
    await eventually(async () => assert.ok((await list.names()).length < 9));
    await page.keyboard.press('Escape');
    await eventually(async () => assert.doesNotMatch(page.url(), /from=/));
    const box = await list.histogram.getByRole('img').boundingBox();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, box.y + 10, { steps: 4 });
    await page.mouse.up();
    await eventually(async () => assert.match(page.url(), /from=\d+/));
  });

  site.test('chosen paths are copied', async ({ page, context, address }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const list = await new ListPage(page).open(address('/'));
    await list.row('triage').getByRole('checkbox').check();
    await list.row('priced run').getByRole('checkbox').check();
    await list.selection.getByRole('button', { name: /Copy/ }).click();
    await list.toasts.getByText(/Copied/).waitFor();
    const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n').sort();
    assert.deepEqual(copied, [`${site.dir}/priced.jsonl`, `${site.dir}/triage.jsonl`]);
    await page.keyboard.press('Escape');
    await eventually(async () => assert.equal(await list.selection.count(), 0));
  });

  site.test('a new trace, a changed one and one that went away show without a reload', async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/'));
    await list.trace('triage').waitFor();
    await eventually(async () => assert.match(await list.live.innerText(), /live/i));
    const late = new TraceText('came later', { at: Date.now(), ...writer });
    late.flush(`${site.dir}/later.jsonl`);
    await list.trace('came later').waitFor();
    assert.match(await list.row('came later').innerText(), /running/);
    late.finish({ to: 100 }).flush(`${site.dir}/later.jsonl`);
    await eventually(async () => assert.match(await list.row('came later').innerText(), /\bok\b/));
    renameSync(`${site.dir}/later.jsonl`, `${site.dir}/renamed.jsonl`);
    await eventually(async () => assert.match(await list.row('came later').innerText(), /renamed\.jsonl/));
    rmSync(`${site.dir}/renamed.jsonl`);
    await eventually(async () => assert.equal(await list.trace('came later').count(), 0));
  });
});

describe('of an empty folder', () => {
  const site = serve(() => undefined);

  site.test(
    'says where it looks and how to record, and shows the first trace when it comes',
    async ({ page, address }) => {
      const list = await new ListPage(page).open(address('/'));
      await page.getByRole('heading', { name: /No traces/ }).waitFor();
      const text = await page.getByRole('main').innerText();
      assert.ok(text.includes(site.dir), 'the path that is served');
      assert.match(text, /Tracer\.builder/);
      await accessible(page, 'no traces');
      agentTrace('the first').write(`${site.dir}/first.jsonl`);
      await list.trace('the first').waitFor();
      rmSync(`${site.dir}/first.jsonl`);
    },
  );
});

describe('of names that nobody should choose', () => {
  const site = serve((dir) => {
    FILE_NAMES.forEach((name, i) => {
      const trace = agentTrace(`number ${i}`, { at: BEGIN + i * 1000 });
      mkdirSync(`${dir}/${name}`, { recursive: true });
      trace.write(`${dir}/${name}/${name}.jsonl`);
    });
  });

  site.test(
    'U4 every file opens from the list and again from its address',
    async ({ page, address }) => {
      const list = new ListPage(page);
      for (let i = 0; i < FILE_NAMES.length; i++) {
        await list.open(address('/'));
        await list.trace(`number ${i}`).click();
        const trace = new TracePage(page);
        await trace.ready().catch(() => assert.fail(`${FILE_NAMES[i]} does not open`));
        await page.reload();
        await trace.ready().catch(() => assert.fail(`${FILE_NAMES[i]} does not open from ${page.url()}`));
      }
    },
    { timeout: 120_000 },
  );

  site.test(
    'U4 every folder opens',
    async ({ page, address }) => {
      const list = new ListPage(page);
      for (let i = 0; i < FILE_NAMES.length; i++) {
        await list.open(address('/'));
        await list.folders.getByRole('link').first().waitFor();
        const more = list.folders.getByRole('button', { name: /more/ });
        if (await more.count()) await more.click();
        const href = await list.folders.getByRole('link').nth(i).getAttribute('href');
        await page.goto(new URL(href, page.url()).href);
        await list.links
          .first()
          .waitFor()
          .catch(() => assert.fail(`${href} shows no trace`));
        assert.equal(await list.links.count(), 1, href);
      }
    },
    { timeout: 120_000 },
  );
});

describe('of two thousand traces', () => {
  const site = serve((dir) => {
    for (let i = 0; i < 2000; i++) {
      new TraceText(`run ${String(i).padStart(4, '0')}`, { at: BEGIN + i * 60_000, tags: [`t${i % 7}`] })
        .finish({ to: i })
        .write(`${dir}/day-${i % 20}/run-${i}.jsonl`);
    }
    utimesSync(dir, new Date(), new Date());
  });

  site.test('U8 mounts what is on the screen, reaches the last row, and goes by keys', async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/'));
    await list.trace('run 1999').waitFor();
    assert.ok((await list.links.count()) < 80, `${await list.links.count()} rows are mounted`);
    assert.equal(await list.table.getAttribute('aria-rowcount'), '2001');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await eventually(async () =>
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'run 1998'),
    );
    await page.keyboard.press('End');
    await list.trace('run 0000').waitFor();
    await eventually(async () =>
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'run 0000'),
    );
    assert.ok((await list.links.count()) < 80);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/t\/day-0\/run-0\.jsonl/);
    await page.goBack();
    await list.trace('run 0000').waitFor();
  });

  site.test('U8 each letter of a filter costs one answer, not a new list', async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/'));
    await list.trace('run 1999').waitFor();
    let asked = 0;
    page.on('request', (request) => (asked += request.url().includes('/api/traces') ? 1 : 0));
    await list.filter.pressSequentially('run 1234', { delay: 15 });
    await eventually(async () => assert.deepEqual(await list.names(), ['run 1234']));
    assert.ok(asked <= 4, `${asked} requests for eight letters`);
  });
});
