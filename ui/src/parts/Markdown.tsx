import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import {
  loadMarkdown,
  type MarkdownElement,
  markdownIsLoaded,
  type MarkdownNode,
  parseMarkdown,
} from '../lib/markdown';
import { CodeBlock } from './CodeBlock';
import { LongText } from './LongText';

/** A text with its Markdown shown; as it is until that can be read, and where it cannot. */
export function Markdown({ text }: { text: string }) {
  const [ready, setReady] = useState(markdownIsLoaded());
  useEffect(() => {
    let wanted = true;
    if (!ready)
      loadMarkdown().then(
        () => wanted && setReady(true),
        () => undefined,
      );
    return () => {
      wanted = false;
    };
  }, []);
  const nodes = useMemo(() => (ready ? parseMarkdown(text) : null), [ready, text]);
  if (!nodes) return <LongText text={text} />;
  return <div class="markdown">{nodes.map(show)}</div>;
}

function show(node: MarkdownNode): ComponentChildren {
  if (typeof node === 'string') return node;
  const inner = () => node.children.map(show);
  switch (node.tag) {
    case 'heading':
      // Headings of a text are none of the page: they would tear its outline apart.
      return (
        <p class="markdown-heading" data-level={node.number}>
          <strong>{inner()}</strong>
        </p>
      );
    case 'a':
      return (
        <a href={node.href} title={node.title} target="_blank" rel="noopener noreferrer nofollow">
          {inner()}
        </a>
      );
    case 'img':
      return <img src={node.href} alt={node.title ?? ''} />;
    case 'codeblock':
      return <CodeBlock code={node.code ?? ''} language={node.language} />;
    case 'check':
      return (
        <span class="markdown-check" role="img" aria-label={node.checked ? 'done' : 'open'}>
          {node.checked ? '☑' : '☐'}{' '}
        </span>
      );
    case 'ol':
      return <ol start={node.number}>{inner()}</ol>;
    case 'ul':
      return <ul>{inner()}</ul>;
    case 'li':
      return <li data-task={node.children.some(isCheck) || undefined}>{inner()}</li>;
    case 'table':
      return table(node);
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'p':
      return <p>{inner()}</p>;
    case 'blockquote':
      return <blockquote>{inner()}</blockquote>;
    case 'strong':
      return <strong>{inner()}</strong>;
    case 'em':
      return <em>{inner()}</em>;
    case 'del':
      return <del>{inner()}</del>;
    case 'code':
      return <code>{inner()}</code>;
    default:
      return inner();
  }
}

const isCheck = (node: MarkdownNode): boolean =>
  typeof node !== 'string' && (node.tag === 'check' || (node.tag === 'p' && node.children.some(isCheck)));

function table(node: MarkdownElement): ComponentChildren {
  const row = (one: MarkdownNode) =>
    typeof one === 'string' ? null : (
      <tr>
        {one.children.map((cell) => {
          if (typeof cell === 'string') return null;
          const content = cell.children.map(show);
          return cell.tag === 'th' ? (
            <th data-align={cell.align}>{content}</th>
          ) : (
            <td data-align={cell.align}>{content}</td>
          );
        })}
      </tr>
    );
  const [head, ...body] = node.children;
  return (
    <div class="markdown-table" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>{row(head)}</thead>
        <tbody>{body.map(row)}</tbody>
      </table>
    </div>
  );
}
