/**
 * What the server and the pages say to each other. The Java side is `dev.traqo.cli.ui`; each endpoint is named after
 * its path. All requests are GET. `file` and `dir` are paths relative to the folder that is served, with `/`; the empty
 * `dir` is that folder itself. Times are microseconds since 1970 (UTC), durations microseconds, costs US dollars. What
 * is not known is null. An error is answered with its status and `Failure`.
 */

/** The body of every answer that is not 2xx or 304. `message` is one sentence that names the thing and the remedy. */
export interface Failure {
  error: { status: number; message: string };
}

export type TraceStatus = 'ok' | 'error' | 'interrupted' | 'running' | 'crashed';

/** `api/about` */
export interface About {
  version: string;
  /** What is served, for people: an absolute path. */
  root: string;
  /** When one file was named at the start: open it at once. */
  file: string | null;
}

// ---- api/traces ?dir &q &status &tag &model &thread &minCost &maxCost &minDuration &maxDuration &from &to &sort
//                 &cursor &limit &all -------------------------------------------------------------------------------
// Traces of `dir` and below it, without children of other traces unless `all=1`. `status`, `tag` and `model` may be
// repeated (any status, all tags, any model). `q` is looked for in name, file, tags, thread, release, model and the
// preview; capitals do not matter. `sort` is one of SORTS, with `-` in front for descending; default `-start`.
// Durations and times in microseconds. `limit` is at most 500, default 100.

export const SORTS = ['start', 'name', 'status', 'duration', 'spans', 'errors', 'tokens', 'cost'] as const;
export type Sort = (typeof SORTS)[number];

export interface Totals {
  spans: number;
  errors: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  reasoningTokens: number;
  cost: number;
  /** Calls with token usage whose cost is not known: `cost` is a lower bound if there are any. */
  unpriced: number;
}

export interface TraceRow {
  file: string;
  /** Which of the file's traces, from 0. */
  part: number;
  /** How many traces the file holds. */
  parts: number;
  traceId: string | null;
  name: string;
  status: TraceStatus;
  start: number | null;
  /** Null while it runs, or when it has crashed. */
  duration: number | null;
  totals: Totals;
  tags: string[];
  /** Those in the first 256 KB of the file; found behind the scenes: empty at first, then `traces` is sent. */
  models: string[];
  thread: string | null;
  release: string | null;
  /** The beginning of the trace's input, or of its error if it has failed: at most 200 characters, one line. */
  preview: string | null;
  error: { type: string | null; message: string | null } | null;
  children: number;
  /** Size of the file in bytes. */
  bytes: number;
}

export interface Bucket {
  /** Traces that began in it. */
  count: number;
  errors: number;
}

export interface Traces {
  dir: string;
  /** Folders right below `dir` that hold traces. */
  folders: { name: string; traces: number }[];
  traces: TraceRow[];
  /** For the next page; null on the last. */
  cursor: string | null;
  /** Of all that match, not only of this page. */
  matching: number;
  /** Of all in `dir`, before any filter. */
  total: number;
  totals: Totals;
  /** When the matching traces began, without `from` and `to`: at most 60 buckets of equal width. */
  histogram: { from: number; to: number; buckets: Bucket[] } | null;
  /** What there is to filter by, in all of `dir`; most frequent first, at most 50 each. */
  facets: {
    statuses: { value: TraceStatus; count: number }[];
    tags: { value: string; count: number }[];
    models: { value: string; count: number }[];
  };
  /** Files that could not be read: one sentence each. */
  warnings: string[];
}

// ---- api/index ?file ------------------------------------------------------------------------------------------------
// 200: a TQC1 body (lib/tqc.ts). 202: still indexing, `Indexing`; ask again. ETag, 304.

export interface Indexing {
  /** Bytes of the file. */
  done: number;
  total: number;
}

/** The JSON header of a TQC1 body; `tqc.ts` says how it lies in the bytes. */
export interface IndexHeader {
  v: 1;
  file: string;
  /** Rows: one for each span, in the order in which they appear in the file. */
  n: number;
  /** Point events. */
  events: number;
  /** What all `start` columns count from: the earliest start in the file. */
  t0: number;
  /** Bytes of the file's text that are in the index: where `api/events` goes on. */
  bytes: number;
  /** Whether the last trace of the file is still being written. */
  live: boolean;
  names: string[];
  kinds: string[];
  models: string[];
  traces: TracePart[];
  /** What could not be used: `3 lines skipped: …`, one entry for each reason. Empty if all was fine. */
  skipped: { reason: string; count: number; firstLine: number }[];
  /** Sentences about the file as a whole: ends mid-line, a newer format, second file of the archive missing. */
  warnings: string[];
  cols: { name: string; type: 'f64' | 'f32' | 'u32' | 'i32' | 'u16' | 'u8'; offset: number; length: number }[];
}

