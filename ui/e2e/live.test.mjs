/* 4.10 point 5: what is written shows as it is written, without doubles and gaps, whatever happens to the file. */
import assert from 'node:assert/strict';
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { TracePage } from './lib/pages.mjs';
import { HOME } from './lib/program.mjs';
import { accessible, eventually, serve } from './lib/site.mjs';
import { agentTrace, TraceText, writer } from './lib/traces.mjs';

const site = serve(() => undefined);
let files = 0;

/** A trace that this process writes, and the page that follows it. */
async function following({ page, address }, name = `live-${++files}`) {
  const file = `${site.dir}/${name}.jsonl`;
  const text = new TraceText(name, { at: Date.now() - 2000, ...writer });
  const root = text.start('root', { kind: 'agent', from: 5 });
  text.flush(file);
  const trace = await new TracePage(page).open(address(`/t/${name}.jsonl`));
  await eventually(async () => assert.match(await trace.live.innerText(), /live|following/i));
  return { trace, text, root, file };
}

const labels = (trace, expected) => eventually(async () => assert.deepEqual(await trace.labels(), expected));
const ofRow = (trace, name) => trace.row(name).first().innerText();

site.test('a span that begins shows as running, then done, with its duration; the bar grows', async (t) => {
  const { trace, text, root, file } = await following(t);
  const call = text.start('call', { parent: root.id, kind: 'llm', from: 500, metadata: { model: 'gpt-4o' } });
  text.flush(file);
  await labels(trace, ['root', 'call']);
  assert.match(await ofRow(trace, 'call'), /running/);
  const before = await trace.row('call').locator('.tree-duration').innerText();
  await eventually(async () => assert.notEqual(await trace.row('call').locator('.tree-duration').innerText(), before));
  text.end(call, {
    to: 1700,
    status: 'error',
    error: { type: 'X', message: 'boom', traceback: null },
    metadata: { model: 'gpt-4o', token_usage: { input_tokens: 1200, output_tokens: 34 } },
  });
  text.flush(file);
  await eventually(async () => assert.match(await ofRow(trace, 'call'), /error/));
  assert.match(await ofRow(trace, 'call'), /1\.20s/);
  assert.match(await ofRow(trace, 'call'), /1,234|1\.2k/);
  text.end(root, { to: 1800 });
  text.finish({ to: 1801 }).flush(file);
  await eventually(async () => assert.doesNotMatch(await ofRow(trace, 'root'), /running/));
  await eventually(async () => assert.doesNotMatch(await trace.page.getByRole('main').innerText(), /running/));
});

site.test('a selected span that ends gets its output in the detail', async (t) => {
  const { trace, text, root, file } = await following(t);
  const call = text.start('call', { parent: root.id, kind: 'tool', from: 500, input: { a: 1 } });
  text.flush(file);
  await trace.select('call');
  text.end(call, { to: 700, output: 'the answer at last' });
  text.flush(file);
  await eventually(async () => assert.match(await trace.detail.innerText(), /the answer at last/));
});

site.test('a line that is written in two halves is one span', async (t) => {
  const { trace, text, root, file } = await following(t);
  text.start('halves', { parent: root.id, from: 600 });
  const line = text.lines.at(-1);
  appendFileSync(file, line.slice(0, 50));
  await t.page.waitForTimeout(400);
  await labels(trace, ['root']);
  appendFileSync(file, line.slice(50) + '\n');
  await labels(trace, ['root', 'halves']);
  assert.doesNotMatch(await t.page.getByRole('main').innerText(), /skipped/);
});

site.test('a thousand spans in bursts: all there, none twice', async (t) => {
  const { trace, text, root, file } = await following(t);
  for (let burst = 0; burst < 10; burst++) {
    for (let i = 0; i < 100; i++)
      text.span(`s${burst * 100 + i}`, { parent: root.id, from: 100 + burst, to: 100 + burst + 0.5 });
    text.flush(file);
    await t.page.waitForTimeout(30);
  }
  await eventually(async () => assert.equal(await trace.count(), 1001));
  await t.page.keyboard.press('End');
  await eventually(async () => assert.ok((await trace.labels()).includes('s999')));
  await t.page.reload();
  await trace.ready();
  assert.equal(await trace.count(), 1001);
});

