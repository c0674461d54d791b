import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { useNow } from '../now.ts';
import { ChannelName, GroupName, UserName } from '../people.tsx';
import { formatDate, fullTime } from './dates.ts';
import { Emoji, Signs } from './emoji.tsx';
import { parseMarkdown } from './markdown.ts';
import { type Chunk, type Piece, parseInline, parseMrkdwn, unescapeText } from './parse.ts';

/** A text object of Block Kit. */
export interface TextObject {
  type: string;
  text: string;
  emoji?: boolean | undefined;
}

/** Text from outside, rendered as nodes only, so that it can never become markup. */
export function Mrkdwn({ text }: { text: string }) {
  const chunks = useMemo(() => parseMrkdwn(text), [text]);
  return <Chunks chunks={chunks} />;
}

/** Standard Markdown, as the `markdown` block holds it. */
export function Markdown({ text }: { text: string }) {
  const chunks = useMemo(() => parseMarkdown(text), [text]);
  return <Chunks chunks={chunks} />;
}

/** Plain text, in which only emoji names mean something. */
export function Plain({ text }: { text: string }) {
  const parts = text.split(/(?<![\w:]):([a-z0-9_+-]{1,60}):(?!\w)/);
  return (
    <>
      {parts.map((part, at) =>
        at % 2 === 1 ? <Emoji key={at} name={part} /> : <Signs key={at} text={unescapeText(part)} />,
      )}
    </>
  );
}

/** A text object, by its type. */
export function Text({ of }: { of: TextObject }) {
  return of.type === 'mrkdwn' ? <Mrkdwn text={of.text} /> : <Plain text={of.text} />;
}

function Chunks({ chunks }: { chunks: Chunk[] }) {
  return (
    <>
      {chunks.map((chunk, at) => (
        <OneChunk key={at} chunk={chunk} />
      ))}
    </>
  );
}

function OneChunk({ chunk }: { chunk: Chunk }) {
  switch (chunk.is) {
    case 'lines':
      return (
        <div class="lines">
          <Pieces pieces={chunk.pieces} />
        </div>
      );
    case 'heading':
      return (
        <div class="heading">
          <Pieces pieces={chunk.pieces} />
        </div>
      );
    case 'pre':
      return <pre>{chunk.text}</pre>;
    case 'quote':
      return (
        <blockquote>
          <Chunks chunks={chunk.inside} />
        </blockquote>
      );
    case 'list': {
      const items = chunk.items.map((item, at) => (
        <li key={at}>
          <Pieces pieces={item} />
        </li>
      ));
      return chunk.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

/** A run of pieces. */
function Pieces({ pieces }: { pieces: Piece[] }) {
  return (
    <>
      {pieces.map((piece, at) => (
        <OnePiece key={at} piece={piece} />
      ))}
    </>
  );
}

/** One piece of text. */
export function OnePiece({ piece }: { piece: Piece }): ComponentChildren {
  switch (piece.is) {
    case 'text':
      return <Signs text={piece.text} />;
    case 'break':
      return <br />;
    case 'code':
      return <code>{piece.text}</code>;
    case 'emoji':
      return <Emoji name={piece.name} />;
    case 'mark':
      return <Marked mark={piece.mark}>{<Pieces pieces={piece.inside} />}</Marked>;
    case 'link':
      return (
        <Link url={piece.url}>
          <Pieces pieces={piece.inside} />
        </Link>
      );
    case 'user':
      return <UserName id={piece.id} label={piece.label} />;
    case 'channel':
      return <ChannelName id={piece.id} label={piece.label} />;
    case 'group':
      return <GroupName id={piece.id} label={piece.label} />;
    case 'broadcast':
      return <span class="mention broadcast">@{piece.range}</span>;
    case 'date':
      return <DateText piece={piece} />;
  }
}

function Marked({ mark, children }: { mark: 'b' | 'i' | 's'; children: ComponentChildren }) {
  if (mark === 'b') return <strong>{children}</strong>;
  if (mark === 'i') return <em>{children}</em>;
  return <s>{children}</s>;
}

/** A link that opens elsewhere and tells its target nothing. */
export function Link({ url, children }: { url: string; children: ComponentChildren }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

function DateText({ piece }: { piece: Extract<Piece, { is: 'date' }> }) {
  const now = useNow(30);
  const shown = (
    <time dateTime={new Date(piece.at * 1000).toISOString()} title={fullTime(piece.at)}>
      <Pieces pieces={parseInline(formatDate(piece.at, piece.format || piece.fallback, now))} />
    </time>
  );
  return piece.url === undefined ? shown : <Link url={piece.url}>{shown}</Link>;
}
