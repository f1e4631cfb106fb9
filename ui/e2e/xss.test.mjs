/* 4.10 point 6: what a trace holds is shown, never run, never loaded. The harness fails a test whose page did either. */
import assert from 'node:assert/strict';
import { FILE_NAMES, HTML, MARKDOWN, VALUES } from './lib/corpus.mjs';
import { ListPage, TracePage } from './lib/pages.mjs';
import { eventually, serve } from './lib/site.mjs';
import { BEGIN, TraceText, usage } from './lib/traces.mjs';

const ALL = [...HTML, ...MARKDOWN];
const message = (role, content) => ({ role, content });

/** The corpus in every place of a trace where the application, a user or a model decides what stands there. */
function hostile(name) {
  const t = new TraceText(name, {
    tags: HTML.slice(0, 6),
    thread_id: HTML[1],
    release: HTML[2],
    input: { [HTML[1]]: ALL },
    metadata: { [HTML[0]]: HTML[1] },
  });
  const agent = t.start(HTML[1], { kind: 'agent', input: ALL });
  ALL.forEach((text, i) => {
    t.span(`${i} ${text}`, {
      parent: agent.id,
      kind: i % 4 === 0 ? text : ['llm', 'tool', 'retriever'][i % 3],
      from: i * 10,
      to: i * 10 + 9,
      input: text,
      output: text,
      tags: [text],
      metadata: { [text]: text, nested: { [text]: [text] } },
    });
  });
  t.span('chat', {
    parent: agent.id,
    kind: 'llm',
    from: 900,
    to: 950,
    input: {
      messages: [
        message('system', MARKDOWN.join('\n\n')),
        message(HTML[1], HTML.join('\n\n')),
        message('user', VALUES),
        message(
          'user',
          ALL.map((text) => ({ type: 'text', text })),
        ),
        { role: 'tool', tool_call_id: HTML[1], content: HTML.join('\n') },
      ],
      tools: [
        { type: 'function', function: { name: HTML[1], description: MARKDOWN.join('\n\n'), parameters: VALUES[6] } },
      ],
    },
    output: {
      text: [...MARKDOWN, ...HTML].join('\n\n'),
      reasoning: ALL.join('\n\n'),
      refusal: HTML[1],
      tool_calls: [
        { id: HTML[2], name: HTML[1], arguments: VALUES },
        { id: '2', name: 'shell', arguments: HTML.join('\n') },
      ],
    },
    metadata: { model: HTML[1], provider: HTML[2], token_usage: usage(10, 5, { cost: 0.1 }), finish_reason: HTML[3] },
  });
  t.span('values', { parent: agent.id, kind: 'tool', from: 960, to: 970, input: VALUES, output: VALUES });
  t.event(HTML[1], { parent: agent.id, from: 975, data: { [HTML[1]]: ALL } });
  t.span('fails', {
    parent: agent.id,
    from: 980,
    to: 990,
    status: 'error',
    error: { type: HTML[1], message: MARKDOWN.join('\n'), traceback: ALL.join('\n\tat ') },
  });
  t.end(agent, { to: 1000, output: ALL });
  return t.finish({
    to: 1001,
    status: 'error',
    error: { type: HTML[1], message: HTML[2], traceback: HTML.join('\n') },
    output: VALUES,
  });
}

const site = serve(
  (dir) => {
    hostile(HTML[1]).write(`${dir}/hostile.jsonl`);
    for (const [i, name] of FILE_NAMES.slice(0, 3).entries())
      hostile(`${i} ${HTML[1]}`).write(`${dir}/${name}/${name}.jsonl`);
    const calm = new TraceText('calm', { at: BEGIN + 1000 });
    calm.span('chat', { kind: 'llm', input: { messages: [message('user', 'hello')] }, output: 'Hi' });
    calm.finish().write(`${dir}/calm.jsonl`);
    // So tall that all rows are mounted.
  },
  { context: { viewport: { width: 1440, height: 2600 } } },
);

/** Nothing of the corpus has become an element. */
async function inert(page) {
  const found = await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'script:not([src*="/assets/"]), iframe, object, embed, base:not([href^="/"]), form[action], meta[http-equiv], link[href*="evil"], style:not([nonce]), video[src], [onerror], [onload], [onclick], [onfocus], [onmouseover], [ontoggle], a[href^="javascript" i], a[href^="data:" i], a[href^="vbscript" i], a[href^="blob:" i], a[href^="file:" i], img[src^="http"]:not([src^="http://127.0.0.1"])',
      ),
    ].map((element) => element.outerHTML.slice(0, 200)),
  );
  assert.deepEqual(found, []);
}

