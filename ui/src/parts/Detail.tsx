import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { type Command, register } from '../lib/commands';
import type { TraceData } from '../lib/data';
import { plural } from '../lib/format';
import { kindLook } from '../lib/kinds';
import { reveal } from '../lib/reveal';
import { search, setParameters } from '../lib/router';
import { ancestors, factsOf, factsOfTrace, kindOfRow, nameOf, type SpanFacts, traceOf } from '../lib/spanFacts';
import { type Content, textOf, valueOf } from '../state/contents';
import type { OpenTrace } from '../state/trace';
import { ChatCallView } from './ChatCallView';
import { copyCommands, errorOf } from './detail/copies';
import { Events } from './detail/Events';
import { Facts } from './detail/Facts';
import { Meta } from './detail/Meta';
import { RawLines } from './detail/RawLines';
import { type Tab, Tabs } from './detail/Tabs';
import { useContent } from './detail/useContent';
import { FieldValue } from './detail/Values';
import { ErrorCard } from './ErrorCard';
import { Icon, kindIcon } from './Icon';
import { Kbd } from './Kbd';
import { MissingFiles, TraceFile } from './Media';
import { Popover } from './Popover';
import { StatusMark } from './StatusMark';

/** The tab that the reader wants; where a span does not have it, its first one is shown. */
const wantedTab = signal(search.peek().get('tab') ?? 'chat');

/** Not the span of this row is wanted, but the trace that it belongs to. */
const traceWanted = signal(-1);
const NONE: readonly string[] = [];

/** What the trace says of the span that is selected. */
export function Detail({ trace }: { trace: OpenTrace }) {
  const data = trace.data.value;
  const row = trace.selected.value;
  if (!data || row < 0 || row >= data.size) {
    return (
      <div class="detail">
        <div class="detail-empty faint">
          <Icon name="panel" size={20} />
          <p>Select a span to see what went in and what came out.</p>
        </div>
      </div>
    );
  }
  return <DetailOf trace={trace} data={data} row={row} />;
}

function DetailOf({ trace, data, row }: { trace: OpenTrace; data: TraceData; row: number }) {
  const whole = traceOf(data, row, trace.sourceOf(row));
  const ofTrace = whole !== null && traceWanted.value === row;
  const facts = ofTrace ? factsOfTrace(data, row, whole.part) : factsOf(data, row);
  const { content, failure, arrived, again } = useContent(
    trace,
    data,
    row,
    ofTrace ? { file: whole.file, part: whole.number } : null,
  );
  const shown = useRef({ row, arrived });
  shown.current = { row, arrived };
  const copies = useMemo(() => copyCommands(trace, () => shown.current), [trace]);
  useLayoutEffect(() => register(copies), [copies]);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    scroller.current!.scrollTop = 0;
  }, [row, ofTrace]);
  useEffect(() => {
    if (traceWanted.peek() !== row) traceWanted.value = -1;
  }, [row]);
  const file = content?.place.file ?? trace.file;
  return (
    <TraceFile.Provider value={file}>
      <MissingFiles.Provider value={content?.missing?.files ?? NONE}>
        <div class="detail" data-kind={kindLook(facts.kind)}>
          <div class="detail-scroll" ref={scroller}>
            <Header
              trace={trace}
              data={data}
              facts={facts}
              content={content}
              copies={copies}
              whole={whole?.part.name ?? null}
              ofTrace={ofTrace}
            />
            <Facts facts={facts} content={content} />
            {failure && (
              <div class="notice" role="alert">
                <Icon name="error" />
                <span>{failure}</span>
                <button type="button" class="button small" onClick={again}>
                  Try again
                </button>
              </div>
            )}
            {content ? (
              <Body key={ofTrace ? 'trace' : row} trace={trace} facts={facts} content={content} />
            ) : (
              !failure && <Waiting trace={trace} row={row} />
            )}
          </div>
        </div>
      </MissingFiles.Provider>
    </TraceFile.Provider>
  );
}

