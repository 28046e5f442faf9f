import { Fragment, type ReactNode } from 'react';

/** Shows the Markdown that our own change log uses: headings, paragraphs, lists, `code`, **bold** and [links](address). Never HTML. */
export function Markdown({ text }: { text: string }) {
  const blocks = text.trim().split(/\n{2,}/).filter(block => !block.startsWith('<!--'));
  return <>{blocks.map((block, index) => <Block key={index} text={block} />)}</>;
}

function Block({ text }: { text: string }) {
  const heading = /^(#{2,4}) (.*)$/s.exec(text);
  if (heading) {
    const Tag = `h${heading[1]!.length}` as 'h2' | 'h3' | 'h4';
    return <Tag>{inline(heading[2]!)}</Tag>;
  }
  if (/^[-*] /.test(text)) {
    return <ul>{text.split(/\n(?=[-*] )/).map((item, index) => <li key={index}>{inline(item.slice(2))}</li>)}</ul>;
  }
  return <p>{inline(text)}</p>;
}

function inline(text: string): ReactNode {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/).map((part, index) => {
    const link = /^\[(.+)\]\(((?:https:\/|\/|#).*)\)$/.exec(part);
    if (link) return <a key={index} href={link[2]}>{link[1]}</a>;
    if (/^`.+`$/.test(part)) return <code key={index}>{part.slice(1, -1)}</code>;
    if (/^\*\*.+\*\*$/.test(part)) return <strong key={index}>{part.slice(2, -2)}</strong>;
    return <Fragment key={index}>{part}</Fragment>;
  });
}
