/* S1 to S7 of what the Python viewer gets wrong, from where they matter: other pages in the same browser, raw sockets. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { agentTrace } from './lib/traces.mjs';
import { Program, temporaryFolder } from './lib/program.mjs';
import { serve } from './lib/site.mjs';

const SECRET = 'correct horse battery staple';
const site = serve(
  (dir) => {
    agentTrace('triage', { input: { query: SECRET } }).write(`${dir}/triage.jsonl`);
    writeFileSync(`${dir}/secrets.json`, JSON.stringify({ type: 'trace_start', password: SECRET }));
    writeFileSync(`${dir}/.env.json`, JSON.stringify({ password: SECRET }));
    writeFileSync(`${dir}/not-a-trace.jsonl`, 'root:x:0:0\n');
    writeFileSync(`${dir}/broken.jsonl.gz`, Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 1, 2]));
    symlinkSync('/etc/passwd', `${dir}/passwd.jsonl`);
    symlinkSync('/etc', `${dir}/etc`);
    mkdirSync(`${dir}/empty`);
  },
  { flags: ['--host-resolver-rules=MAP rebind.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'] },
);

/** One request, as bytes: what `fetch` would tidy up is sent as it stands. Resolves to everything that came back. */
function raw(text, { port = site.program.port, wait = 5000 } = {}) {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.setEncoding('latin1').on('data', (chunk) => (answer += chunk));
    socket.on('close', () => resolve(answer)).on('error', reject);
    setTimeout(() => {
      socket.destroy();
      resolve(answer);
    }, wait).unref();
  });
}

const get = (path, headers = {}) =>
  raw(
    `GET ${path} HTTP/1.1\r\nHost: ${headers.Host ?? `127.0.0.1:${site.program.port}`}\r\nConnection: close\r\n${Object.entries(
      headers,
    )
      .filter(([name]) => name !== 'Host')
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`,
  );

const status = (answer) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

describe('another page in the same browser', () => {
  let other;
  before(async () => {
    other = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>elsewhere</title><body></body>');
    });
    await new Promise((done) => other.listen(0, '127.0.0.1', done));
    other.origin = `http://127.0.0.1:${other.address().port}`;
  });
  after(() => other.close());

  test('S1 cannot read traces with fetch, as a script, in a frame or as events', { timeout: 60_000 }, async () => {
    const context = await site.browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(other.origin);
      const got = await page.evaluate(async (origin) => {
        const attempt = async (options) => {
          try {
            const response = await fetch(`${origin}/api/traces`, options);
            return `${response.type} ${await response.text()}`;
          } catch {
            return 'refused';
          }
        };
        const events = new Promise((resolve) => {
          const source = new EventSource(`${origin}/api/events?dir=`);
          source.onopen = () => resolve('open');
          source.onerror = () => resolve(source.readyState === EventSource.CLOSED ? 'refused' : 'retrying');
        });
        const script = new Promise((resolve) => {
          const element = document.createElement('script');
          element.src = `${origin}/api/traces`;
          element.onload = () => resolve('ran');
          element.onerror = () => resolve('refused');
          document.body.append(element);
        });
        const frame = document.createElement('iframe');
        frame.src = origin;
        const framed = new Promise((resolve) => (frame.onload = resolve));
        document.body.append(frame);
        await framed;
        return {
          plain: await attempt({}),
          opaque: await attempt({ mode: 'no-cors' }),
          credentials: await attempt({ credentials: 'include' }),
          events: await events,
          script: await script,
        };
      }, site.program.origin);
      assert.equal(got.plain, 'refused');
      assert.equal(got.credentials, 'refused');
      assert.match(got.opaque, /^(refused|opaque )$/);
      assert.equal(got.script, 'refused');
      assert.equal(got.events, 'refused');
      const frames = page.frames().filter((frame) => frame !== page.mainFrame());
      for (const frame of frames) assert.doesNotMatch(await frame.content(), /id="app"/, 'the viewer was framed');
    } finally {
      await context.close();
    }
  });

  test('S1 cannot reach it under a name of its own (DNS rebinding)', { timeout: 60_000 }, async () => {
    const context = await site.browser.newContext();
    try {
      const page = await context.newPage();
      const answers = [];
      page.on('response', (response) => answers.push(response.status()));
      const answer = await page.goto(`http://rebind.example:${site.program.port}/`);
      assert.ok(answer.status() >= 400, `answered ${answer.status()}`);
      const read = await page.evaluate(() => fetch('/api/traces').then((response) => response.text()));
      assert.doesNotMatch(read, new RegExp(SECRET));
      assert.ok(
        answers.every((code) => code >= 400),
        `answered ${answers}`,
      );
    } finally {
      await context.close();
    }
  });
});

