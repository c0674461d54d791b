import { type Chunk, type Piece, safeUrl } from './parse.ts';

/** Reads the common part of standard Markdown (the `markdown` block): headings, lists, quotes, fences, inline. */
export function parseMarkdown(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  for (const [at, part] of text.split(/^```[^\n]*$/m).entries()) {
    if (at % 2 === 1) chunks.push({ is: 'pre', text: part.replace(/^\n|\n$/g, '') });
    else chunks.push(...part.split(/\n{2,}/).flatMap((paragraph) => parseParagraph(paragraph)));
  }
  return chunks;
}

const HEADING = /^#{1,6} +/;
const BULLET = /^\s*[-*+] +/;
const NUMBER = /^\s*\d+[.)] +/;
const QUOTE = /^> ?/;

function parseParagraph(paragraph: string): Chunk[] {
  const chunks: Chunk[] = [];
  for (const line of paragraph.split('\n')) {
    if (line.trim() === '') continue;
    addLine(chunks, line);
  }
  return chunks;
}

function addLine(chunks: Chunk[], line: string): void {
  const last = chunks.at(-1);
  if (HEADING.test(line)) {
    chunks.push({ is: 'heading', pieces: parseInlineMarkdown(line.replace(HEADING, '')) });
  } else if (BULLET.test(line) || NUMBER.test(line)) {
    const ordered = NUMBER.test(line);
    const item = parseInlineMarkdown(line.replace(ordered ? NUMBER : BULLET, ''));
    if (last?.is === 'list' && last.ordered === ordered) last.items.push(item);
    else chunks.push({ is: 'list', ordered, items: [item] });
  } else if (QUOTE.test(line)) {
    const inside: Chunk = { is: 'lines', pieces: parseInlineMarkdown(line.replace(QUOTE, '')) };
    if (last?.is === 'quote') last.inside.push(inside);
    else chunks.push({ is: 'quote', inside: [inside] });
  } else if (last?.is === 'lines') {
    last.pieces.push({ is: 'break' }, ...parseInlineMarkdown(line));
  } else {
    chunks.push({ is: 'lines', pieces: parseInlineMarkdown(line) });
  }
}

const NEXT =
  /`(?<code>[^`]+)`|\[(?<label>[^\]]*)\]\((?<url>[^)\s]+)\)|\*\*(?<bold>[^*]+)\*\*|~~(?<strike>[^~]+)~~|(?<![\w*])\*(?<star>[^*\s][^*]*)\*|(?<![\w_])_(?<italic>[^_\s][^_]*)_(?!\w)|(?<![\w:]):(?<emoji>[a-z0-9_+-]{1,60}):(?!\w)/;

function parseInlineMarkdown(text: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  while (rest !== '') {
    const found = NEXT.exec(rest);
    if (found === null) break;
    if (found.index > 0) pieces.push({ is: 'text', text: rest.slice(0, found.index) });
    pieces.push(pieceOf(found));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest !== '') pieces.push({ is: 'text', text: rest });
  return pieces;
}

function pieceOf(found: RegExpExecArray): Piece {
  const { code, label, url, bold, strike, star, italic, emoji } = found.groups ?? {};
  if (code !== undefined) return { is: 'code', text: code };
  if (emoji !== undefined) return { is: 'emoji', name: emoji };
  if (bold !== undefined) return { is: 'mark', mark: 'b', inside: parseInlineMarkdown(bold) };
  if (strike !== undefined) return { is: 'mark', mark: 's', inside: parseInlineMarkdown(strike) };
  const slanted = star ?? italic;
  if (slanted !== undefined) return { is: 'mark', mark: 'i', inside: parseInlineMarkdown(slanted) };
  const safe = url === undefined ? undefined : safeUrl(url);
  if (safe === undefined) return { is: 'text', text: found[0] };
  return { is: 'link', url: safe, inside: [{ is: 'text', text: label || safe }] };
}
