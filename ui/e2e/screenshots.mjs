/*
 * Pictures of the pages, made from the demo's traces: docs/images/{list,trace,chat,flame}{,-dark}.png at 1440x900.
 * With a folder as argument: every page in both themes and all sizes, for looking at, into that folder.
 */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoFolder, demoTrace, DEMO_NOW, record, RUNNING } from './lib/demo.mjs';
import { ListPage, TracePage } from './lib/pages.mjs';
import { smaller } from './lib/png.mjs';
import { HOME, Program, temporaryFolder } from './lib/program.mjs';
import { Faults, launch } from './lib/site.mjs';

const elsewhere = process.argv[2];
const target = elsewhere ?? join(HOME, 'docs/images');
const SIZES = elsewhere
  ? [
      [1440, 900],
      [900, 900],
      [420, 900],
      [320, 640],
    ]
  : [[1440, 900]];
const TRACE = '/t/support/support-agent-39.jsonl';

const settle = (page) =>
  page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 350))));

/** What is shown of each page. */
const PICTURES = {
  list: async (page, at) => {
    await new ListPage(page).open(at('/'));
    // They are found after the list was shown.
    await page.locator('.row-models').first().waitFor({ state: 'attached' });
  },
  trace: async (page, at, width) => {
    const trace = await new TracePage(page).open(at(TRACE));
    await page.keyboard.press('}');
    if (width >= 900) await trace.select('front desk');
    if (width >= 900) await page.keyboard.press('i');
    await page.waitForTimeout(400);
  },
  chat: (page, at) => view(page, at, 'chat'),
  flame: (page, at) => view(page, at, 'flame'),
};

const MORE = {
  'list-folder': async (page, at) => (await new ListPage(page).open(at('/d/support'))).links.first().waitFor(),
  'list-filtered': async (page, at) => (await new ListPage(page).open(at('/?status=error'))).links.first().waitFor(),
  'list-empty': async (page, at) => page.goto(at('/?q=xyzzy')),
  'trace-plain': async (page, at) => void (await new TracePage(page).open(at(TRACE))),
  'trace-error': async (page, at) => {
    await new TracePage(page).open(at(TRACE));
    await page.keyboard.press('e');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(500);
  },
  'trace-running': async (page, at) => void (await new TracePage(page).open(at(`/t/${RUNNING}`))),
  log: (page, at) => view(page, at, 'log'),
  stats: (page, at) => view(page, at, 'stats'),
  thread: async (page, at) => page.goto(at('/thread/conv-20417')),
  search: async (page, at) => {
    await page.goto(at('/search?q=refund'));
    await page.waitForTimeout(800);
  },
  palette: async (page, at) => {
    const trace = await new TracePage(page).open(at(TRACE));
    await (await trace.openPalette()).fill('re');
  },
  help: async (page, at) => (await new TracePage(page).open(at(TRACE))).openHelp(),
  big: async (page, at) => {
    const trace = await new TracePage(page).open(at('/t/demo/support-agent.jsonl'));
    await page.keyboard.press('}');
    await trace.ready();
  },
};

async function view(page, at, name) {
  await page.goto(at(`${TRACE}?view=${name}`));
  await page
    .getByRole('tablist', { name: 'Views' })
    .getByRole('tab', { name: new RegExp(`^${name}`, 'i'), selected: true })
    .waitFor();
  await page.waitForTimeout(600);
}

record();
const folder = temporaryFolder('pictures');
const cache = temporaryFolder('pictures-cache');
demoFolder(folder.dir);
if (elsewhere) demoTrace(join(folder.dir, 'demo'));
mkdirSync(target, { recursive: true });
const program = await Program.start(folder.dir, { cache: cache.dir });
const browser = await launch();
let failed = 0;
try {
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, height] of SIZES) {
      for (const [name, show] of Object.entries(elsewhere ? { ...PICTURES, ...MORE } : PICTURES)) {
        const context = await browser.newContext({
          viewport: { width, height },
          colorScheme,
          locale: 'en-US',
          timezoneId: 'UTC',
          reducedMotion: 'reduce',
        });
        context.setDefaultTimeout(8000);
        const faults = new Faults(() => [program.origin]);
        await faults.watch(context);
        const page = await context.newPage();
        // "12 seconds ago" is the same in every picture.
        await page.clock.setFixedTime(DEMO_NOW + 14_000);
        const file = join(target, `${name}${elsewhere ? `-${width}` : ''}${colorScheme === 'dark' ? '-dark' : ''}.png`);
        utimesSync(join(folder.dir, RUNNING), new Date(), new Date());
        try {
          await show(page, (path) => program.origin + path, width);
          await settle(page);
          faults.check();
        } catch (failure) {
          failed++;
          console.error(`${file}: ${failure.message.split('\n')[0]} ${faults.found.join(' | ').slice(0, 300)}`);
        }
        const picture = smaller(await page.screenshot());
        writeFileSync(file, picture);
        if (!elsewhere && picture.length > 300_000) {
          failed++;
          console.error(`${file} has ${picture.length} bytes, more than 300 KB`);
        }
        console.log(`${file} ${Math.round(picture.length / 1000)} KB`);
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  await program.kill('SIGTERM');
  folder.delete();
  cache.delete();
}
process.exitCode = failed ? 1 : 0;
