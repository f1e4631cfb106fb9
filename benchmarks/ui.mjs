/*
 * Measures `traqo ui` in a headless browser: how long until a person sees what they asked for, and what it costs the
 * server and the browser. Called by benchmarks/run; prints Markdown and leaves ui.md and ui.json in the results folder.
 *
 *   node benchmarks/ui.mjs --classpath FILE --results DIR [--runs N] [--sizes 1000,10000] [--quick]
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { HOME, Program, temporaryFolder } from '../ui/e2e/lib/program.mjs';
import { launch } from '../ui/e2e/lib/site.mjs';

const { values: asked } = parseArgs({
  options: {
    classpath: { type: 'string', default: join(HOME, 'benchmarks/target/classpath.txt') },
    results: { type: 'string', default: join(HOME, 'benchmarks/target') },
    runs: { type: 'string', default: '5' },
    forks: { type: 'string' },
    rows: { type: 'string' },
    sizes: { type: 'string', default: '1000,10000,100000,1000000' },
    traces: { type: 'string', default: '10000' },
    quick: { type: 'boolean', default: false },
  },
});
const SIZES = asked.quick ? [1000, 10_000] : asked.sizes.split(',').map(Number);
const TRACES = asked.quick ? 500 : Number(asked.traces);
const RUNS = asked.quick ? 2 : Number(asked.forks ?? asked.runs);
const TICKS = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;
// As `./traqo` starts it, and with the heap that the viewer has to do with.
const JAVA = ['-Xmx512m', ...(process.env.TRAQO_UI_JAVA ?? '-XX:TieredStopAtLevel=1').split(' ')];

const median = (numbers) => {
  const sorted = numbers.filter((number) => number !== null && !Number.isNaN(number)).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** CPU milliseconds of a process so far, of all its threads. */
function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

const resident = (pid, what = 'VmRSS') =>
  Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;

/** Heap of the server after a full collection, in MB; null without jcmd. */
function heap(pid) {
  const jcmd = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/jcmd') : 'jcmd';
  if (spawnSync(jcmd, [String(pid), 'GC.run']).status !== 0) return null;
  const said = spawnSync(jcmd, [String(pid), 'GC.heap_info'], { encoding: 'utf8' }).stdout;
  const used = [...said.matchAll(/(?:generation|garbage-first heap)[^\n]*?used (\d+)K/g)].map((match) =>
    Number(match[1]),
  );
  return used.length ? used.reduce((a, b) => a + b) / 1024 : null;
}

/** The browser's largest page process: [pid, CPU ms]. */
async function renderer(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter((one) => one.type === 'renderer').sort((a, b) => resident(b.id) - resident(a.id));
  return { pid: pages[0].id, cpu: pages.reduce((sum, one) => sum + one.cpuTime * 1000, 0) };
}

/** Set before the page's own script: says when rows were on the screen, counted from the begin of the navigation. */
function watchRows(selector) {
  const look = () => {
    const rows = document.querySelectorAll(selector);
    // Skeletons have no text.
    if ([...rows].some((row) => row.textContent.trim().length > 0)) {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => (window.rowsAt = performance.now());
        channel.port2.postMessage(0);
      });
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const TREE_ROWS = '[role=treegrid] [role=row][aria-level]';
const LIST_ROWS = 'a[href*="/t/"]';

/** Opens an address in a browser of its own and waits for rows. */
async function open(program, path, selector, then) {
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(300_000);
    // Its processes are there already, as in a browser that is in use.
    const page = await context.newPage();
    const failed = [];
    page.on('pageerror', (error) => failed.push(String(error)));
    await page.goto(program.address.href + 'icon.svg');
    // A browser that has just begun starts a second process for pages, as costly as what is measured.
    await page.waitForTimeout(1000);
    await page.addInitScript(watchRows, selector);
    const before = { server: cpu(program.pid), page: (await renderer(browser)).cpu };
    await page.goto(program.origin + path, { waitUntil: 'commit' });
    // Seldom: the page looks at its own clock, and each question would keep it from its work.
    await page.waitForFunction(() => window.rowsAt !== undefined, undefined, { polling: 250 });
    const rowsAt = await page.evaluate(() => window.rowsAt);
    const result = {
      visible: rowsAt,
      serverCpu: cpu(program.pid) - before.server,
      pageCpu: (await renderer(browser)).cpu - before.page,
    };
    if (then) Object.assign(result, await then(page, browser));
    if (failed.length) throw new Error(`the page failed: ${failed[0]}`);
    return result;
  } finally {
    await browser.close();
  }
}

