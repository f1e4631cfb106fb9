/*
 * Traces as the library itself writes them: the demo, once as it should be and once without its model, and the small
 * examples. `node lib/demo.mjs` records them into target/demo if the program is newer; the tests only copy.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { HOME, run } from './program.mjs';
import { timestamp } from './traces.mjs';

const RECORDED = fileURLToPath(new URL('../target/demo', import.meta.url));
const EXAMPLES = [
  'Quickstart',
  'AsyncAndThreads',
  'OpenAiExample',
  'AnthropicExample',
  'GeminiExample',
  'LangChain4jExample',
];

/** When the newest of the demo folder's runs begins, in milliseconds; "now" of the pictures is a little later. */
export const DEMO_NOW = Date.UTC(2026, 10, 20, 16, 42, 30);

function libraries() {
  const examples = join(HOME, 'examples/target');
  return [join(examples, 'classes'), readFileSync(join(examples, 'classpath.txt'), 'utf8').trim()];
}

/** Records all of them; about ten seconds. */
export function record() {
  const jar = statSync(join(HOME, 'cli/target/traqo.jar')).mtimeMs;
  if (existsSync(RECORDED) && statSync(RECORDED).mtimeMs > jar) return;
  const making = RECORDED + '.new';
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  // Without keys: no real model is asked.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OPENAI|ANTHROPIC|GEMINI|GOOGLE|TRAQO)_/.test(name)),
  );
  run(['demo', join(making, 'support-agent.jsonl')], { libraries: libraries(), env });
  // A port that nobody listens on: the run fails as it does where the model's server is down. Status 1.
  try {
    run(['demo', join(making, 'failed.jsonl')], {
      libraries: libraries(),
      env: { ...env, OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
    });
  } catch {
    if (!existsSync(join(making, 'failed.jsonl'))) throw new Error('the failing demo left no trace');
  }
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
  for (const name of EXAMPLES) {
    const file = name.replace(/(?!^)[A-Z]/g, (letter) => '-' + letter.toLowerCase()).toLowerCase();
    const result = spawnSync(
      java,
      [
        '-cp',
        [join(HOME, 'cli/target/traqo.jar'), ...libraries()].join(':'),
        `dev.traqo.examples.${name}`,
        join(making, `${file}.jsonl`),
      ],
      {
        encoding: 'utf8',
        env,
      },
    );
    if (result.status !== 0) throw new Error(`${name} failed:\n${result.stderr}`);
  }
  rmSync(RECORDED, { recursive: true, force: true });
  renameSync(making, RECORDED);
}

/** The files of one recorded trace and its children. */
const family = (name) =>
  readdirSync(RECORDED).filter(
    (file) => file.endsWith('.jsonl') && (file === `${name}.jsonl` || file.startsWith(`${name}.`)),
  );

/** Puts the demo's trace, with its children, into `dir`: `support-agent.jsonl`. */
export function demoTrace(dir, name = 'support-agent') {
  mkdirSync(dir, { recursive: true });
  for (const file of family(name)) cpSync(join(RECORDED, file), join(dir, file));
}

/**
 * Another run of a recorded trace: begins at `at`, everything `pace` times as long, under another name.
 *
 * @param cut the share of the lines that is there: the run goes on, or crashed
 * @param order number of the customer's order
 */
function again(dir, source, name, { at, pace = 1, cut = 1, thread, writer, order = 20417 }) {
  mkdirSync(dir, { recursive: true });
  const files = family(source);
  const begin = Date.parse(/"ts":"([^"]+)"/.exec(readFileSync(join(RECORDED, `${source}.jsonl`), 'utf8'))[1]);
  for (const file of files) {
    const lines = readFileSync(join(RECORDED, file), 'utf8').trimEnd().split('\n');
    const whole = file === `${source}.jsonl`;
    const kept = whole ? lines.slice(0, Math.max(2, Math.round(lines.length * cut))) : lines;
    const text = kept
      .join('\n')
      .replace(/"ts":"([^"]+)"/g, (_, ts) => {
        const fraction = Number(/\.(\d{6})/.exec(ts)[1].slice(3)) / 1000;
        return `"ts":"${timestamp(at + (Date.parse(ts) + fraction - begin) * pace)}"`;
      })
      .replace(
        /"(duration_s|time_to_first_token_s)":([\d.]+)/g,
        (_, key, value) => `"${key}":${(value * pace).toFixed(6)}`,
      )
      .replace(
        /"trace_id":"([0-9a-f]{32})"/g,
        (_, id) =>
          `"trace_id":"${id.slice(0, 24)}${Math.round(at / 1000)
            .toString(16)
            .padStart(8, '0')}"`,
      )
      .replaceAll(`"${source}.`, `"${name}.`)
      .replaceAll('LK-20417', `LK-${order}`)
      .replaceAll('"conv-20417"', JSON.stringify(thread ?? 'conv-20417'))
      .replace(
        /"pid":\d+,"host":"[^"]*"/,
        `"pid":${writer?.pid ?? 1},"host":${JSON.stringify(writer?.host ?? 'elsewhere')}`,
      );
    writeFileSync(join(dir, file.replace(source, name)), text + '\n');
  }
}

/** The run that goes on: its file must have changed in the last minute. */
export const RUNNING = 'support/support-agent-40.jsonl';

/** A folder as a team has it after a day: some forty runs of the demo, a few failed, one going on, one crashed. */
export function demoFolder(dir) {
  const minute = 60_000;
  // No random numbers: the pictures are to be the same.
  const steps = [7, 19, 4, 31, 11, 3, 2, 23, 14, 9, 41, 5, 17, 8, 26, 6];
  let at = DEMO_NOW;
  for (let i = 0; i < 40; i++) {
    const name = `support-agent-${String(40 - i).padStart(2, '0')}`;
    const thread = i % 5 === 2 ? 'conv-20417' : `conv-${20900 - i * 37}`;
    const order = i % 5 === 2 ? 20417 : 20400 + i * 3;
    const pace = 0.7 + ((i * 37) % 29) / 18;
    // Of another machine: it runs as long as its file changes.
    if (i === 0) again(join(dir, 'support'), 'support-agent', name, { at, pace: 3, cut: 0.55, thread, order });
    else if (i === 13)
      again(join(dir, 'support'), 'support-agent', name, {
        at,
        pace,
        cut: 0.6,
        thread,
        order,
        writer: { pid: 2 ** 22 + 1, host: hostname() },
      });
    else again(join(dir, 'support'), i % 11 === 4 ? 'failed' : 'support-agent', name, { at, pace, thread, order });
    if (i % 4 === 1) {
      const example = [
        'open-ai-example',
        'anthropic-example',
        'gemini-example',
        'lang-chain4j-example',
        'quickstart',
        'async-and-threads',
      ][(i >> 2) % 6];
      again(join(dir, 'examples'), example, `${example}-${i}`, { at: at - 2 * minute, pace });
    }
    at -= steps[i % steps.length] * minute;
  }
}

if (process.argv[1] && basename(process.argv[1]) === 'demo.mjs') record();