/** One of the traces of a file: its rows are `firstRow` to `firstRow + rows - 1`. */
export interface TracePart {
  name: string;
  traceId: string | null;
  status: TraceStatus;
  /** Absolute; null if the file does not say. */
  start: number | null;
  duration: number | null;
  firstRow: number;
  rows: number;
  totals: Totals;
  tags: string[];
  thread: string | null;
  release: string | null;
  /** Fields of trace_start and trace_end that hold content: read with `api/trace`. */
  hasInput: boolean;
  hasOutput: boolean;
  error: TraceError | null;
  /** The trace that started this one; `file` is null if it lies outside of what is served. */
  parent: { file: string | null; spanId: string | null } | null;
  children: ChildLink[];
}

export interface TraceError {
  type: string | null;
  message: string | null;
  traceback: string | null;
}

export interface ChildLink {
  name: string;
  /** Null if the file is not there, or outside of what is served; `named` is what the parent calls it. */
  file: string | null;
  named: string;
  /** Row of the span in which it was started; -1 if that is not known. */
  row: number;
  status: TraceStatus | null;
  start: number | null;
  duration: number | null;
  totals: Totals;
}

/** Values of the `status` column. */
export const OK = 0;
export const ERROR = 1;
export const RUNNING = 2;
export const INTERRUPTED = 3;

/** Bits of the `flags` column. */
export const ORPHAN = 1;
export const LOST_PARENT = 2;

/** `kind`, `model` and `name` of rows that have none. `name` 0xffffffff is an empty name. */
export const NO_KIND = 0xffff;
export const NO_MODEL = 0xffff;

// ---- api/span ?file &row  or  &id -----------------------------------------------------------------------------------

export interface SpanContent {
  row: number;
  id: string;
  parentId: string | null;
  /** All fields of span_start and span_end as they stand in the file; {} if there is no such line. */
  start: Record<string, unknown>;
  end: Record<string, unknown>;
  /** Values of more than 1 MB are null in `start` and `end` and stand here with their beginning. */
  cut: Cut[];
  /** Point events inside of this span. */
  events: { row: number; index: number; fields: Record<string, unknown> }[];
  /** Where the lines are, for people with an editor: byte offset in the text and length. Length 0: no such line. */
  lines: { start: { offset: number; length: number }; end: { offset: number; length: number } };
  /** Names of files in NAME.files that the span names but that are not there; `second`: an input of the archive's
   * second file that is missing, with the name of that file. */
  missing: { files: string[]; second: string | null };
  /** A standing cost, or one from the price table; null if not known. */
  cost: number | null;
}

export interface Cut {
  event: 'start' | 'end';
  /** Name of the field: `input`, `output`, … */
  field: string;
  /** Bytes of the JSON text. */
  bytes: number;
  /** The first 64 KB of the JSON text. */
  head: string;
}

// api/value ?file &row &event=start|end &field [&download=1]  the JSON text of one field, whole, as it stands
// api/raw   ?file &row &event=start|end                       the line as it stands (text/plain)
//           both with `part` instead of `row`: of trace_start/trace_end
// api/trace ?file &part                                       { start: {…}, end: {…}, cut: Cut[] } of trace_start/trace_end
// api/event ?file &index                                      { fields: {…} } one point event by its place in the index
// api/media ?file &name                                       an image, sound or document of NAME.files

// ---- api/chat ?file [&part] [&row] [&after] ---------------------------------------------------------------------------
// NDJSON, one ChatCall a line, in the order in which the calls began: all calls of models in the file, but not those that
// consist of another one right below them (a traced library on a traced client); with `part` those of one trace in the
// file; with `row` only that span (of any kind), its messages not shortened; with `after` only rows greater than that.

