/* Starts the real program, as a person would, and finds what it needs. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const HOME = fileURLToPath(new URL('../../..', import.meta.url));

const JAVA = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
const JAR = join(HOME, 'cli/target/traqo.jar');

/** `E2E_PAGES=ui/target/classes` tries pages that are newer than the jar. */
const classPath = (...more) =>
  [process.env.E2E_PAGES && join(HOME, process.env.E2E_PAGES), JAR, ...more].filter(Boolean).join(delimiter);

/** Where the browser is; null if there is none. */
export function chromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      if (existsSync(join(folder, name))) return join(folder, name);
    }
  }
  return null;
}

export function temporaryFolder(name) {
  const dir = mkdtempSync(join(tmpdir(), `traqo-${name}-`));
  return { dir, delete: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }) };
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Runs the program to its end; throws with what it said if it fails. */
export function run(args, { cwd, libraries = [], env = process.env } = {}) {
  const result = spawnSync(
    JAVA,
    ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath(...libraries), 'dev.traqo.cli.Main', ...args],
    {
      cwd,
      encoding: 'utf8',
      env,
    },
  );
  if (result.status !== 0)
    throw new Error(`traqo ${args.join(' ')} failed (${result.status}):\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

/** `traqo ui`, running. */
export class Program {
  said = '';

  /** Resolves when it has said where it listens. `at` is a path below `dir`'s server: `/`, or the base path. */
  static async start(target, { args = [], port, java = [], cache, host = '127.0.0.1' } = {}) {
    const program = new Program();
    program.target = target;
    program.options = { args, java, cache, host };
    program.port = port ?? (await freePort());
    program.process = spawn(
      JAVA,
      [
        '-XX:+UseSerialGC',
        '-Xmx512m',
        ...(java.length ? java : ['-XX:TieredStopAtLevel=1']),
        // Nothing of the person who runs the tests is read or changed.
        ...(cache ? [`-Duser.home=${cache}`] : []),
        '-cp',
        classPath(),
        'dev.traqo.cli.Main',
        'ui',
        target,
        '--port',
        String(program.port),
        ...args,
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...(cache ? { XDG_CACHE_HOME: cache, HOME: cache } : {}) },
      },
    );
    const { promise, resolve, reject } = Promise.withResolvers?.() ?? deferred();
    const hear = (chunk) => {
      program.said += chunk;
      const address = /https?:\/\/[^\s"'<>]+/.exec(program.said)?.[0];
      if (address) resolve(address);
    };
    program.process.stdout.setEncoding('utf8').on('data', hear);
    program.process.stderr.setEncoding('utf8').on('data', hear);
    program.ended = new Promise((done) => program.process.once('exit', done));
    program.process.once('exit', (code) => reject(new Error(`traqo ui ended with ${code}:\n${program.said}`)));
    const timer = setTimeout(
      () => reject(new Error(`traqo ui did not say where it listens:\n${program.said}`)),
      30_000,
    );
    program.ended.catch(() => undefined);
    try {
      program.address = new URL(await promise);
    } finally {
      clearTimeout(timer);
    }
    return program;
  }

  get origin() {
    return this.address.origin;
  }

  get pid() {
    return this.process.pid;
  }

  async kill(signal = 'SIGKILL') {
    this.process.kill(signal);
    await this.ended;
  }

  /** A second one at the same address, after the first was killed. */
  async restart() {
    const next = await Program.start(this.target, { ...this.options, port: this.port });
    Object.assign(this, { process: next.process, said: next.said, ended: next.ended, address: next.address });
  }
}

function deferred() {
  let resolve, reject;
  const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}
