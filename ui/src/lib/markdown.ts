import type { Token, Tokens } from 'marked';

/*
 * Markdown as plain data. Of the library only the lexer is used: nothing here makes HTML. What is written as HTML is
 * shown as text, only links that a mail program or a browser's tab can open are links, and no image is fetched.
 */

export type MarkdownNode = string | MarkdownElement;

export interface MarkdownElement {
  tag: MarkdownTag;
  children: MarkdownNode[];
  /** Of a link: http, https or mailto. Of an image: its data. */
  href?: string;
  title?: string;
  /** Of a heading, 1 to 6; of an ordered list, the first number. */
  number?: number;
  /** Of a code block. */
  language?: string;
  code?: string;
  align?: 'left' | 'right' | 'center';
  checked?: boolean;
}

type MarkdownTag =
  | 'a'
  | 'blockquote'
  | 'br'
  | 'check'
  | 'code'
  | 'codeblock'
  | 'del'
  | 'em'
  | 'heading'
  | 'hr'
  | 'img'
  | 'li'
  | 'ol'
  | 'p'
  | 'strong'
  | 'table'
  | 'td'
  | 'th'
  | 'tr'
  | 'ul';

type Lex = (text: string) => Token[];

let lex: Lex | null = null;
let loading: Promise<void> | null = null;

/** Loads the lexer: it is not needed for the first picture of a page. */
export function loadMarkdown(): Promise<void> {
  return (loading ??= import('marked').then(({ Lexer }) => {
    lex = (text) => new Lexer({ gfm: true, breaks: true }).lex(text);
  }));
}

export const markdownIsLoaded = () => lex !== null;

/** Longer texts are shown as they are. */
export const MOST_MARKDOWN = 100_000;
const DEEPEST = 30;

/** Null if the lexer is not loaded yet, or the text is too long or too deeply nested: show it as it is then. */
export function parseMarkdown(text: string): MarkdownNode[] | null {
  if (!lex || text.length > MOST_MARKDOWN) return null;
  try {
    return nodes(lex(text), 0);
  } catch {
    return null;
  }
}

/** Whether a text would look different as Markdown. A guess, from its first few thousand characters. */
export function looksLikeMarkdown(text: string): boolean {
  return /^#{1,6} |^\s*([-*+]|\d+[.)]) |\*\*|__|```|~~~|`[^`\n]+`|\]\(|^\|.*\||^> /m.test(text.slice(0, 4000));
}

/** The address of a link that may be opened; null for scripts, our own pages and everything else. */
export function safeHref(href: string): string | null {
  if (!/^(https?:\/\/|mailto:)/i.test(href)) return null;
  try {
    return new URL(href).href;
  } catch {
    return null;
  }
}

const INLINE_IMAGE = /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/;

function nodes(tokens: readonly Token[] | undefined, depth: number): MarkdownNode[] {
  if (!tokens) return [];
  if (depth > DEEPEST) return [tokens.map((token) => token.raw).join('')];
  return tokens.flatMap((token) => node(token, depth + 1));
}

function node(token: Token, depth: number): MarkdownNode[] {
  const inner = () => nodes((token as { tokens?: Token[] }).tokens, depth);
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading':
      return [{ tag: 'heading', number: (token as Tokens.Heading).depth, children: inner() }];
    case 'paragraph':
      return [{ tag: 'p', children: inner() }];
    case 'blockquote':
      return [{ tag: 'blockquote', children: inner() }];
    case 'strong':
    case 'em':
    case 'del':
      return [{ tag: token.type, children: inner() }];
    case 'code':
      return [{ tag: 'codeblock', code: token.text as string, language: (token as Tokens.Code).lang, children: [] }];
    case 'codespan':
      return [{ tag: 'code', children: [(token as Tokens.Codespan).text] }];
    case 'br':
    case 'hr':
      return [{ tag: token.type, children: [] }];
    case 'checkbox':
      return [{ tag: 'check', checked: (token as Tokens.Checkbox).checked, children: [] }];
    case 'list':
      return [list(token as Tokens.List, depth)];
    case 'table':
      return [table(token as Tokens.Table, depth)];
    case 'link':
      return link(token as Tokens.Link, inner());
    case 'image':
      return image(token as Tokens.Image);
    case 'html':
      return html(token as Tokens.HTML);
    case 'text':
      return (token as Tokens.Text).tokens ? inner() : [unescaped(token.text as string)];
    case 'escape':
      return [token.text as string];
    default:
      return [token.raw];
  }
}

function list(token: Tokens.List, depth: number): MarkdownElement {
  const children = token.items.map((item): MarkdownElement => ({ tag: 'li', children: nodes(item.tokens, depth) }));
  const first = Number(token.start);
  return token.ordered
    ? { tag: 'ol', number: Number.isSafeInteger(first) && first < 2 ** 31 ? first : 1, children }
    : { tag: 'ul', children };
}

function table(token: Tokens.Table, depth: number): MarkdownElement {
  const row = (cells: Tokens.TableCell[], tag: 'td' | 'th'): MarkdownElement => ({
    tag: 'tr',
    children: cells.map((cell) => ({ tag, align: cell.align ?? undefined, children: nodes(cell.tokens, depth) })),
  });
  return { tag: 'table', children: [row(token.header, 'th'), ...token.rows.map((cells) => row(cells, 'td'))] };
}

/** What is no link for us is shown with where it wanted to go. */
function link(token: Tokens.Link, children: MarkdownNode[]): MarkdownNode[] {
  const href = safeHref(token.href);
  if (href) return [{ tag: 'a', href, title: href, children }];
  return token.href ? [...children, ` (${token.href})`] : children;
}

function image(token: Tokens.Image): MarkdownNode[] {
  if (INLINE_IMAGE.test(token.href)) return [{ tag: 'img', href: token.href, title: token.text, children: [] }];
  const text = token.text || 'image';
  const href = safeHref(token.href);
  return href ? [{ tag: 'a', href, title: href, children: [text] }] : [token.href ? `${text} (${token.href})` : text];
}

function html(token: Tokens.HTML): MarkdownNode[] {
  if (/^<br\s*\/?>\s*$/i.test(token.raw)) return [{ tag: 'br', children: [] }];
  return token.block ? [{ tag: 'p', children: [token.raw.trim()] }] : [token.raw];
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi, (all, decimal, hex, name) => {
    if (name) return NAMED[(name as string).toLowerCase()];
    const code = decimal ? Number(decimal) : parseInt(hex as string, 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : all;
  });
}