site.test('in the list, its folders and its filters', async ({ page, address }) => {
  const list = await new ListPage(page).open(address('/'));
  await list.links.first().waitFor();
  for (const name of ['Status', 'Tag', 'Thread']) {
    await list.panel(name);
    await inert(page);
    await page.keyboard.press('Escape');
  }
  for (const row of await list.links.all()) await row.hover();
  await list.openPalette();
  await page.keyboard.type('img');
  await inert(page);
});

site.test(
  'in the tree, its rows and the detail of every span',
  async ({ page, address }) => {
    const trace = await new TracePage(page).open(address('/t/hostile.jsonl'));
    await page.getByText('onerror').first().waitFor();
    await page.keyboard.press('Home');
    for (let i = 0; i < ALL.length + 6; i++) {
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await trace.detail.getByRole('tab').first().waitFor();
      await inert(page);
    }
  },
  { timeout: 120_000 },
);

site.test(
  'in every tab of the detail of a model call, a tool call and a failure',
  async ({ page, address }) => {
    const trace = await new TracePage(page).open(address('/t/hostile.jsonl'));
    for (const name of ['chat', 'values', 'fails']) {
      await trace.select(name);
      for (const tab of await trace.detail.getByRole('tab').all()) {
        await tab.click();
        await eventually(() => inert(page));
        for (const fold of await trace.detail.locator('summary, [aria-expanded=false]:not([aria-haspopup])').all())
          await fold.click({ timeout: 1000 }).catch(() => undefined);
        await inert(page);
      }
    }
  },
  { timeout: 120_000 },
);

site.test(
  'in flame, chat, log and stats',
  async ({ page, address }) => {
    const trace = await new TracePage(page).open(address('/t/hostile.jsonl'));
    for (const view of ['Flame', 'Chat', 'Log', 'Stats']) {
      await trace.view(view);
      await page.waitForTimeout(200);
      const main = page.getByRole('main');
      for (const fold of (await main.locator('summary, [aria-expanded=false]:not([aria-haspopup])').all()).slice(0, 40))
        await fold.click({ timeout: 500 }).catch(() => undefined);
      await inert(page);
    }
  },
  { timeout: 120_000 },
);

site.test(
  'in search, its marks and its addresses',
  async ({ page, address }) => {
    for (const q of ['onerror', '<img src=x onerror=window.pwned=1>', 'javascript:window.pwned=1', '"><img src=x']) {
      await page.goto(address(`/search?q=${encodeURIComponent(q)}`));
      await page.getByRole('main').locator('mark').first().waitFor();
      await inert(page);
    }
    for (const path of [
      '/t/%3Cimg%20src=x%20onerror=window.pwned=1%3E',
      '/thread/%3Cimg%20src=x%20onerror=window.pwned=1%3E',
      '/nowhere/%3Csvg%20onload=window.pwned=1%3E',
      '/d/javascript:window.pwned=1',
      '/t/hostile.jsonl?span=%3Cimg%20src=x%20onerror=window.pwned=1%3E&view=%3Cscript%3E&q=%3Cimg%20onerror=x%3E&f=%3Cb%3E',
      '/#/trace/javascript:window.pwned=1/x',
      '/search?q=a&file=%3Cimg%20src=x%3E',
    ]) {
      await page.goto(address(path));
      await page.getByRole('main').waitFor();
      await page.waitForTimeout(150);
      await inert(page);
    }
  },
  { expected: [/status of 40[0-9]/], timeout: 120_000 },
);

site.test(
  'links of Markdown open elsewhere without telling where from, and only http does',
  async ({ page, address }) => {
    const trace = await new TracePage(page).open(address('/t/hostile.jsonl'));
    await trace.select('chat');
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll('a[href]')]
        .filter((a) => a.origin !== location.origin)
        .map((a) => ({ href: a.href, rel: a.rel, target: a.target })),
    );
    for (const { href, rel, target } of outside) {
      assert.match(href, /^(https?|mailto):/);
      assert.equal(target, '_blank', href);
      assert.match(rel, /noopener/, href);
      assert.match(rel, /noreferrer/, href);
    }
  },
);

site.test('images of other servers are named, not loaded', async ({ page, address }) => {
  const trace = await new TracePage(page).open(address('/t/hostile.jsonl'));
  await trace.select('chat');
  await eventually(async () => assert.match(await trace.detail.innerText(), /evil\.example/));
  const loaded = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => !entry.name.startsWith(location.origin))
      .map((entry) => entry.name),
  );
  assert.deepEqual(
    loaded.filter((name) => !name.startsWith('data:') && !name.startsWith('blob:')),
    [],
  );
});

site.test('keys of values do not reach prototypes', async ({ page, address }) => {
  const trace = await new TracePage(page).open(address('/t/hostile.jsonl'));
  await trace.select('values');
  assert.equal(await page.evaluate(() => ({}).pwned), undefined);
  assert.equal(await page.evaluate(() => Object.prototype.hasOwnProperty.call({ a: 1 }, 'a')), true);
});
