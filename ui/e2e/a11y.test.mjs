/* 4.8 and 4.10 point 8: axe on every page and state in both themes, the roles of the tree, reflow, forced colours. */
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { demoFolder, demoTrace } from './lib/demo.mjs';
import { ListPage, TracePage } from './lib/pages.mjs';
import { accessible, eventually, serve } from './lib/site.mjs';
import { agentTrace } from './lib/traces.mjs';

const site = serve((dir) => {
  demoFolder(dir);
  demoTrace(`${dir}/demo`);
  agentTrace('triage').write(`${dir}/triage.jsonl`);
});

const TRACE = '/t/demo/support-agent.jsonl';

/** Every page and state: how to get there. `states.test.mjs` has those of a server or file in trouble. */
const PLACES = {
  list: async ({ page, address }) => (await new ListPage(page).open(address('/'))).links.first().waitFor(),
  'list, filtered': async ({ page, address }) =>
    (await new ListPage(page).open(address('/?status=error&q=support'))).links.first().waitFor(),
  'list, rows chosen': async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/d/support'));
    await list.table.getByRole('checkbox').nth(1).check();
    await list.selection.waitFor();
  },
  'filters open': async ({ page, address }) => {
    const list = await new ListPage(page).open(address('/'));
    await list.links.first().waitFor();
    await list.panel('Status');
  },
  tree: async ({ page, address }) => new TracePage(page).open(address(TRACE)),
  'tree, a span selected': async ({ page, address }) =>
    (await new TracePage(page).open(address(TRACE))).select('front desk'),
  'tree, filtered': async ({ page, address }) => {
    const trace = await new TracePage(page).open(address(TRACE));
    await trace.filter.fill('chat');
    await page.waitForTimeout(300);
  },
  flame: ({ page, address }) => view(page, address, 'flame'),
  chat: ({ page, address }) => view(page, address, 'chat'),
  log: ({ page, address }) => view(page, address, 'log'),
  stats: ({ page, address }) => view(page, address, 'stats'),
  thread: async ({ page, address }) => {
    await page.goto(address('/thread/conv-20417'));
    await page.getByRole('main').getByRole('link').first().waitFor();
  },
  search: async ({ page, address }) => {
    await page.goto(address('/search?q=declined+payments'));
    await page.getByRole('main').locator('mark').first().waitFor();
  },
  'search, nothing asked': async ({ page, address }) => {
    await page.goto(address('/search'));
    await page.getByRole('main').getByRole('searchbox').first().waitFor();
  },
  'search, nothing found': async ({ page, address }) => {
    await page.goto(address('/search?q=xyzzyxyzzy'));
    await page
      .getByText(/nothing|no (hit|match|result)/i)
      .first()
      .waitFor();
  },
  palette: async ({ page, address }) => {
    const trace = await new TracePage(page).open(address(TRACE));
    await (await trace.openPalette()).fill('chat');
    await trace.palette.getByRole('option').first().waitFor();
  },
  help: async ({ page, address }) => (await new TracePage(page).open(address(TRACE))).openHelp(),
};

async function view(page, address, name) {
  await page.goto(address(`${TRACE}?view=${name}`));
  await page
    .getByRole('tablist', { name: 'Views' })
    .getByRole('tab', { name: new RegExp(`^${name}`, 'i'), selected: true })
    .waitFor();
  await page.waitForTimeout(400);
}

describe('axe', () => {
  for (const [name, go] of Object.entries(PLACES)) {
    site.test(
      `finds nothing: ${name}`,
      async (t) => {
        await go(t);
        await both(t.page, name);
      },
      { context: { colorScheme: 'light' } },
    );
  }

  site.test(
    'finds nothing in each tab of the detail',
    async ({ page, address }) => {
      const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
      for (const span of ['plan', 'http GET', 'search_documents']) {
        await trace.select(span);
        for (const tab of await trace.detail.getByRole('tab').all()) {
          await tab.click();
          await page.waitForTimeout(100);
          await both(page, `${span}, ${await tab.innerText()}`);
        }
      }
    },
    { context: { colorScheme: 'light' }, timeout: 90_000 },
  );
});