site.test('paused it stands still and counts; going on catches up', async (t) => {
  const { trace, text, root, file } = await following(t);
  await t.page.keyboard.press('Space');
  await eventually(async () => assert.match(await trace.live.innerText(), /paused/i));
  for (let i = 0; i < 7; i++) text.span(`p${i}`, { parent: root.id, from: 100 + i });
  text.flush(file);
  await eventually(async () => assert.match(await trace.live.innerText(), /7/));
  assert.deepEqual(await trace.labels(), ['root']);
  await t.page.keyboard.press('Space');
  await eventually(async () => assert.equal(await trace.count(), 8));
});

site.test(
  'a server that goes and comes back: no doubles, no gaps',
  async (t) => {
    const { trace, text, root, file } = await following(t);
    text.span('before', { parent: root.id, from: 100 });
    text.flush(file);
    await labels(trace, ['root', 'before']);
    await site.program.kill();
    text.span('while it was away', { parent: root.id, from: 200 });
    text.flush(file);
    await eventually(async () => assert.match(await trace.live.innerText(), /reconnect/i));
    await site.program.restart();
    await eventually(async () => assert.deepEqual(await trace.labels(), ['root', 'before', 'while it was away']), {
      within: 25_000,
    });
    text.span('after', { parent: root.id, from: 300 });
    text.flush(file);
    await labels(trace, ['root', 'before', 'while it was away', 'after']);
  },
  { expected: [/Failed to load resource|ERR_/] },
);

site.test(
  'a file that is replaced is read again; one that is rotated away and made anew too',
  async (t) => {
    const { trace, file } = await following(t);
    agentTrace('another').write(file + '.new');
    renameSync(file + '.new', file);
    await eventually(async () => assert.ok((await trace.labels()).includes('triage agent')));
    renameSync(file, file + '.1');
    await t.page.waitForTimeout(300);
    const fresh = new TraceText('fresh', { at: Date.now(), ...writer });
    fresh.start('fresh root', { from: 1 });
    writeFileSync(file, fresh.toString());
    await eventually(async () => assert.ok((await trace.labels()).includes('fresh root')), { within: 20_000 });
    rmSync(file + '.1');
  },
  { expected: [/status of 404/] },
);

site.test('a second trace in the same file appears beside the first', async (t) => {
  const { trace, text, root, file } = await following(t);
  text.end(root, { to: 10 });
  text.finish({ to: 11 }).flush(file);
  const second = new TraceText('second run', { at: Date.now(), ...writer });
  second.span('of the second', { from: 1 });
  second.flush(file);
  await eventually(async () => assert.match((await trace.labels()).join(' '), /second run|of the second/));
});

site.test(
  'seven pages follow at once, and an eighth still opens',
  async (t) => {
    const { trace, text, root, file } = await following(t, 'seven');
    const others = [];
    for (let i = 0; i < 6; i++) {
      const page = await t.context.newPage();
      others.push(await new TracePage(page).open(t.address('/t/seven.jsonl')));
    }
    text.span('seen by all', { parent: root.id, from: 50 });
    text.flush(file);
    for (const other of [trace, ...others]) {
      await other.page.bringToFront();
      await labels(other, ['root', 'seen by all']);
    }
    const eighth = await t.context.newPage();
    await new TracePage(eighth).open(t.address('/t/seven.jsonl'));
  },
  { timeout: 90_000 },
);

