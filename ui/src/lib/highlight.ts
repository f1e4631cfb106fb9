import type { HighlighterCore, LanguageRegistration } from 'shiki/core';

/** A piece of code; `kind` is the class that colours it, null for plain text. */
export interface CodeToken {
  text: string;
  kind: string | null;
}

/** Longer code is shown without colours. */
export const MOST_HIGHLIGHTED = 20_000;

type Load = () => Promise<{ default: LanguageRegistration[] }>;

const LANGUAGES: Record<string, Load> = {
  json: () => import('shiki/langs/json.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  kotlin: () => import('shiki/langs/kotlin.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  shellscript: () => import('shiki/langs/shellscript.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
};

const ALIASES: Record<string, string> = {
  bash: 'shellscript', console: 'shellscript', htm: 'xml', html: 'xml', javascript: 'typescript', js: 'typescript',
  jsonc: 'json', json5: 'json', jsonl: 'json', jsx: 'typescript', kt: 'kotlin', kts: 'kotlin', patch: 'diff',
  postgresql: 'sql', py: 'python', python3: 'python', sh: 'shellscript', shell: 'shellscript', svg: 'xml',
  ts: 'typescript', tsx: 'typescript', yml: 'yaml', zsh: 'shellscript',
}; // prettier-ignore

/** The language that a name means; null if it is none that is known here. */
export function languageOf(name: string | null | undefined): string | null {
  const word = (name ?? '')
    .trim()
    .toLowerCase()
    .split(/[\s,{]/, 1)[0];
  const language = Object.hasOwn(ALIASES, word) ? ALIASES[word] : word;
  return Object.hasOwn(LANGUAGES, language) ? language : null;
}

/** By the end of a file's name. */
export const languageOfFile = (path: string): string | null => languageOf(/\.(\w+)$/.exec(path)?.[1]);

let engine: Promise<HighlighterCore> | null = null;
const loaded = new Map<string, Promise<void>>();
const THEME = 'classes';

async function start(): Promise<HighlighterCore> {
  const [{ createHighlighterCore, createCssVariablesTheme }, { createJavaScriptRegexEngine }] = await Promise.all([
    import('shiki/core'),
    import('shiki/engine/javascript'),
  ]);
  const theme = createCssVariablesTheme({ name: THEME, variablePrefix: '--code-', fontStyle: false });
  return createHighlighterCore({
    themes: [theme],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
}

/** A page must not stand still for colours: what is not done by then stays plain. */
const MOST_MS = 40;

/** Lines of tokens; null if the code is too long, or its language not known. `mostMs` 0: as long as it takes. */
export async function highlight(
  code: string,
  language: string | null,
  mostMs = MOST_MS,
): Promise<CodeToken[][] | null> {
  if (language === null || code.length > MOST_HIGHLIGHTED || !Object.hasOwn(LANGUAGES, language)) return null;
  const highlighter = await (engine ??= start());
  let ready = loaded.get(language);
  if (!ready) {
    ready = LANGUAGES[language]().then(({ default: grammar }) => highlighter.loadLanguage(grammar));
    loaded.set(language, ready);
  }
  await ready;
  const { tokens } = highlighter.codeToTokens(code, {
    lang: language,
    theme: THEME,
    tokenizeMaxLineLength: 2000,
    tokenizeTimeLimit: mostMs,
  });
  return tokens.map((line) => line.map(({ content, color }) => ({ text: content, kind: kindOf(color) })));
}

/** `var(--code-token-string)` is the class `code-string`. */
function kindOf(color: string | undefined): string | null {
  const name = /--code-token-([a-z-]+)/.exec(color ?? '')?.[1];
  return name ? `code-${name}` : null;
}