/** Nothing for a moment: most contents come faster than a skeleton could be seen. */
function Waiting({ trace, row }: { trace: OpenTrace; row: number }) {
  const node = trace.node(row);
  if (node && !node.part) {
    return (
      <div class="notice">
        <Icon name="child" />
        {node.link?.file ? (
          <>
            <span>This is a trace of its own.</span>
            <button type="button" class="button small" onClick={() => trace.openChild(row)}>
              Load it
            </button>
          </>
        ) : (
          <span>
            The file of this trace is not here: <bdi class="mono">{node.link?.named}</bdi>
          </span>
        )}
      </div>
    );
  }
  return (
    <div class="detail-skeleton" role="status" aria-busy="true" aria-label="Loading">
      <i />
      <i />
      <i />
    </div>
  );
}

interface HeaderProps {
  trace: OpenTrace;
  data: TraceData;
  facts: SpanFacts;
  content: Content | null;
  copies: readonly Command[];
  /** Name of the trace that it belongs to, if no row stands for that. */
  whole: string | null;
  ofTrace: boolean;
}

function Header({ trace, data, facts, content, copies, whole, ofTrace }: HeaderProps) {
  const { known } = content ?? { known: {} as Readonly<Record<string, unknown>> };
  const word = (name: string) => (typeof known[name] === 'string' ? (known[name] as string).slice(0, 100) : null);
  const asked = word('request_model');
  const above = ofTrace ? [facts.row] : ancestors(data, facts.row);
  return (
    <header class="detail-head">
      {(above.length > 0 || whole !== null) && (
        <nav class="detail-path" aria-label="Spans around this one">
          {whole !== null && !ofTrace && (
            <button
              type="button"
              class="detail-parent"
              data-kind="trace"
              title="Show what is known of the whole trace"
              onClick={() => (traceWanted.value = facts.row)}
            >
              <Icon name="tree" size={11} />
              <bdi class="clip">{whole || 'trace'}</bdi>
            </button>
          )}
          {ofTrace && (
            <button type="button" class="detail-parent" onClick={() => (traceWanted.value = -1)}>
              <Icon name="chevronLeft" size={11} /> Back to{' '}
              <bdi class="clip">{nameOf(data, facts.row) || 'the span'}</bdi>
            </button>
          )}
          {!ofTrace &&
            above.map((parent) => (
              <button
                key={parent}
                type="button"
                class="detail-parent"
                data-kind={kindLook(kindOfRow(data, parent))}
                onClick={() => trace.select(parent, { reveal: true })}
              >
                <Icon name={kindIcon(kindOfRow(data, parent))} size={11} />
                <bdi class="clip">{nameOf(data, parent) || 'unnamed'}</bdi>
              </button>
            ))}
        </nav>
      )}
      <div class="detail-title">
        <span class="kind-badge" data-kind={kindLook(facts.kind)}>
          <Icon name={kindIcon(facts.kind)} size={15} label={facts.kind ?? 'span'} />
        </span>
        <h2>
          <bdi>{reveal(facts.name) || 'unnamed'}</bdi>
        </h2>
        <div class="detail-actions">
          <button
            type="button"
            class="button quiet"
            title="Previous call of a model (I)"
            aria-label="Previous call of a model"
            onClick={() => trace.nextLlm(-1)}
          >
            <Icon name="arrowUp" />
          </button>
          <button
            type="button"
            class="button quiet"
            title="Next call of a model (i)"
            aria-label="Next call of a model"
            onClick={() => trace.nextLlm(1)}
          >
            <Icon name="arrowDown" />
          </button>
          <Popover label={<Icon name="copy" label="Copy" />} title="Copy" class="quiet">
            {() => <CopyItems copies={copies} />}
          </Popover>
        </div>
      </div>
      <p class="detail-facts">
        <StatusMark status={facts.status} />
        {facts.model && <bdi class="detail-model">{facts.model}</bdi>}
        {asked && asked !== facts.model && (
          <span class="soft">
            asked for <bdi>{asked}</bdi>
          </span>
        )}
        {word('provider') && <bdi class="soft">{word('provider')}</bdi>}
        {word('finish_reason') && (
          <span class="soft" title="Why the model stopped">
            <bdi>{word('finish_reason')}</bdi>
          </span>
        )}
        {typeof known['retries'] === 'number' && (
          <span class="text-warning">{plural(known['retries'], 'retry').replace('retrys', 'retries')}</span>
        )}
        {known['cancelled'] === true && <span class="text-warning">cancelled</span>}
        {known['abandoned'] === true && <span class="text-warning">abandoned</span>}
        {known['incomplete'] === true && <span class="text-warning">incomplete</span>}
      </p>
    </header>
  );
}

