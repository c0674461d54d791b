import type { ComponentChildren } from 'preact';
import { type Piece, safeUrl } from '../text/parse.ts';
import { OnePiece } from '../text/text.tsx';
import type { RichPart, RichPiece, RichText } from './schema.ts';

/** Rich text, drawn from its own tree. */
export function RichTextView({ of }: { of: RichText }) {
  return (
    <div class="rich">
      {of.elements.map((part, at) => (
        <Part key={at} part={part} />
      ))}
    </div>
  );
}

function Part({ part }: { part: RichPart }) {
  if (part.type === 'rich_text_list') {
    const items = part.elements.map((item, at) => (
      <li key={at}>
        <Run pieces={item.elements} />
      </li>
    ));
    const style = { marginInlineStart: `${part.indent * 1.5}em` };
    return part.style === 'ordered' ? <ol style={style}>{items}</ol> : <ul style={style}>{items}</ul>;
  }
  const run = <Run pieces={part.elements} />;
  if (part.type === 'rich_text_preformatted') return <pre>{run}</pre>;
  if (part.type === 'rich_text_quote') return <blockquote class="lines">{run}</blockquote>;
  return <div class="lines">{run}</div>;
}

function Run({ pieces }: { pieces: RichPiece[] }) {
  return (
    <>
      {pieces.map((piece, at) => (
        <Styled key={at} style={piece.style}>
          <OnePiece piece={pieceOf(piece)} />
        </Styled>
      ))}
    </>
  );
}

function Styled({ style, children }: { style: RichPiece['style']; children: ComponentChildren }) {
  let shown = children;
  if (style?.code === true) shown = <code>{shown}</code>;
  if (style?.strike === true) shown = <s>{shown}</s>;
  if (style?.italic === true) shown = <em>{shown}</em>;
  if (style?.bold === true) shown = <strong>{shown}</strong>;
  return <>{shown}</>;
}

function pieceOf(piece: RichPiece): Piece {
  const text = piece.text ?? '';
  switch (piece.type) {
    case 'link': {
      const url = safeUrl(piece.url ?? '');
      const label = text || (piece.url ?? '');
      return url === undefined
        ? { is: 'text', text: label }
        : { is: 'link', url, inside: [{ is: 'text', text: label }] };
    }
    case 'user':
      return { is: 'user', id: piece.user_id ?? '', label: undefined };
    case 'usergroup':
      return { is: 'group', id: piece.usergroup_id ?? '', label: undefined };
    case 'channel':
      return { is: 'channel', id: piece.channel_id ?? '', label: undefined };
    case 'broadcast':
      return { is: 'broadcast', range: piece.range ?? '' };
    case 'emoji':
      return { is: 'emoji', name: piece.name ?? '' };
    case 'date':
      return {
        is: 'date',
        at: piece.timestamp ?? 0,
        format: piece.format ?? '',
        url: piece.url === undefined ? undefined : safeUrl(piece.url),
        fallback: piece.fallback ?? '',
      };
    default:
      return { is: 'text', text: text || (piece.value ?? '') };
  }
}