test('S1 other hosts and origins are refused, and nobody is given leave', async () => {
  for (const headers of [
    { Host: 'evil.example' },
    { Host: `evil.example:${site.program.port}` },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
  ]) {
    const answer = await get('/api/traces', headers);
    assert.ok([400, 403, 421].includes(status(answer)), `${JSON.stringify(headers)}: ${answer.slice(0, 80)}`);
    assert.doesNotMatch(answer, /access-control-allow/i);
    assert.doesNotMatch(answer, /triage/);
  }
  assert.doesNotMatch(await get('/api/traces'), /access-control-allow/i);
  assert.equal(status(await get('/api/traces', { 'Sec-Fetch-Site': 'same-origin' })), 200);
});

test('S2 only traces below the folder are served', async () => {
  const outside = [
    'secrets.json',
    '.env.json',
    'not-a-trace.jsonl',
    'passwd.jsonl',
    'etc/passwd',
    '../../../../etc/passwd',
    '/etc/passwd',
    '..%2f..%2fetc/passwd',
    'triage.jsonl/../secrets.json',
    './secrets.json',
    'C:\\x',
  ];
  for (const file of outside) {
    for (const path of [
      'api/index',
      'api/span',
      'api/raw',
      'api/value',
      'api/trace',
      'api/chat',
      'api/media',
      'api/events',
    ]) {
      const answer = await get(
        `/${path}?file=${encodeURIComponent(file)}&row=0&event=start&field=input&part=0&name=passwd`,
      );
      assert.doesNotMatch(answer, /root:|correct horse/, `${path} ${file}`);
      if (file !== 'not-a-trace.jsonl') assert.ok(status(answer) >= 400, `${path} ${file}: ${status(answer)}`);
    }
  }
  for (const path of [
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../../../etc/passwd',
    '/..%5c..%5cetc/passwd',
    '/assets/%2e%2e%2f%2e%2e%2fMain.class',
    '//etc/passwd',
    '/dev/traqo/cli/Main.class',
  ]) {
    const answer = await get(path);
    assert.doesNotMatch(answer, /root:|\xca\xfe\xba\xbe/, path);
  }
  const listed = await get('/api/traces?all=1');
  assert.match(listed, /triage\.jsonl/);
  assert.doesNotMatch(listed, /passwd|secrets|\.env/);
});

