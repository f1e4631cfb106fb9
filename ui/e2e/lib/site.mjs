/*
 * A folder of traces, the program that serves it and a browser, for the tests of one file. Each test has a context of
 * its own (cache, storage, clipboard), and fails by itself if the page logged an error, broke its own policy, opened a
 * dialog or asked anybody but the server for anything.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { chromium as engine } from 'playwright-core';
import { chromium, Program, temporaryFolder } from './program.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WAIT_MS = 10_000;

export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // Nothing but this machine can be reached, whatever the page tries.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

export const launch = (more = {}) =>
  engine.launch({
    executablePath: chromium(),
    args: [...BROWSER_FLAGS, ...(more.args ?? [])],
    ...(more.headless === undefined ? {} : { headless: more.headless }),
  });

/** What a page did that it must not. */
export class Faults {
  found = [];

  constructor(origins) {
    this.origins = origins;
  }

  async watch(context) {
    context.on('console', (message) => {
      if (message.type() === 'error') this.found.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.found.push(`uncaught: ${error.error().stack ?? error.error()}`));
    context.on('request', (request) => this.#asked(request.url()));
    context.on('page', (page) => {
      page.on('websocket', (socket) => this.#asked(socket.url()));
      page.on('crash', () => this.found.push('the page crashed'));
      page.on('dialog', (dialog) => {
        if (dialog.type() !== 'beforeunload') this.found.push(`dialog: ${dialog.message()}`);
        dialog.dismiss().catch(() => undefined);
      });
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
  }

  #asked(url) {
    const { protocol, origin } = new URL(url);
    if (protocol === 'data:' || protocol === 'blob:' || protocol === 'about:') return;
    if (!this.origins().includes(origin)) this.found.push(`asked elsewhere: ${url}`);
  }

  /** Throws unless all of them were expected. */
  check(expected = []) {
    const left = this.found.filter((one) => !expected.some((pattern) => pattern.test(one)));
    assert.deepEqual(left, [], 'the page logged errors, broke its policy or asked somebody else');
  }
}

/**
 * @param fill makes the folder: called with its path, may return a promise
 * @param options `args` of `traqo ui`; `target`: what is served instead of the folder, relative to it;
 *     `context`: options of each browser context
 */
export function serve(fill, { args = [], target, context: contextOptions = {}, flags = [] } = {}) {
  const site = { test: visit, program: null, dir: null, browser: null };
  let folder, cache;

  before(async () => {
    folder = temporaryFolder('e2e');
    cache = temporaryFolder('e2e-cache');
    site.dir = folder.dir;
    await fill(folder.dir);
    [site.program, site.browser] = await Promise.all([
      Program.start(target ? `${folder.dir}/${target}` : folder.dir, { args, cache: cache.dir }),
      launch({ args: flags }),
    ]);
  });

  after(async () => {
    await site.browser?.close();
    await site.program?.kill('SIGTERM');
    folder?.delete();
    cache?.delete();
    assert.doesNotMatch(site.program?.said ?? '', /^\s+at .*\(.*\)$/m, 'the server printed a stack trace');
  });

  /** A test in a browser. `expected`: patterns of faults that it provokes; `context`: more options of its context. */
  function visit(name, body, { expected = [], context: more = {}, timeout = 60_000, skip = false } = {}) {
    test(name, { timeout, skip }, async (t) => {
      const { context, faults } = await open(more);
      const page = await context.newPage();
      try {
        await body({ page, context, t, address: (path = '/') => new URL(path.replace(/^\//, ''), base()).href });
        await page
          .evaluate(() => window.pwned)
          .then(
            (pwned) => assert.equal(pwned, undefined, 'script of a trace ran'),
            () => undefined,
          );
        faults.check(expected);
      } catch (failure) {
        if (process.env.E2E_KEEP) {
          const file = `${process.env.E2E_KEEP}/${name.replace(/[^\w]+/g, '-').slice(0, 80)}.png`;
          await page.screenshot({ path: file }).catch(() => undefined);
        }
        if (faults.found.length && failure.code !== 'ERR_ASSERTION')
          failure.message += `\nfaults: ${faults.found.join('\n')}`;
        throw failure;
      } finally {
        await context.close();
      }
    });
  }

  async function open(more = {}) {
    const context = await site.browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-US',
      timezoneId: 'UTC',
      ...contextOptions,
      ...more,
    });
    context.setDefaultTimeout(WAIT_MS);
    const faults = new Faults(() => [site.program.origin]);
    await faults.watch(context);
    return { context, faults };
  }

  const base = () => new URL(site.program.address.pathname.replace(/\/?$/, '/'), site.program.origin);

  site.open = open;
  site.address = (path = '/') => new URL(path.replace(/^\//, ''), base()).href;
  return site;
}

/** Runs axe on the page as it is. Its script is injected by the debugger: the page's policy lets no other in. */
export async function accessible(page, label = page.url(), options = {}) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (given) => {
    const result = await axe.run(document, { resultTypes: ['violations'], ...given });
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes
        .slice(0, 5)
        .map((node) => `${node.target.join(' ')} ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
    }));
  }, options);
  assert.deepEqual(violations, [], `axe on ${label}`);
}

/** Tries until it does not throw: for what has no event to wait for. */
export async function eventually(check, { within = WAIT_MS, every = 50 } = {}) {
  const end = Date.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (failure) {
      if (Date.now() > end) throw failure;
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  }
}