/** Milliseconds from a press of the mouse on a row to the frame with the content of its span. */
async function clicks(page, times = 9) {
  const taken = [];
  for (let i = 0; i < times; i++) {
    const row = page.locator(TREE_ROWS).nth(2 + i);
    const box = await row.boundingBox();
    await page.evaluate(() => {
      window.paintedAt = null;
      // Each span has a panel of its own.
      const before = document.querySelector('.detail [role=tabpanel]');
      addEventListener(
        'pointerdown',
        () => {
          const begun = performance.now();
          const look = () => {
            const panel = document.querySelector('.detail [role=tabpanel]');
            if (panel && panel !== before && panel.textContent.length > 0) {
              const channel = new MessageChannel();
              channel.port1.onmessage = () => (window.paintedAt = performance.now() - begun);
              requestAnimationFrame(() => channel.port2.postMessage(0));
            } else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        },
        { once: true, capture: true },
      );
    });
    await page.mouse.click(box.x + 90, box.y + box.height / 2);
    await page.waitForFunction(() => window.paintedAt !== null, undefined, { timeout: 10_000, polling: 10 });
    taken.push(await page.evaluate(() => window.paintedAt));
  }
  // The first loads the code of the panel.
  return { firstClick: taken[0], click: median(taken.slice(1)) };
}

const quantile = (numbers, share) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] : null;
};

/** Scrolls, zooms and pans; after each step the page says how long it drew: `window.traqo`. */
async function drawing(page) {
  const taken = async (name, steps, act) => {
    const found = [];
    for (let i = 0; i < steps; i++) {
      await act(i);
      // Two frames: one takes what was asked for, the next is drawn.
      found.push(
        await page.evaluate(
          (probe) =>
            new Promise((done) =>
              requestAnimationFrame(() => requestAnimationFrame(() => done(window.traqo[probe]().ms))),
            ),
          name,
        ),
      );
    }
    return found;
  };
  const box = await page.getByRole('treegrid').boundingBox();
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  const scroll = await taken('tree', 80, (i) => page.mouse.wheel(0, i % 10 === 9 ? 20_000 : 300));
  await page.keyboard.press('2');
  const canvas = page.getByRole('img', { name: /flame/i }).first();
  await canvas.waitFor();
  const area = await canvas.boundingBox();
  await page.mouse.move(area.x + area.width / 3, area.y + area.height / 3);
  await page.keyboard.down('Control');
  const zoom = await taken('flame', 80, (i) => page.mouse.wheel(0, i < 50 ? -120 : 120));
  await page.keyboard.up('Control');
  await page.keyboard.down('Shift');
  const pan = await taken('flame', 60, (i) => page.mouse.wheel(0, i < 30 ? 200 : -200));
  await page.keyboard.up('Shift');
  const all = [...zoom, ...pan];
  return {
    scrollP50: quantile(scroll, 0.5),
    scrollP95: quantile(scroll, 0.95),
    drawP50: quantile(all, 0.5),
    drawP95: quantile(all, 0.95),
  };
}

async function oneSize(classpath, spans) {
  const folder = temporaryFolder('bench-ui');
  const rows = { cold: [], cached: [], warm: [] };
  try {
    const file = join(folder.dir, 'big.jsonl');
    generate(classpath, 'big', file, spans);
    await cached(file);
    const runs = spans >= 1_000_000 ? Math.min(RUNS, 3) : RUNS;
    for (let i = 0; i < runs; i++) {
      const cache = temporaryFolder('bench-ui-cache');
      try {
        let program = await Program.start(folder.dir, { java: JAVA, cache: cache.dir });
        rows.cold.push(await open(program, '/t/big.jsonl', TREE_ROWS));
        rows.warm.push(
          await open(program, '/t/big.jsonl', TREE_ROWS, async (page, browser) => {
            const result = { ...(await clicks(page)), ...(await drawing(page)) };
            const { pid } = await renderer(browser);
            return { ...result, pageResident: resident(pid), pagePeak: resident(pid, 'VmHWM') };
          }),
        );
        const last = rows.warm.at(-1);
        last.heap = heap(program.pid);
        last.serverPeak = resident(program.pid, 'VmHWM');
        await program.kill('SIGTERM');
        program = await Program.start(folder.dir, { java: JAVA, cache: cache.dir });
        rows.cached.push(await open(program, '/t/big.jsonl', TREE_ROWS));
        await program.kill('SIGTERM');
      } finally {
        cache.delete();
      }
    }
    return { spans, bytes: statSync(file).size, ...rows };
  } finally {
    folder.delete();
  }
}

