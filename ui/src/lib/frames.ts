/*
 * Stack traces as people read them: what happened, why, and the frames of the application; those of frameworks folded.
 */

export type StackPart =
  /** An exception, a cause, or another line that is no frame. */
  | { kind: 'text'; text: string; role: 'exception' | 'cause' | 'suppressed' | 'other'; depth: number }
  | { kind: 'frame'; text: string; depth: number }
  /** Frames of frameworks, one behind the other. */
  | { kind: 'folded'; frames: string[]; depth: number };

const JVM_FRAME = /^(\s*)at\s+(?:[\w.$@-]*\/{1,2})*([\w.$]+)\.[\w$<>-]+\s*\(/;
const JVM_MORE = /^\s*\.\.\. \d+ (?:more|common frames omitted|frames? (?:left out|omitted))/;
const JVM_FRAMEWORKS = [
  'java.',
  'javax.',
  'jakarta.',
  'jdk.',
  'sun.',
  'com.sun.',
  'kotlin.',
  'kotlinx.',
  'scala.',
  'groovy.lang.',
  'org.codehaus.groovy.',
  'org.springframework.',
  'reactor.',
  'io.netty.',
  'io.projectreactor.',
  'rx.',
  'io.reactivex.',
  'org.apache.',
  'org.eclipse.jetty.',
  'io.undertow.',
  'io.vertx.',
  'io.quarkus.',
  'io.micronaut.',
  'io.helidon.',
  'org.hibernate.',
  'com.zaxxer.',
  'okhttp3.',
  'okio.',
  'retrofit2.',
  'com.fasterxml.',
  'tools.jackson.',
  'com.google.',
  'net.bytebuddy.',
  'org.junit.',
  'org.gradle.',
  'org.aspectj.',
  'io.grpc.',
  'io.micrometer.',
  'io.opentelemetry.',
  'ch.qos.',
  'org.slf4j.',
  'org.jboss.',
  'org.graalvm.',
  'akka.',
  'com.openai.',
  'com.anthropic.',
  'dev.langchain4j.',
  'dev.traqo.',
];

const PYTHON_FRAME = /^\s*File "([^"]*)", line \d+/;
const PYTHON_FRAMEWORK = /[/\\](?:site-packages|dist-packages|lib[/\\]python\d[^/\\]*)[/\\]|^<frozen /;

const depthOf = (line: string) => /^\t*/.exec(line)![0].length;

export function parseStack(traceback: string): StackPart[] {
  const lines = traceback.replaceAll('\r\n', '\n').split('\n');
  while (lines.at(-1)?.trim() === '') lines.pop();
  return lines.some((line) => PYTHON_FRAME.test(line)) ? python(lines) : jvm(lines);
}

function jvm(lines: readonly string[]): StackPart[] {
  const parts: StackPart[] = [];
  // Where an exception was thrown is shown, whoever threw it.
  let first = true;
  for (const line of lines) {
    const frame = JVM_FRAME.exec(line);
    const depth = frame || JVM_MORE.test(line) ? Math.max(0, depthOf(line) - 1) : depthOf(line);
    if (frame) {
      const folds = !first && JVM_FRAMEWORKS.some((prefix) => frame[2].startsWith(prefix));
      add(parts, line.trim(), folds, depth);
      first = false;
    } else if (JVM_MORE.test(line)) {
      add(parts, line.trim(), true, depth);
    } else {
      const text = line.trim();
      const role = /^Caused by:/i.test(text)
        ? 'cause'
        : /^Suppressed:/i.test(text)
          ? 'suppressed'
          : first && parts.length === 0
            ? 'exception'
            : 'other';
      if (role !== 'other') first = true;
      parts.push({ kind: 'text', text: role === 'other' ? line : text, role, depth: role === 'other' ? 0 : depth });
    }
  }
  return unfoldLone(parts);
}

/** A frame is its place and the line of code below it. */
function python(lines: readonly string[]): StackPart[] {
  const parts: StackPart[] = [];
  for (let i = 0; i < lines.length; i++) {
    const place = PYTHON_FRAME.exec(lines[i]);
    if (!place) {
      const text = lines[i];
      const role = /^(The above exception|During handling)/.test(text)
        ? 'cause'
        : /^[\w.]+(Error|Exception|Exit|Interrupt|Warning)\b/.test(text)
          ? 'exception'
          : 'other';
      parts.push({ kind: 'text', text, role, depth: 0 });
      continue;
    }
    let frame = lines[i].trim();
    while (i + 1 < lines.length && /^ {4,}\S/.test(lines[i + 1]) && !PYTHON_FRAME.test(lines[i + 1])) {
      frame += '\n' + lines[++i].replace(/^ {2}/, '');
    }
    add(parts, frame, PYTHON_FRAMEWORK.test(place[1]), 0);
  }
  return unfoldLone(parts);
}

function add(parts: StackPart[], text: string, folds: boolean, depth: number): void {
  const last = parts.at(-1);
  if (folds && last?.kind === 'folded' && last.depth === depth) last.frames.push(text);
  else if (folds) parts.push({ kind: 'folded', frames: [text], depth });
  else parts.push({ kind: 'frame', text, depth });
}

/** One line is no shorter when it is folded. */
function unfoldLone(parts: StackPart[]): StackPart[] {
  return parts.map((part) =>
    part.kind === 'folded' && part.frames.length === 1
      ? { kind: 'frame', text: part.frames[0], depth: part.depth }
      : part,
  );
}
