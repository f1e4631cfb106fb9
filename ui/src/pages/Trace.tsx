import { effect, signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { register } from '../lib/commands';
import { lazy } from '../lib/lazy';
import { provide } from '../lib/palette';
import { links, search } from '../lib/router';
import { liveStatus, useTitle, type LiveStatus } from '../lib/shell';
import { Detail } from '../parts/Detail';
import { ErrorBoundary } from '../parts/ErrorBoundary';
import { SplitPane } from '../parts/SplitPane';
import { Banners } from '../parts/trace/Banners';
import { FilterField } from '../parts/trace/FilterField';
import { Failed, IndexingBar, TraceSkeleton } from '../parts/trace/Loading';
import { Sheet } from '../parts/trace/Sheet';
import { Summary } from '../parts/trace/Summary';
import { viewName, ViewTabs } from '../parts/trace/Tabs';
import { Depth, DetailToggle, Fit, OnlyNote } from '../parts/trace/Toolbar';
import { followAddress } from '../state/traceAddress';
import { spansSource, traceCommands } from '../state/traceCommands';
import { OpenTrace, type Live, type View } from '../state/trace';
import { MinimapBar } from '../views/MinimapBar';
import { TreeView } from '../views/TreeView';

const VIEW = {
  flame: lazy(async () => (await import('../views/FlameView')).FlameView),
  chat: lazy(async () => (await import('../views/ChatView')).ChatView),
  log: lazy(async () => (await import('../views/LogView')).LogView),
  stats: lazy(async () => (await import('../views/StatsView')).StatsView),
} satisfies Record<Exclude<View, 'tree'>, unknown>;

const narrowQuery = matchMedia('(max-width: 899px)');
const narrow = signal(narrowQuery.matches);
narrowQuery.addEventListener('change', () => (narrow.value = narrowQuery.matches));

const folderOf = (file: string) => file.split('/').slice(0, -1).join('/');

function statusOf(live: Live, added: number, toggle: () => void): LiveStatus | null {
  switch (live) {
    case 'off':
      return null;
    case 'following':
      return { state: 'live', text: 'Following', toggle };
    case 'paused':
      return { state: 'paused', text: added > 0 ? `Paused, ${added} new` : 'Paused', toggle };
    case 'reconnecting':
      return { state: 'reconnecting', text: 'Reconnecting' };
    case 'gone':
      return { state: 'gone', text: 'File is gone' };
  }
}

/** One trace. `key` it by its file: another file is another page. */
export function TracePage({ file }: { file: string }) {
  const [attempt, again] = useState(0);
  const [cancelled, cancel] = useState(false);
  const trace = useMemo(() => new OpenTrace(file), [file, attempt]);
  useEffect(() => () => trace.dispose(), [trace]);
  useLayoutEffect(() => followAddress(trace, search.peek()), [trace]);
  const retry = () => {
    cancel(false);
    again(attempt + 1);
  };
  const parts = trace.about.value?.traces ?? [];
  const fileName = file.split('/').at(-1)!;
  const name = (parts.length === 1 && parts[0].name) || fileName;
  useTitle(trace.phase.value === 'ready' ? name : null);

  if (cancelled) {
    return (
      <Failed
        title="Cancelled"
        text={`Reading ${fileName} was stopped.`}
        back={links.list(folderOf(file))}
        onRetry={retry}
      />
    );
  }
  switch (trace.phase.value) {
    case 'failed': {
      const { status, message } = trace.failure.value!;
      const title = status === 404 ? 'There is no such trace' : 'The trace could not be opened';
      return <Failed title={title} text={message} back={links.list(folderOf(file))} onRetry={retry} />;
    }
    case 'indexing':
      return (
        <IndexingBar
          trace={trace}
          onCancel={() => {
            trace.dispose();
            cancel(true);
          }}
        />
      );
    case 'ready':
      return <Ready trace={trace} name={name} />;
    default:
      // Loaded again, the page stays as it is until the new one is there.
      return trace.data.value ? <Ready trace={trace} name={name} /> : <TraceSkeleton />;
  }
}

/** Whether the detail is shown; on narrow screens it lies over the rest and is opened for each span. */
function useDetail() {
  const wide = useSignal(true);
  const sheet = useSignal(false);
  return {
    open: narrow.value ? sheet.value : wide.value,
    isOpen: () => (narrow.peek() ? sheet.peek() : wide.peek()),
    show: (yes: boolean) => ((narrow.peek() ? sheet : wide).value = yes),
  };
}

function Ready({ trace, name }: { trace: OpenTrace; name: string }) {
  const detail = useDetail();
  const pane = useRef<HTMLElement>(null);
  const view = trace.view.value;

  const focusDetail = () => {
    detail.show(true);
    requestAnimationFrame(() => pane.current?.focus({ preventScroll: true }));
  };
  const focusView = () => document.querySelector<HTMLElement>('#view [tabindex="0"]')?.focus({ preventScroll: true });
  const closeDetail = () => {
    detail.show(false);
    focusView();
  };

  useLayoutEffect(() => {
    const unregister = register(
      traceCommands(trace, {
        detailOpen: detail.isOpen,
        inDetail: () => pane.current?.contains(document.activeElement) ?? false,
        narrow: () => narrow.peek(),
        closeDetail,
        focusView,
        back: links.list(folderOf(trace.file)),
      }),
    );
    const unprovide = provide(spansSource(trace));
    const stop = effect(() => {
      liveStatus.value = statusOf(trace.live.value, trace.newWhilePaused.value, () =>
        trace.live.peek() === 'paused' ? trace.resume() : trace.pause(),
      );
    });
    return () => {
      unregister();
      unprovide();
      stop();
      liveStatus.value = null;
    };
  }, [trace]);

  const hasRow = trace.selected.value >= 0;
  const shown = detail.open && hasRow;
  const content = (
    <aside class="detail-pane" id="detail" aria-label="Detail" tabIndex={-1} ref={pane}>
      <ErrorBoundary what="The detail" of={trace.selected.value}>
        <Detail trace={trace} />
      </ErrorBoundary>
    </aside>
  );
  const View = view === 'tree' ? null : VIEW[view];
  return (
    <div class="trace">
      <Summary trace={trace} name={name} />
      <Banners trace={trace} />
      <MinimapBar trace={trace} />
      <div class="toolbar">
        <ViewTabs trace={trace} />
        <FilterField trace={trace} />
        <OnlyNote trace={trace} />
        <div class="toolbar-end">
          {view === 'tree' && <Depth trace={trace} />}
          {(view === 'tree' || view === 'flame') && <Fit trace={trace} />}
          {!narrow.value && <DetailToggle open={detail.open} onToggle={() => detail.show(!detail.isOpen())} />}
        </div>
      </div>
      <SplitPane name="trace" label="Width of the view" second={!narrow.value && shown ? content : null}>
        <div class="view" id="view" role="tabpanel" aria-labelledby={`tab-${view}`}>
          <ErrorBoundary what={`The view ${viewName(view)}`} key={view}>
            {View ? (
              <View trace={trace} />
            ) : (
              <TreeView trace={trace} onOpen={() => narrow.peek() && detail.show(true)} onEnter={focusDetail} />
            )}
          </ErrorBoundary>
        </div>
      </SplitPane>
      {narrow.value && shown && <Sheet onClose={closeDetail}>{content}</Sheet>}
      <Told trace={trace} />
    </div>
  );
}

const TELL_MS = 5000;

/** New spans, read aloud now and then. */
function Told({ trace }: { trace: OpenTrace }) {
  const told = useSignal('');
  useEffect(() => {
    let before = trace.data.peek()?.size ?? 0;
    const timer = setInterval(() => {
      const size = trace.data.peek()?.size ?? 0;
      told.value = size > before ? `${size - before} new spans` : '';
      before = size;
    }, TELL_MS);
    return () => clearInterval(timer);
  }, [trace]);
  return (
    <p class="visually-hidden" role="status">
      {told}
    </p>
  );
}