async function list(classpath) {
  const folder = temporaryFolder('bench-ui');
  const rows = { cold: [], warm: [] };
  try {
    generate(classpath, 'folder', folder.dir, TRACES);
    for (let i = 0; i < RUNS; i++) {
      const cache = temporaryFolder('bench-ui-cache');
      const program = await Program.start(folder.dir, { java: JAVA, cache: cache.dir });
      try {
        rows.cold.push(await open(program, '/', LIST_ROWS));
        rows.warm.push(await open(program, '/', LIST_ROWS));
        rows.warm.at(-1).heap = heap(program.pid);
      } finally {
        await program.kill('SIGTERM');
        cache.delete();
      }
    }
    return rows;
  } finally {
    folder.delete();
  }
}

function generate(classpath, ...args) {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
  const libraries = readFileSync(classpath, 'utf8').trim();
  const result = spawnSync(
    java,
    [
      '-cp',
      `${join(HOME, 'benchmarks/target/classes')}:${libraries}`,
      'dev.traqo.benchmarks.TraceFiles',
      ...args.map(String),
    ],
    { encoding: 'utf8' },
  );
  if (result.status !== 0) throw new Error(`TraceFiles failed:\n${result.stderr}`);
}

/** Reads a file once: what is measured is not the disk. */
async function cached(file) {
  for await (const _ of createReadStream(file, { highWaterMark: 1 << 20 }));
}

/** What the browser loads before it can show anything, and everything there is: KB after gzip. */
function sizes() {
  const dist = join(HOME, 'ui/target/classes/dev/traqo/ui');
  const gz = (file) => gzipSync(readFileSync(file), { level: 9 }).length / 1000;
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)].map((match) => match[1]);
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return {
    script: named.filter((name) => name.endsWith('.js')).reduce((sum, name) => sum + gz(join(dist, name)), 0),
    style: named.filter((name) => name.endsWith('.css')).reduce((sum, name) => sum + gz(join(dist, name)), 0),
    all: files.reduce((sum, entry) => sum + gz(join(entry.parentPath ?? entry.path, entry.name)), 0),
  };
}

// Published with the Python package's measurements: spans -> what it took. Seconds, MB, ms.
const PYTHON = {
  1000: { visible: '1.10 s', click: '93 ms', server: '31 MB', page: '10 MB' },
  10_000: { visible: '3.7 s', click: '324 ms', server: '67 MB', page: '64 MB' },
  100_000: { visible: '57.6 s', click: '8.5 s', server: '444 MB', page: '606 MB' },
  1_000_000: { visible: 'not within 240 s', click: '-', server: '4.1 GB', page: '-' },
};