export interface ChatCall {
  row: number;
  /** The nearest span around it of kind agent, else the top span: its lane. -1 for a top span. */
  lane: number;
  model: string | null;
  /**
   * How many messages in front are the same as those of the last call of the lane (what it was asked and then, in one or
   * more messages, what it answered), and therefore left out.
   */
  earlier: number;
  /** What the model was asked. */
  messages: Message[];
  /** What it answered; several for several choices; empty while it runs. */
  answer: Message[];
  /** The tools it was offered; `schema` is null too if they are those of the last call of the lane. */
  tools: { name: string; description: string | null; schema: unknown }[];
  /** Fields of the input that are no messages, as they stand; null if there are none. */
  rest: unknown;
  /** The input and output are no conversation: show them as values. */
  plain: boolean;
  /** The messages of this call were longer than 1 MB and are cut: each text says at its end how much is missing. */
  cut: boolean;
}

export interface Message {
  /** system, user, assistant, tool, … as recorded. */
  role: string;
  name: string | null;
  parts: Part[];
}

export type Part =
  | { type: 'text'; text: string }
  | { type: 'thinking'; text: string | null }
  | { type: 'refusal'; text: string }
  /** `arguments` is any JSON; a string if it came as text that is no JSON. */
  | { type: 'tool_call'; id: string | null; name: string; arguments: unknown }
  | { type: 'tool_result'; id: string | null; name: string | null; parts: Part[]; error: boolean }
  /** `name` asks `api/media`; null if the bytes were not kept. `url` is never loaded, only shown. */
  | {
      type: 'media';
      name: string | null;
      mediaType: string | null;
      bytes: number | null;
      url: string | null;
      title: string | null;
    }
  | { type: 'json'; value: unknown };

// ---- api/search ?q &scope=trace|all &file &dir &re=1 &case=1 &limit ------------------------------------------------------
// NDJSON lines, streamed; closing the connection stops it. Looks in names, kinds and all content of spans and traces, and
// for whole ids of spans; not in names of fields, times and the like. Text: any capitals, unless `case=1`. `re=1`: a regular
// expression of Java's, on each value alone. One hit for each field of a line; what the end of a span says again is no hit
// of its own. `limit` is at most 10,000, default 1,000. Lines may have spaces in front.

export type SearchLine =
  | { file: string; name: string; hits: SearchHit[] }
  /** About every 200 ms: how far it is. */
  | { progress: { files: number; ofFiles: number; bytes: number } }
  | { done: true; total: number; truncated: boolean; ms: number; warnings: string[] };

export interface SearchHit {
  /** -1: in the trace itself, not in a span. */
  row: number;
  id: string | null;
  /** Name and kind of the span, for the search of all traces. */
  span: string | null;
  kind: string | null;
  /** id, name, kind, tags, metadata, input, output, error, event */
  field: string;
  before: string;
  match: string;
  after: string;
}

// ---- api/events ?file [&from]  or  ?dir ---------------------------------------------------------------------------------
// Server-sent events. With `file`: what was written after byte `from` of the text (or after Last-Event-ID; without either,
// from now on). Each event's id is the byte up to which the file is known then: what comes at once has the id of before,
// but for the last, a `state`. If the connection breaks in between, rows and points come again: they are the same ones.
// A large file is looked at less often, so that indexing takes at most a tenth of the time.

/** event: `spans`. Rows `row` to `row + start.length - 1`. */
export interface NewSpans {
  row: number;
  /** `start` as in the index (microseconds since its t0), null if not known; others likewise. Names, kinds and models as
   * text. */
  start: (number | null)[];
  duration: number[];
  parent: number[];
  name: string[];
  kind: (string | null)[];
  status: number[];
  flags: number[];
  llm: LlmValues[];
}

export interface LlmValues {
  row: number;
  model: string | null;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  reasoningTokens: number;
  /** -1 if not known. */
  cost: number;
  /** Microseconds; -1 if not known. */
  firstToken: number;
}

/** event: `ends`. Values of rows that were open; some still are, but what they wait for has ended. */
export interface Ends {
  row: number[];
  start: (number | null)[];
  duration: number[];
  status: number[];
  kind: (string | null)[];
  llm: LlmValues[];
}

/** event: `points`. New point events. */
export interface NewPoints {
  index: number;
  time: (number | null)[];
  parent: number[];
  name: string[];
}

/** event: `state`, whenever it changes and once at the beginning; of a new trace before its rows. */
export interface LiveState {
  live: boolean;
  traces: TracePart[];
  skipped: IndexHeader['skipped'];
  warnings: string[];
}

// event: `replaced`  the file was rotated, cut or replaced, or rows have moved: load the index again.  data: {}
// event: `gone`      the file is no longer there; what is loaded stays usable.     data: {}
// With `dir`:
// event: `traces`    something in the folder changed: ask `api/traces` again.       data: {}
