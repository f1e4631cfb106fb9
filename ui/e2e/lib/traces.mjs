/*
 * Writes trace files line by line, as docs/FORMAT.md describes them. Tests need files that no recorder would write
 * (torn, cut, rotated), and live ones that grow one line at a time.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** 2026-11-20T10:00:00Z, in milliseconds. */
export const BEGIN = Date.UTC(2026, 10, 20, 10);

let ids = 0;

/** A new span id, the same ones in every run. */
export const newId = () => (0x1000000000000000n + BigInt(++ids)).toString(16);

/** Milliseconds since 1970, with fractions, as the format writes them. */
export function timestamp(millis) {
  const micros = Math.round((millis % 1000) * 1000);
  return `${new Date(Math.floor(millis / 1000) * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`;
}

const seconds = (millis) => Number((millis / 1000).toFixed(6));

/** The lines of one trace. Times are milliseconds after `at`. Everything is a line, so a test may take some away. */
export class TraceText {
  lines = [];
  totals = {
    spans: 0,
    events: 0,
    errors: 0,
    input: 0,
    output: 0,
    cacheRead: 0,
    cacheCreation: 0,
    reasoning: 0,
    cost: 0,
  };

  constructor(name, { at = BEGIN, traceId = newId() + newId(), input, ...fields } = {}) {
    this.at = at;
    this.traceId = traceId;
    this.add({
      type: 'trace_start',
      trace_id: traceId,
      ts: timestamp(at),
      name,
      format: 1,
      tracer_version: 'jvm-0.1.0',
      ...fields,
      ...(input === undefined ? {} : { input }),
    });
  }

  add(event) {
    this.lines.push(JSON.stringify(event));
    return this;
  }

  start(name, { id = newId(), parent = null, from = 0, kind, tags, metadata, ...fields } = {}) {
    this.add({
      type: 'span_start',
      id,
      parent_id: parent,
      name,
      ts: timestamp(this.at + from),
      ...(kind ? { kind } : {}),
      ...(tags ? { tags } : {}),
      ...(metadata ? { metadata } : {}),
      ...fields,
    });
    return { id, parent, name, from, kind };
  }

  end(span, { to = span.from + 1, status = 'ok', tags, metadata, error, ...fields } = {}) {
    const usage = metadata?.token_usage ?? {};
    this.totals.spans++;
    if (status === 'error') this.totals.errors++;
    this.totals.input += usage.input_tokens ?? 0;
    this.totals.output += usage.output_tokens ?? 0;
    this.totals.cacheRead += usage.cache_read_tokens ?? 0;
    this.totals.cacheCreation += usage.cache_creation_tokens ?? 0;
    this.totals.reasoning += usage.reasoning_tokens ?? 0;
    this.totals.cost += usage.cost ?? 0;
    this.add({
      type: 'span_end',
      id: span.id,
      parent_id: span.parent,
      name: span.name,
      ts: timestamp(this.at + to),
      duration_s: seconds(to - span.from),
      status,
      ...(span.kind ? { kind: span.kind } : {}),
      // In the order of the format: readers stop before the large values.
      ...(tags ? { tags } : {}),
      ...(metadata ? { metadata } : {}),
      ...(error ? { error } : {}),
      ...fields,
    });
    return span;
  }

  /** A span that is started and ended at once. `input` goes to the start, everything else to the end. */
  span(name, { parent, from = 0, to = from + 1, kind, input, id, startMetadata, ...end } = {}) {
    const span = this.start(name, {
      ...(id ? { id } : {}),
      parent,
      from,
      ...(kind ? { kind } : {}),
      ...(startMetadata ? { metadata: startMetadata } : {}),
      ...(input === undefined ? {} : { input }),
    });
    return this.end(span, { to, ...end });
  }

  event(name, { parent = null, from = 0, data } = {}) {
    this.totals.events++;
    return this.add({
      type: 'event',
      id: newId(),
      parent_id: parent,
      name,
      ts: timestamp(this.at + from),
      ...(data === undefined ? {} : { data }),
    });
  }

  finish({ to = 1000, status = 'ok', ...fields } = {}) {
    const t = this.totals;
    return this.add({
      type: 'trace_end',
      trace_id: this.traceId,
      ts: timestamp(this.at + to),
      duration_s: seconds(to),
      status,
      stats: {
        spans: t.spans,
        events: t.events,
        errors: t.errors,
        total_input_tokens: t.input,
        total_output_tokens: t.output,
        total_cache_read_tokens: t.cacheRead,
        total_cache_creation_tokens: t.cacheCreation,
        total_reasoning_tokens: t.reasoning,
        total_cost: t.cost,
      },
      ...fields,
    });
  }

  toString() {
    return this.lines.map((line) => line + '\n').join('');
  }

  write(file) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, this.toString());
    return this;
  }

  /** Appends the lines that were added since the last call, as a recorder would. */
  flush(file) {
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(
      file,
      this.lines
        .slice(this.flushed ?? 0)
        .map((line) => line + '\n')
        .join(''),
    );
    this.flushed = this.lines.length;
    return this;
  }
}

/** What identifies this process as the writer: a trace without an end is then running, not crashed. */
export const writer = { pid: process.pid, host: (await import('node:os')).hostname() };

export const usage = (input, output, more = {}) => ({ input_tokens: input, output_tokens: output, ...more });