const grouped = (number) => new Intl.NumberFormat('en-US').format(number);
const seconds = (millis) =>
  millis === null ? '-' : millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(2)} s`;
const ms = (millis) => (millis === null ? '-' : `${millis < 10 ? millis.toFixed(1) : Math.round(millis)} ms`);
const mb = (number) => (number === null ? '-' : `${Math.round(number)} MB`);
const of = (rows, key) => median(rows.map((row) => row[key] ?? null));

function tables({ traces, traceList, size }) {
  const out = [];
  out.push(`### The viewer, Chromium ${size.browser}, JDK ${size.jdk}`, '');
  out.push(
    `Medians of ${RUNS} runs (at most 3 of 1,000,000 spans), in a new browser each; the server has a heap of 512 MB.`,
    '',
  );
  out.push(
    '| from the address to rows on the screen | cold server, no index | cold server, cached index | warm | Python |',
    '|---|---|---|---|---|',
  );
  for (const { spans, bytes, cold, cached: again, warm } of traces) {
    out.push(
      `| ${grouped(spans)} spans, ${mb(bytes / 1e6)} | ${seconds(of(cold, 'visible'))} | ${seconds(of(again, 'visible'))} | ${seconds(of(warm, 'visible'))} | ${PYTHON[spans]?.visible ?? '-'} |`,
    );
  }
  out.push(
    `| list of ${grouped(TRACES)} traces | ${seconds(of(traceList.cold, 'visible'))} | | ${seconds(of(traceList.warm, 'visible'))} | 1,000 traces: 1.8 s |`,
    '',
  );
  out.push(
    '| CPU of that | server, no index | server, cached | server, warm | page, no index | page, warm |',
    '|---|---|---|---|---|---|',
  );
  for (const { spans, cold, cached: again, warm } of traces) {
    out.push(
      `| ${grouped(spans)} spans | ${ms(of(cold, 'serverCpu'))} | ${ms(of(again, 'serverCpu'))} | ${ms(of(warm, 'serverCpu'))} | ${ms(of(cold, 'pageCpu'))} | ${ms(of(warm, 'pageCpu'))} |`,
    );
  }
  out.push(
    `| list of ${grouped(TRACES)} traces | ${ms(of(traceList.cold, 'serverCpu'))} | | ${ms(of(traceList.warm, 'serverCpu'))} | ${ms(of(traceList.cold, 'pageCpu'))} | ${ms(of(traceList.warm, 'pageCpu'))} |`,
    '',
  );
  out.push(
    '| | click to painted detail | the first click | draw, zoom and pan, p50 / p95 | draw, scrolling, p50 / p95 | server: heap after GC | server: peak RSS | page: RSS | Python: click / server / page |',
    '|---|---|---|---|---|---|---|---|---|',
  );
  for (const { spans, warm } of traces) {
    const python = PYTHON[spans];
    out.push(
      `| ${grouped(spans)} spans | ${ms(of(warm, 'click'))} | ${ms(of(warm, 'firstClick'))} | ${ms(of(warm, 'drawP50'))} / ${ms(of(warm, 'drawP95'))} | ${ms(of(warm, 'scrollP50'))} / ${ms(of(warm, 'scrollP95'))} | ${mb(of(warm, 'heap'))} | ${mb(of(warm, 'serverPeak'))} | ${mb(of(warm, 'pageResident'))} | ${python ? `${python.click} / ${python.server} / ${python.page} JS heap` : '-'} |`,
    );
  }
  out.push('');
  out.push('| goal | asked | measured | |', '|---|---|---|---|');
  const goal = (what, limit, value, unit) => {
    if (value !== null && value !== undefined)
      out.push(
        `| ${what} | at most ${limit} ${unit} | ${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit} | ${value <= limit ? 'met' : '**missed**'} |`,
      );
  };
  const row = (spans) => traces.find((one) => one.spans === spans);
  if (row(100_000)) goal('100,000 spans visible, no index', 1000, of(row(100_000).cold, 'visible'), 'ms');
  if (row(1_000_000)) {
    const million = row(1_000_000);
    goal('1,000,000 spans visible, no index', 2500, of(million.cold, 'visible'), 'ms');
    goal('1,000,000 spans visible, cached index', 1200, of(million.cached, 'visible'), 'ms');
    goal('renderer with 1,000,000 spans', 350, of(million.warm, 'pageResident'), 'MB');
    goal('CPU of the index, a 100 MB', 250, of(million.cold, 'serverCpu') / (million.bytes / 1e8), 'ms');
  }
  if (TRACES === 10_000) {
    goal('list of 10,000 traces, cold', 1500, of(traceList.cold, 'visible'), 'ms');
    goal('list of 10,000 traces, warm', 300, of(traceList.warm, 'visible'), 'ms');
  }
  const largest = traces.at(-1);
  if (largest) {
    goal(`click to painted detail, ${grouped(largest.spans)} spans`, 50, of(largest.warm, 'click'), 'ms');
    goal(`draw p95, ${grouped(largest.spans)} spans`, 8, of(largest.warm, 'drawP95'), 'ms');
  }
  goal('script before the first page, gzipped', 60, size.script, 'KB');
  goal('style sheets before the first page, gzipped', 15, size.style, 'KB');
  goal('all of the pages, gzipped', 400, size.all, 'KB');
  out.push('');
  return out.join('\n');
}

mkdirSync(asked.results, { recursive: true });
const browser = await launch();
const size = {
  ...sizes(),
  browser: browser.version().split('.')[0],
  jdk: /"([^"]+)"/.exec(
    spawnSync(process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java', ['-version'], {
      encoding: 'utf8',
    }).stderr,
  )?.[1],
};
await browser.close();
const traces = [];
for (const spans of SIZES) {
  process.stderr.write(`ui: ${grouped(spans)} spans\n`);
  traces.push(await oneSize(asked.classpath, spans));
}
process.stderr.write(`ui: list of ${grouped(TRACES)} traces\n`);
const traceList = await list(asked.classpath);
const text = tables({ traces, traceList, size });
writeFileSync(join(asked.results, 'ui.json'), JSON.stringify({ traces, traceList, size }, null, 1));
writeFileSync(join(asked.results, 'ui.md'), text);
process.stdout.write(text);
