/*
 * Arguments of tools that many applications have under one name or another. What fits none of these is shown as JSON.
 */

export type ToolForm =
  | { form: 'shell'; command: string; folder: string | null }
  | { form: 'read'; path: string; from: number | null; to: number | null }
  | { form: 'write'; path: string; content: string }
  | { form: 'edit'; path: string | null; edits: { before: string; after: string }[] }
  | { form: 'patch'; patch: string }
  | { form: 'search'; pattern: string; where: string | null }
  | { form: 'code'; language: string; code: string };

export interface ToolArguments {
  form: ToolForm | null;
  /** Arguments that the form does not show; null if there are none. */
  rest: Record<string, unknown> | null;
}

const PATH = ['file_path', 'filePath', 'path', 'file', 'filename', 'notebook_path', 'target_file', 'absolute_path'];

/** Takes arguments out as they are used, so that what is left can be shown beside the form. */
class Taking {
  private readonly left: Map<string, unknown>;

  constructor(value: object) {
    this.left = new Map(Object.entries(value));
  }

  has(names: readonly string[]): boolean {
    return names.some((name) => typeof this.left.get(name) === 'string');
  }

  text(names: readonly string[]): string | null {
    const name = names.find((one) => typeof this.left.get(one) === 'string');
    if (name === undefined) return null;
    const value = this.left.get(name) as string;
    this.left.delete(name);
    return value;
  }

  number(names: readonly string[]): number | null {
    const name = names.find((one) => typeof this.left.get(one) === 'number');
    if (name === undefined) return null;
    const value = this.left.get(name) as number;
    this.left.delete(name);
    return value;
  }

  list(name: string): unknown[] | null {
    const value = this.left.get(name);
    if (!Array.isArray(value)) return null;
    this.left.delete(name);
    return value;
  }

  put(name: string, value: unknown): void {
    this.left.set(name, value);
  }

  rest(): Record<string, unknown> | null {
    if (this.left.size === 0) return null;
    const rest = Object.create(null) as Record<string, unknown>;
    for (const [name, value] of this.left) rest[name] = value;
    return rest;
  }
}

export function toolArguments(name: string, value: unknown): ToolArguments {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { form: null, rest: null };
  const taking = new Taking(value);
  const form = formOf(name.toLowerCase(), taking);
  return { form, rest: taking.rest() };
}

const OLD = ['old_string', 'old_str', 'oldText', 'old_text', 'search'];
const NEW = ['new_string', 'new_str', 'newText', 'new_text', 'replace'];

function formOf(name: string, taking: Taking): ToolForm | null {
  if (/bash|shell|exec|terminal|command|^sh$|process/.test(name)) return shell(taking) ?? code(name, taking);
  if (taking.has(OLD) && taking.has(NEW)) {
    const edit = { before: taking.text(OLD)!, after: taking.text(NEW)! };
    return { form: 'edit', path: taking.text(PATH), edits: [edit] };
  }
  if (/edit|replace|patch/.test(name)) return edits(taking) ?? patch(taking);
  if (/read|view|open|cat|get_?file|file_?content/.test(name) && taking.has(PATH)) return read(taking);
  if (
    /write|create|save|put/.test(name) &&
    taking.has(PATH) &&
    taking.has(['content', 'contents', 'text', 'file_text'])
  ) {
    return {
      form: 'write',
      path: taking.text(PATH)!,
      content: taking.text(['content', 'contents', 'text', 'file_text'])!,
    };
  }
  if (/grep|glob|search|find|lookup|retrieve/.test(name) && taking.has(['pattern', 'regex', 'query', 'q', 'glob'])) {
    const pattern = taking.text(['pattern', 'regex', 'query', 'q', 'glob'])!;
    return { form: 'search', pattern, where: taking.text(['path', 'directory', 'dir', 'folder', 'include']) };
  }
  return code(name, taking);
}

function shell(taking: Taking): ToolForm | null {
  const words = taking.list('command') ?? taking.list('argv') ?? taking.list('args');
  const command = words
    ? words.map((word) => quoted(String(word))).join(' ')
    : taking.text(['command', 'cmd', 'script', 'input']);
  if (command === null) return null;
  return { form: 'shell', command, folder: taking.text(['cwd', 'workdir', 'working_directory', 'directory']) };
}

const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function read(taking: Taking): ToolForm {
  const path = taking.text(PATH)!;
  const from = taking.number(['start_line', 'startLine', 'from', 'offset', 'line']);
  const to = taking.number(['end_line', 'endLine', 'to']);
  const limit = to === null ? taking.number(['limit', 'num_lines', 'lines']) : null;
  return { form: 'read', path, from, to: to ?? (limit === null ? null : (from ?? 1) + limit - 1) };
}

function edits(taking: Taking): ToolForm | null {
  const list = taking.list('edits');
  if (!list) return null;
  const found = list.map((edit) => {
    const one = new Taking(typeof edit === 'object' && edit !== null ? edit : {});
    return { before: one.text(OLD), after: one.text(NEW) };
  });
  if (found.length === 0 || found.some(({ before, after }) => before === null || after === null)) {
    taking.put('edits', list);
    return null;
  }
  return { form: 'edit', path: taking.text(PATH), edits: found as { before: string; after: string }[] };
}

function patch(taking: Taking): ToolForm | null {
  const text = taking.text(['patch', 'diff', 'input']);
  return text === null ? null : { form: 'patch', patch: text };
}

function code(name: string, taking: Taking): ToolForm | null {
  if (taking.has(['sql'])) return { form: 'code', language: 'sql', code: taking.text(['sql'])! };
  if (/sql|database|db_/.test(name) && taking.has(['query', 'statement'])) {
    return { form: 'code', language: 'sql', code: taking.text(['query', 'statement'])! };
  }
  if (!taking.has(['code', 'source_code'])) return null;
  const language = taking.has(['language', 'lang'])
    ? taking.text(['language', 'lang'])!
    : (/java(?!s)|kotlin|javascript|typescript/.exec(name)?.[0] ?? 'python');
  return { form: 'code', language, code: taking.text(['code', 'source_code'])! };
}