/** An agent with a model, a tool that fails, a retry: 8 spans, the whole vocabulary of a small trace. */
export function agentTrace(name = 'triage', options = {}) {
  const t = new TraceText(name, {
    thread_id: 'conv-17',
    tags: ['production', 'support'],
    release: '2.4.1',
    input: { query: 'Why did order 17 fail?' },
    ...options,
  });
  const agent = t.start('triage agent', { kind: 'agent', from: 5, input: { query: 'Why did order 17 fail?' } });
  const system = { role: 'system', content: 'You help with **orders**.' };
  const user = { role: 'user', content: 'Why did order 17 fail?' };
  t.span('plan', {
    parent: agent.id,
    kind: 'llm',
    from: 10,
    to: 2910,
    input: { messages: [system, user] },
    output: {
      reasoning: 'The customer asks about an order.\nI should look it up.',
      tool_calls: [{ id: 'call_1', name: 'get_order', arguments: { id: 17 } }],
    },
    metadata: {
      model: 'gpt-4o',
      provider: 'openai',
      api: 'chat.completions',
      time_to_first_token_s: 0.41,
      model_parameters: { temperature: 0 },
      token_usage: usage(8100, 312, { cache_read_tokens: 6000, reasoning_tokens: 100, cost: 0.012 }),
    },
  });
  const tool = t.start('get_order', { parent: agent.id, kind: 'tool', from: 2920, input: { id: 17 } });
  t.span('http GET', {
    parent: tool.id,
    from: 2930,
    to: 22900,
    status: 'error',
    error: { type: 'java.net.SocketTimeoutException', message: 'Read timed out', traceback: trace() },
  });
  t.end(tool, {
    to: 22920,
    status: 'error',
    error: { type: 'java.io.IOException', message: 'order service did not answer', traceback: trace() },
  });
  t.event('retry', { parent: agent.id, from: 22930, data: { attempt: 2 } });
  t.span('get_order', {
    parent: agent.id,
    kind: 'tool',
    from: 22940,
    to: 23000,
    input: { id: 17 },
    output: { id: 17, state: 'payment declined', amount: 12345678901234567890n.toString() },
  });
  t.span('search_documents', {
    parent: agent.id,
    kind: 'retriever',
    from: 23010,
    to: 23100,
    input: 'declined payments',
    output: ['Article 4', 'Article 9'],
  });
  t.span('answer', {
    parent: agent.id,
    kind: 'llm',
    from: 23110,
    to: 31000,
    input: {
      messages: [
        system,
        user,
        {
          role: 'assistant',
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_order', arguments: '{"id":17}' } }],
        },
        { role: 'tool', tool_call_id: 'call_1', content: '{"id":17,"state":"payment declined"}' },
      ],
    },
    output:
      '**Because** the payment was declined.\n\n1. Ask the bank\n2. Try again\n\n```java\nOrder order = orders.find(17);\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |',
    metadata: {
      model: 'gpt-4o',
      provider: 'openai',
      api: 'chat.completions',
      time_to_first_token_s: 0.6,
      token_usage: usage(9000, 420, { cache_read_tokens: 8000, cost: 0.0131 }),
    },
  });
  t.span('check tone', { parent: agent.id, kind: 'guardrail', from: 31010, to: 31100, output: { ok: true } });
  t.end(agent, { to: 31200, output: 'The payment was declined.' });
  return t.finish({ to: 31210, output: { answer: 'The payment was declined.' } });
}

function trace() {
  return [
    'java.net.SocketTimeoutException: Read timed out',
    '\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:288)',
    '\tat java.base/java.net.Socket$SocketInputStream.read(Socket.java:1099)',
    '\tat com.example.orders.OrderClient.get(OrderClient.java:42)',
    '\tat com.example.agent.Tools.getOrder(Tools.java:17)',
    'Caused by: java.lang.IllegalStateException: pool is exhausted',
    '\tat com.example.orders.Pool.take(Pool.java:8)',
    '\t... 3 more',
  ].join('\n');
}

/** `spans` spans under agents of a few steps each, with an error in every hundredth: for counters, not for clocks. */
export function* wideTrace(spans, name = 'nightly') {
  const t = new TraceText(name);
  yield t.lines[0];
  let made = 0;
  let now = 0;
  while (made < spans) {
    t.lines.length = 0;
    const agent = t.start('answer', { kind: 'agent', from: now });
    made++;
    for (let step = 0; step < 9 && made < spans; step++, made++) {
      const kind = ['llm', 'tool', 'retriever'][step % 3];
      const failed = made % 100 === 0;
      t.span(['plan', 'lookup_order', 'search_documents'][step % 3], {
        parent: agent.id,
        kind,
        from: now + 1,
        to: now + 9,
        input: { text: `question ${made}` },
        ...(failed
          ? { status: 'error', error: { type: 'java.io.IOException', message: 'reset', traceback: null } }
          : { output: `answer ${made}` }),
        ...(kind === 'llm' ? { metadata: { model: 'gpt-4o', token_usage: usage(100, 20) } } : {}),
      });
      now += 10;
    }
    t.end(agent, { to: now });
    now += 5;
    yield* t.lines;
  }
  t.lines.length = 0;
  t.finish({ to: now });
  yield t.lines[0];
}