site.test('what happens is told to screen readers, but not more than once in five seconds', async (t) => {
  const { trace, text, root, file } = await following(t);
  await t.page.evaluate(() => {
    window.told = [];
    for (const region of document.querySelectorAll('[aria-live=polite], [role=status]')) {
      new MutationObserver(() => window.told.push(region.textContent)).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    }
  });
  for (let i = 0; i < 15; i++) {
    text.span(`t${i}`, { parent: root.id, from: 10 + i });
    text.flush(file);
    await t.page.waitForTimeout(100);
  }
  await eventually(async () => assert.equal(await trace.count(), 16));
  const told = await t.page.evaluate(() => window.told.filter((text) => /\bnew\b|span/i.test(text)));
  assert.ok(told.length <= 2, `told ${told.length} times: ${told}`);
  await accessible(t.page, 'live');
});

site.test(
  'the real recorder: a program that runs is followed to its end',
  async ({ page, address }) => {
    const libraries = [
      join(HOME, 'cli/target/traqo.jar'),
      join(HOME, 'examples/target/classes'),
      readFileSync(join(HOME, 'examples/target/classpath.txt'), 'utf8').trim(),
    ].join(':');
    const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(OPENAI|ANTHROPIC|GEMINI|GOOGLE|TRAQO)_/.test(name)),
    );
    const demo = spawn(java, ['-cp', libraries, 'dev.traqo.cli.Main', 'demo', `${site.dir}/recorded.jsonl`], {
      stdio: 'ignore',
      env,
    });
    const ended = new Promise((resolve) => demo.once('exit', resolve));
    try {
      await eventually(() => readFileSync(`${site.dir}/recorded.jsonl`), { within: 20_000 });
      const trace = await new TracePage(page).open(address('/t/recorded.jsonl'));
      assert.equal(await ended, 0);
      await page.keyboard.press('End');
      await eventually(async () =>
        assert.ok((await trace.labels()).includes('check tone'), (await trace.labels()).join(', ')),
      );
      await eventually(async () => assert.doesNotMatch(await page.getByRole('main').innerText(), /\brunning\b/));
      const shown = await trace.count();
      await page.reload();
      await trace.ready();
      await eventually(async () => assert.equal(await trace.count(), shown, 'rows after a reload'));
    } finally {
      demo.kill();
    }
  },
  { timeout: 60_000 },
);

site.test('child traces that still run are followed to their end, with what they started', async (t) => {
  const { trace, text, root, file } = await following(t, 'parent');
  const child = new TraceText('helper', { at: Date.now(), ...writer });
  const work = child.start('work of the helper', { kind: 'tool', from: 1 });
  child.flush(`${site.dir}/helper.jsonl`);
  text.event('child_started', {
    parent: root.id,
    from: 20,
    data: { child_name: 'helper', child_file: 'helper.jsonl' },
  });
  text.flush(file);
  await labels(trace, ['root', 'helper', 'work of the helper']);
  assert.match(await ofRow(trace, 'work of the helper'), /running/);
  const more = child.start('more work', { from: 30 });
  child.flush(`${site.dir}/helper.jsonl`);
  await labels(trace, ['root', 'helper', 'work of the helper', 'more work']);
  // Rows of both files, in turns: each keeps its own.
  text.span('meanwhile', { parent: root.id, from: 40, to: 50 });
  text.flush(file);
  child.end(more, { to: 60, status: 'error', error: { type: 'X', message: 'm', traceback: null } });
  child.end(work, { to: 70 });
  child.finish({ to: 80 }).flush(`${site.dir}/helper.jsonl`);
  await eventually(async () => assert.match(await ofRow(trace, 'more work'), /error/));
  await eventually(async () => assert.doesNotMatch(await ofRow(trace, 'work of the helper'), /running/));
  await eventually(async () => assert.doesNotMatch(await ofRow(trace, 'helper'), /running/));
  await eventually(async () => assert.equal(await trace.count(), 5));
  assert.match(await ofRow(trace, 'root'), /running/);
  text.end(root, { to: 100 });
  text.finish({ to: 101 }).flush(file);
  await eventually(async () => assert.doesNotMatch(await t.page.getByRole('main').innerText(), /running/));
});