function CopyItems({ copies }: { copies: readonly Command[] }) {
  return (
    <div class="menu">
      {copies.map((command) => (
        <button
          key={command.id}
          type="button"
          class="menu-item"
          onClick={(event) => {
            event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
            command.run();
          }}
        >
          <span>
            {command.title.replace(/^Copy (the span )?(as |the |a )?/, '').replace(/^./, (c) => c.toUpperCase())}
          </span>
          <Kbd keys={command.keys} />
        </button>
      ))}
    </div>
  );
}

function Body({ trace, facts, content }: { trace: OpenTrace; facts: SpanFacts; content: Content }) {
  const error = valueOf(content, 'error')?.json;
  const input = valueOf(content, 'input');
  const output = valueOf(content, 'output');
  const missing = content.missing?.files ?? [];
  const choose = (id: string) => {
    wantedTab.value = id;
    setParameters({ tab: id === 'chat' || id === 'content' ? null : id });
  };
  const place = content.place;
  const both = () => (
    <div class="both">
      {input && (
        <section>
          <h3>Input</h3>
          <FieldValue value={input} place={place} label="input" content={content} />
        </section>
      )}
      {output && (
        <section>
          <h3>Output</h3>
          <FieldValue value={output} place={place} label="output" content={content} />
        </section>
      )}
      {!input && !output && <NoContent facts={facts} />}
      {facts.isRunning && !output && <p class="answering soft">running…</p>}
    </div>
  );
  const tabs: Tab[] = [
    content.call
      ? { id: 'chat', title: 'Chat', show: () => <ChatCallView call={content.call!} folds running={facts.isRunning} /> }
      : { id: 'content', title: 'Content', show: both },
    ...(input
      ? [
          {
            id: 'input',
            title: 'Input',
            show: () => <FieldValue value={input} place={place} label="input" content={content} />,
          },
        ]
      : []),
    ...(output
      ? [
          {
            id: 'output',
            title: 'Output',
            show: () => <FieldValue value={output} place={place} label="output" content={content} />,
          },
        ]
      : []),
    { id: 'meta', title: 'Meta', show: () => <Meta facts={facts} content={content} /> },
    ...(content.events.length > 0
      ? [
          {
            id: 'events',
            title: 'Events',
            count: content.events.length,
            show: () => <Events content={content} start={facts.start} />,
          },
        ]
      : []),
    { id: 'raw', title: 'Raw', show: () => <RawLines content={content} /> },
  ];
  return (
    <>
      {error && <ErrorCard error={errorOf(error)} />}
      {!error && facts.status === 'error' && (
        <p class="notice">
          <Icon name="error" /> It failed; the file does not say why.
        </p>
      )}
      {missing.length > 0 && (
        <p class="notice">
          <Icon name="warning" />
          <span>
            {plural(missing.length, 'file')} that this span names {missing.length === 1 ? 'is' : 'are'} not there:{' '}
            <bdi class="mono">{missing.slice(0, 5).join(', ')}</bdi>
            {missing.length > 5 && ' …'}
          </span>
        </p>
      )}
      {textOf(content, 'thread') &&
        content.parentId === null &&
        'row' in place &&
        trace.node(facts.row) === undefined && (
          <p class="notice">
            <Icon name="warning" />
            <span>
              Its parent is not known: it began on the thread <bdi class="mono">{textOf(content, 'thread')}</bdi>, where
              nothing of this trace was running.
            </span>
          </p>
        )}
      <Tabs label="Content of the span" tabs={tabs} chosen={wantedTab.value} onChoose={choose} />
    </>
  );
}

function NoContent({ facts }: { facts: SpanFacts }) {
  return (
    <p class="faint">
      {facts.isRunning ? 'Nothing was recorded yet.' : 'Neither an input nor an output was recorded.'}
    </p>
  );
}