/** What differs between the themes is contrast alone. */
async function both(page, name) {
  await accessible(page, `${name}, light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(page, `${name}, dark`, { runOnly: { type: 'rule', values: ['color-contrast'] } });
  await page.emulateMedia({ colorScheme: 'light' });
}

describe('the tree', () => {
  site.test(
    'is a treegrid with levels, positions and one tab stop, and its active row is always mounted',
    async ({ page, address }) => {
      const trace = await new TracePage(page).open(address(TRACE));
      assert.equal(await trace.tree.getAttribute('tabindex'), '0');
      await trace.tree.focus();
      const check = async () => {
        const active = await trace.tree.evaluate((tree) => {
          const id = tree.getAttribute('aria-activedescendant');
          const row = id && document.getElementById(id);
          return row && tree.contains(row)
            ? Object.fromEntries(
                ['aria-level', 'aria-setsize', 'aria-posinset', 'aria-rowindex', 'aria-selected', 'role'].map(
                  (name) => [name, row.getAttribute(name)],
                ),
              )
            : null;
        });
        assert.ok(active, 'the active row is not in the tree');
        assert.equal(active.role, 'row');
        for (const name of ['aria-level', 'aria-setsize', 'aria-posinset', 'aria-rowindex'])
          assert.match(active[name], /^\d+$/, name);
        assert.ok(Number(active['aria-posinset']) <= Number(active['aria-setsize']));
      };
      await page.keyboard.press('Home');
      for (let i = 0; i < 12; i++) {
        await check();
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('End');
      await check();
      await page.mouse.move(300, 500);
      await page.mouse.wheel(0, -100_000);
      await page.waitForTimeout(200);
      await check();
    },
  );

  site.test('rows that hide others say so', async ({ page, address }) => {
    const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
    await page.keyboard.press('{');
    await eventually(async () => assert.equal(await trace.row('triage agent').getAttribute('aria-expanded'), 'false'));
    await page.keyboard.press('}');
    await eventually(async () => assert.equal(await trace.row('triage agent').getAttribute('aria-expanded'), 'true'));
    assert.equal(await trace.row('plan').getAttribute('aria-expanded'), null);
  });

  site.test('a selection on the canvas is told in words', async ({ page, address }) => {
    const trace = new TracePage(page);
    await page.goto(address('/t/triage.jsonl?view=flame'));
    await trace.flame.first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await eventually(async () => {
      const told = await page.evaluate(() =>
        [...document.querySelectorAll('[aria-live], [role=status]')].map((region) => region.textContent).join(' '),
      );
      assert.match(told, /triage agent|plan/);
    });
  });
});

describe('sizes', () => {
  for (const [width, height] of [
    [320, 640],
    [420, 900],
    [900, 900],
    [1600, 1000],
  ]) {
    site.test(
      `nothing is wider than ${width}px, targets are at least 24px`,
      async (t) => {
        for (const name of [
          'list',
          'tree',
          'tree, a span selected',
          'flame',
          'chat',
          'log',
          'stats',
          'search',
          'help',
          'palette',
        ]) {
          if (width < 900 && name === 'tree, a span selected') {
            const trace = await new TracePage(t.page).open(t.address(TRACE));
            await trace.row('front desk').first().locator('.tree-label').click();
            await t.page.waitForTimeout(300);
          } else await PLACES[name](t);
          const wide = await t.page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          assert.ok(wide <= 0, `${name} is ${wide}px too wide at ${width}`);
          // 24 pixels, or as far from the next one as if it had them.
          await accessible(t.page, `${name} at ${width}`, { runOnly: { type: 'rule', values: ['target-size'] } });
        }
      },
      { context: { viewport: { width, height } }, timeout: 90_000 },
    );
  }

  site.test(
    'below 900 px the detail is a sheet that Escape closes',
    async ({ page, address }) => {
      const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
      await trace.row('plan').locator('.tree-label').click();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: /plan/ }).first().waitFor();
      await accessible(page, 'sheet');
      await page.keyboard.press('Escape');
      await eventually(async () =>
        assert.equal(await page.getByRole('heading', { name: /^plan/ }).filter({ visible: true }).count(), 0),
      );
      await trace.row('plan').waitFor();
    },
    { context: { viewport: { width: 600, height: 800 } } },
  );

  site.test(
    'at 200 % zoom everything is there',
    async (t) => {
      await new TracePage(t.page).open(t.address(TRACE));
      assert.ok(
        await t.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
      );
      await accessible(t.page, '200 %');
    },
    { context: { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 } },
  );
});

describe('settings of the system', () => {
  site.test(
    'forced colours: status, selection and focus can still be told',
    async ({ page, address }) => {
      const trace = await new TracePage(page).open(address('/t/triage.jsonl'));
      await trace.select('http GET');
      await accessible(page, 'forced colours', { rules: { 'color-contrast': { enabled: false } } });
      const outline = await trace.row('http GET').evaluate((row) => {
        const { outlineStyle, borderStyle, backgroundColor } = getComputedStyle(row);
        return { outlineStyle, borderStyle, backgroundColor };
      });
      const plain = await trace.row('plan').evaluate((row) => getComputedStyle(row).backgroundColor);
      assert.ok(
        outline.outlineStyle !== 'none' || outline.borderStyle !== 'none' || outline.backgroundColor !== plain,
        JSON.stringify(outline),
      );
    },
    { context: { forcedColors: 'active' } },
  );

  site.test(
    'reduced motion: nothing moves by itself',
    async ({ page, address }) => {
      await new ListPage(page).open(address('/'));
      await page.waitForTimeout(300);
      const moving = await page.evaluate(() =>
        document
          .getAnimations()
          .filter(
            (animation) =>
              animation.playState === 'running' && (animation.effect.getComputedTiming().duration ?? 0) > 50,
          )
          .map((animation) => animation.effect.target?.className),
      );
      assert.deepEqual(moving, []);
    },
    { context: { reducedMotion: 'reduce' } },
  );

  site.test(
    'the theme of the system is taken, and changes with it',
    async ({ page, address }) => {
      await new ListPage(page).open(address('/'));
      const before = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      await page.emulateMedia({ colorScheme: 'light' });
      await eventually(async () =>
        assert.notEqual(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), before),
      );
    },
    { context: { colorScheme: 'dark' } },
  );

  site.test('a page has a title, a language, one main and one heading of the first level', async (t) => {
    for (const name of ['list', 'tree', 'thread', 'search']) {
      await PLACES[name](t);
      const found = await t.page.evaluate(() => ({
        title: document.title,
        lang: document.documentElement.lang,
        mains: document.querySelectorAll('main').length,
        headings: [...document.querySelectorAll('h1')].filter((heading) => heading.checkVisibility()).length,
      }));
      assert.match(found.title, /traqo/, name);
      assert.equal(found.lang, 'en');
      assert.equal(found.mains, 1, name);
      assert.equal(found.headings, 1, name);
    }
  });
});