test('S3 HEAD tells nothing of other files and has no body', async () => {
  for (const path of ['/passwd', '/etc/passwd', '/secrets.json', '/../secrets.json', '/pom.xml']) {
    const answer = await raw(
      `HEAD ${path} HTTP/1.1\r\nHost: 127.0.0.1:${site.program.port}\r\nConnection: close\r\n\r\n`,
    );
    const known = await raw(
      `HEAD /no-such-file-${Math.abs(path.length)} HTTP/1.1\r\nHost: 127.0.0.1:${site.program.port}\r\nConnection: close\r\n\r\n`,
    );
    assert.equal(status(answer), status(known), path);
    assert.doesNotMatch(answer, /last-modified/i);
    assert.equal(answer.split('\r\n\r\n')[1], '', 'a body');
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT', 'FOO']) {
    const answer = await raw(
      `${method} /api/traces HTTP/1.1\r\nHost: 127.0.0.1:${site.program.port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );
    assert.ok(status(answer) >= 400, `${method}: ${answer.slice(0, 60)}`);
    assert.doesNotMatch(answer, /access-control-allow|triage/i);
  }
});

test('S4 idle and slow connections do not block others', { timeout: 60_000 }, async () => {
  const idle = Array.from({ length: 60 }, (_, i) => {
    const socket = connect(site.program.port, '127.0.0.1', () => {
      if (i % 3 === 1) socket.write('GET /api/traces HT');
      if (i % 3 === 2) socket.write(`GET /api/traces HTTP/1.1\r\nHost: 127.0.0.1:${site.program.port}\r\nX-Slow: `);
    });
    return socket.on('error', () => undefined);
  });
  try {
    await Promise.all(
      idle.map((socket) => new Promise((done) => (socket.connecting ? socket.once('connect', done) : done()))),
    );
    const answers = await Promise.all(Array.from({ length: 8 }, () => get('/api/traces')));
    assert.deepEqual(answers.map(status), Array(8).fill(200));
  } finally {
    idle.forEach((socket) => socket.destroy());
  }
});

test('S5 NUL, invalid UTF-8 and damaged archives are answered', async () => {
  for (const path of [
    '/api/index?file=a%00b',
    '/api/index?file=%ff%fe',
    '/api/index?file=%',
    '/api/index?file=%zz',
    '/t/%ff',
    '/%00',
    '/api/traces?dir=%00',
    '/api/traces?cursor=%ff',
    '/api/span?file=triage.jsonl&row=99999999999999',
    '/api/span?file=triage.jsonl&row=-1',
    '/api/span?file=triage.jsonl&row=x',
    '/api/span?file=triage.jsonl',
    '/api/index',
    '/api/nothing',
    `/api/traces?q=${'x'.repeat(20_000)}`,
    '/api/traces?limit=-5',
    '/api/traces?sort=nothing',
    '/api/search?q=(&re=1',
    '/api/search?q=',
    '/api/events',
  ]) {
    const answer = await get(path, {});
    const code = status(answer);
    assert.ok(code >= 200 && code < 500, `${path.slice(0, 60)}: ${answer.slice(0, 80) || 'no answer'}`);
    assert.doesNotMatch(answer, /\bat (java|dev)\./, path);
  }
  const damaged = await get('/api/index?file=broken.jsonl.gz');
  assert.ok(status(damaged) > 0, 'no answer for a damaged archive');
});

test('S7 every answer has the headers that keep the page in', async () => {
  for (const path of [
    '/',
    '/t/triage.jsonl',
    '/search',
    '/api/about',
    '/api/traces',
    '/api/index?file=triage.jsonl',
    '/api/span?file=triage.jsonl&row=0',
    '/api/nothing',
    '/nothing.js',
    '/icon.svg',
  ]) {
    const answer = await get(path);
    const head = answer.split('\r\n\r\n')[0].toLowerCase();
    assert.match(head, /x-content-type-options: nosniff/, path);
    assert.match(head, /content-security-policy: .*default-src 'none'/, path);
    assert.match(head, /frame-ancestors 'none'/, path);
    assert.match(head, /referrer-policy: no-referrer/, path);
    assert.doesNotMatch(head, /script-src[^;]*unsafe|style-src[^;]*unsafe|img-src[^;]*(\*|https)/, path);
  }
  const page = await get('/');
  assert.match(page, /require-trusted-types-for 'script'/);
  assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)|\sstyle="|\son\w+=/i, 'inline content');
});

describe('for other machines', () => {
  let folder, program;
  before(async () => {
    folder = temporaryFolder('e2e-token');
    agentTrace().write(`${folder.dir}/triage.jsonl`);
    program = await Program.start(folder.dir, { args: ['--host', '0.0.0.0', '--token', 'tkn-4711'] });
  });
  after(async () => {
    await program?.kill('SIGTERM');
    folder?.delete();
  });

  test('another bind without a token gets one of its own', { timeout: 60_000 }, async () => {
    const started = await Program.start(folder.dir, { args: ['--host', '0.0.0.0'] });
    try {
      assert.match(started.address.href, /[\w-]{16,}/);
      const answer = await raw(
        `GET /api/traces HTTP/1.1\r\nHost: 127.0.0.1:${started.port}\r\nConnection: close\r\n\r\n`,
        { port: started.port },
      );
      assert.ok([401, 403].includes(status(answer)), answer.slice(0, 80));
    } finally {
      await started.kill();
    }
  });

  test('nothing is answered without the token', async () => {
    const answer = await raw(
      `GET /api/traces HTTP/1.1\r\nHost: 127.0.0.1:${program.port}\r\nConnection: close\r\n\r\n`,
      { port: program.port },
    );
    assert.ok([401, 403].includes(status(answer)), answer.slice(0, 80));
    const wrong = await raw(
      `GET /api/traces HTTP/1.1\r\nHost: 127.0.0.1:${program.port}\r\nAuthorization: Bearer tkn-4712\r\nConnection: close\r\n\r\n`,
      { port: program.port },
    );
    assert.ok([401, 403].includes(status(wrong)), wrong.slice(0, 80));
  });

  test(
    'the address that is printed opens the pages, and the token does not stay in it',
    { timeout: 60_000 },
    async () => {
      const context = await site.browser.newContext();
      try {
        const page = await context.newPage();
        const printed = new URL(program.address);
        printed.hostname = '127.0.0.1';
        await page.goto(printed.href);
        await page.getByText('triage').first().waitFor();
        assert.doesNotMatch(page.url(), /tkn-4711/);
        assert.equal(await page.evaluate(() => document.cookie), '', 'scripts can read the token');
      } finally {
        await context.close();
      }
    },
  );
});
