/* The run as a conversation: repeats folded, agents as lanes, tool calls with their results, thinking folded. */
import assert from 'node:assert/strict';
import { demoTrace } from './lib/demo.mjs';
import { TracePage } from './lib/pages.mjs';
import { eventually, serve } from './lib/site.mjs';
import { agentTrace, TraceText, usage } from './lib/traces.mjs';

const message = (role, content) => ({ role, content });

/* So tall that all calls are mounted: only those on the screen are. */
const TALL = { viewport: { width: 1440, height: 9000 } };

const site = serve(
  (dir) => {
    agentTrace('triage').write(`${dir}/triage.jsonl`);
    demoTrace(dir);
    const t = new TraceText('loop');
    for (const [lane, agent] of ['alpha', 'beta'].entries()) {
      const around = t.start(`${agent} agent`, { kind: 'agent', from: lane * 1000 });
      const history = [message('system', `You are ${agent}.`), message('user', `first question to ${agent}`)];
      for (let turn = 0; turn < 4; turn++) {
        t.span('chat', {
          parent: around.id,
          kind: 'llm',
          from: lane * 1000 + turn * 100,
          to: lane * 1000 + turn * 100 + 90,
          input: { messages: [...history] },
          output: `answer ${turn} of ${agent}`,
          metadata: { model: 'gpt-4o', token_usage: usage(100 * (turn + 1), 10) },
        });
        history.push(
          message('assistant', `answer ${turn} of ${agent}`),
          message('user', `question ${turn + 1} to ${agent}`),
        );
      }
      t.end(around, { to: lane * 1000 + 500 });
    }
    const running = t.start('chat', {
      kind: 'llm',
      from: 2100,
      input: { messages: [message('user', 'still asking')] },
      metadata: { model: 'gpt-4o' },
    });
    void running;
    t.span('chat', {
      kind: 'llm',
      from: 2200,
      to: 2300,
      status: 'error',
      input: { messages: [message('user', 'too much')] },
      error: { type: 'RateLimitException', message: 'slow down', traceback: null },
      metadata: { model: 'gpt-4o' },
    });
    t.span('chat', {
      kind: 'llm',
      from: 2400,
      to: 2500,
      input: 'no conversation at all',
      output: { score: 0.5 },
      metadata: { model: 'gpt-4o' },
    });
    t.write(`${dir}/loop.jsonl`);
    const none = new TraceText('no calls');
    none.span('step', { kind: 'tool' });
    none.finish().write(`${dir}/none.jsonl`);
  },
  { context: TALL },
);

async function chat({ page, address }, name) {
  await page.goto(address(`/t/${name}.jsonl?view=chat`));
  await page.getByRole('tablist', { name: 'Views' }).getByRole('tab', { name: /^Chat/, selected: true }).waitFor();
  const panel = page.locator('#view');
  await panel.waitFor();
  return { panel, trace: new TracePage(page) };
}

const occurrences = (text, words) => text.split(words).length - 1;

site.test('each message stands once although every call repeats the ones before', async (t) => {
  const { panel } = await chat(t, 'loop');
  await panel.getByText('answer 3 of alpha').first().waitFor();
  await eventually(async () => {
    const text = await panel.innerText();
    for (const words of ['first question to alpha', 'question 2 to alpha', 'answer 0 of alpha'])
      assert.equal(occurrences(text, words), 1, words);
    assert.match(text, /earlier/);
  });
});

site.test('agents are told apart, and both are there in order', async (t) => {
  const { panel } = await chat(t, 'loop');
  await panel.getByText('answer 3 of beta').first().waitFor();
  await eventually(async () => {
    const text = await panel.innerText();
    assert.match(text, /alpha agent/);
    assert.match(text, /beta agent/);
    assert.ok(text.includes('answer 3 of alpha'));
    assert.ok(text.indexOf('answer 3 of alpha') < text.indexOf('first question to beta'));
  });
});

site.test('a call that runs, one that failed and one that is no conversation show as such', async (t) => {
  const { panel } = await chat(t, 'loop');
  await eventually(async () => {
    const text = await panel.innerText();
    assert.match(text, /too much/);
    assert.match(text, /RateLimitException[\s\S]*slow down/);
    assert.match(text, /no conversation at all/);
    assert.match(text, /running|interrupted|no answer/i);
  });
});

site.test(
  'Markdown, code and tables are rendered; thinking is folded; tool calls have name, arguments and result',
  async (t) => {
    const { panel } = await chat(t, 'triage');
    await panel.getByText('Because').first().waitFor();
    // The part that renders Markdown is loaded when there is something to render.
    await panel.locator('strong', { hasText: 'Because' }).waitFor();
    assert.ok((await panel.getByRole('list').count()) >= 1);
    assert.equal(await panel.getByRole('table').count(), 1);
    await panel.getByText('orders.find').first().waitFor();
    assert.match(await panel.innerText(), /get_order/);
    const thinking = panel.getByText(/I should look it up/);
    assert.equal(await thinking.filter({ visible: true }).count(), 0, 'thinking is not folded');
    await panel
      .getByText(/thinking/i)
      .first()
      .click();
    await thinking.first().waitFor();
    await eventually(async () => assert.match(await panel.innerText(), /payment declined/));
  },
);

site.test('a message leads to its span', async (t) => {
  const { panel, trace } = await chat(t, 'triage');
  await panel.getByText('Because').first().waitFor();
  await t.page.keyboard.press('i');
  await trace.detail
    .getByRole('heading', { name: /plan|answer/ })
    .first()
    .waitFor();
  const first = await trace.detail.getByRole('heading').first().innerText();
  await t.page.keyboard.press('i');
  await eventually(async () => assert.notEqual(await trace.detail.getByRole('heading').first().innerText(), first));
});

site.test('the demo reads as a conversation of four vendors', async (t) => {
  const { panel } = await chat(t, 'support-agent');
  await panel
    .getByText(/Larkspur Duo/)
    .first()
    .waitFor();
  await eventually(async () => {
    const text = await panel.innerText();
    assert.match(text, /look_up_order/);
    assert.match(text, /ask_specialists/);
    assert.match(text, /Dear Nora Lindqvist/);
    assert.match(text, /gemini-3\.5-flash-lite/);
    assert.match(text, /claude-haiku/);
  });
});

site.test('a trace without calls says so', async (t) => {
  const { panel } = await chat(t, 'none');
  await eventually(async () => assert.match(await panel.innerText(), /no (model )?call|no conversation|nothing/i));
});

site.test('a conversation grows while it is followed', async (t) => {
  const { writer } = await import('./lib/traces.mjs');
  const text = new TraceText('growing', { at: Date.now(), ...writer });
  text.span('chat', { kind: 'llm', from: 1, input: { messages: [message('user', 'the first')] }, output: 'one' });
  const file = `${site.dir}/growing.jsonl`;
  text.flush(file);
  const { panel } = await chat(t, 'growing');
  await panel.getByText('the first').first().waitFor();
  text.span('chat', {
    kind: 'llm',
    from: 20,
    input: { messages: [message('user', 'the first'), message('assistant', 'one'), message('user', 'the second')] },
    output: 'two',
  });
  text.flush(file);
  await panel.getByText('the second').first().waitFor();
  assert.equal(occurrences(await panel.innerText(), 'the first'), 1);
});
