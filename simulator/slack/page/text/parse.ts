/** A piece of rendered text. */
export type Piece =
  | { is: 'text'; text: string }
  | { is: 'emoji'; name: string }
  | { is: 'code'; text: string }
  | { is: 'mark'; mark: 'b' | 'i' | 's'; inside: Piece[] }
  | { is: 'link'; url: string; inside: Piece[] }
  | { is: 'user' | 'channel' | 'group'; id: string; label: string | undefined }
  | { is: 'broadcast'; range: string }
  | { is: 'date'; at: number; format: string; url: string | undefined; fallback: string }
  | { is: 'break' };

/** A block of rendered text. */
export type Chunk =
  | { is: 'lines'; pieces: Piece[] }
  | { is: 'pre'; text: string }
  | { is: 'quote'; inside: Chunk[] }
  | { is: 'list'; ordered: boolean; items: Piece[][] }
  | { is: 'heading'; pieces: Piece[] };

/** Turns Slack's three escapes back into characters; nothing else is ever decoded. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Only addresses that are safe to follow; anything else stays text. */
export function safeUrl(url: string): string | undefined {
  return /^(https?:\/\/|mailto:|tel:)/i.test(url) ? url : undefined;
}

/** Parses Slack's mrkdwn (docs.slack.dev, "Formatting message text"). */
export function parseMrkdwn(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  for (const [at, part] of text.split('```').entries()) {
    const fenced = at % 2 === 1;
    if (fenced) chunks.push({ is: 'pre', text: unescapeText(plainOf(part)).replace(/^\n|\n$/g, '') });
    else if (part.replace(/^\n|\n$/g, '') !== '') chunks.push(...parseLines(part.replace(/^\n|\n$/g, '')));
  }
  return chunks;
}

const QUOTE = /^(?:&gt;|>) ?/;
const BULLET = /^\s*[•\-◦] +/;
/** A line that continues the item before it. */
const INDENTED = /^\s{2,}\S/;

type LineKind = 'quote' | 'list' | 'lines';

function parseLines(text: string): Chunk[] {
  const groups: { kind: LineKind; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const kind: LineKind = QUOTE.test(line) ? 'quote' : BULLET.test(line) ? 'list' : 'lines';
    const last = groups.at(-1);
    const goesOn = last?.kind === 'list' && kind === 'lines' && INDENTED.test(line);
    if (goesOn) last.lines.push(`${last.lines.pop() ?? ''}\n${line.trim()}`);
    else if (last?.kind === kind) last.lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return groups.map(({ kind, lines }) => chunkOf(kind, lines));
}

function chunkOf(kind: LineKind, lines: string[]): Chunk {
  if (kind === 'quote')
    return { is: 'quote', inside: parseLines(lines.map((line) => line.replace(QUOTE, '')).join('\n')) };
  if (kind === 'list') {
    const items = lines.map((line) => parseInline(line.replace(BULLET, '')));
    return { is: 'list', ordered: false, items };
  }
  return { is: 'lines', pieces: parseInline(lines.join('\n')) };
}

/** Slack shows a link inside code as its address or label, without markup. */
function plainOf(text: string): string {
  return text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) => label ?? target);
}

const MARKS: Record<string, 'b' | 'i' | 's'> = { '*': 'b', _: 'i', '~': 's' };

/**
 * One pattern finds the next piece: code, a `<…>` token, an emoji, or a mark that touches the words inside it and is
 * separate from the words around it. Code inside a mark is skipped as a whole.
 */
const NEXT =
  /`(?<code>[^`\n]+)`|<(?<token>[^<>\n]+)>|(?<![\w:]):(?<emoji>[a-z0-9_+-]{1,60}):(?!\w)|(?<![\w*_~])(?<mark>[*_~])(?=\S)(?<body>(?:`[^`\n]*`|[^`\n])+?)(?<=\S)\k<mark>(?!\w)|\n/u;

/** Parses one text; `depth` limits how far marks nest. */
export function parseInline(text: string, depth = 0): Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  while (rest !== '') {
    const found = NEXT.exec(rest);
    if (found === null) break;
    if (found.index > 0) pieces.push({ is: 'text', text: unescapeText(rest.slice(0, found.index)) });
    pieces.push(pieceOf(found, depth));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest !== '') pieces.push({ is: 'text', text: unescapeText(rest) });
  return pieces;
}

function pieceOf(found: RegExpExecArray, depth: number): Piece {
  const { code, token, emoji, mark, body } = found.groups ?? {};
  if (code !== undefined) return { is: 'code', text: unescapeText(plainOf(code)) };
  if (token !== undefined) return tokenOf(token);
  if (emoji !== undefined) return { is: 'emoji', name: emoji };
  const kind = mark === undefined ? undefined : MARKS[mark];
  if (kind === undefined) return { is: 'break' };
  const inside: Piece[] =
    depth < 4 ? parseInline(body ?? '', depth + 1) : [{ is: 'text', text: unescapeText(body ?? '') }];
  return { is: 'mark', mark: kind, inside };
}

function tokenOf(token: string): Piece {
  const [target = '', label] = splitOnce(token, '|');
  const shown = label === undefined ? undefined : unescapeText(label);
  if (target.startsWith('@')) return { is: 'user', id: target.slice(1), label: shown };
  if (target.startsWith('#')) return { is: 'channel', id: target.slice(1), label: shown };
  if (target.startsWith('!subteam^')) return { is: 'group', id: target.slice(9), label: shown };
  if (target.startsWith('!date^')) return dateOf(target, shown);
  if (target.startsWith('!')) return { is: 'broadcast', range: target.slice(1) };
  const url = safeUrl(unescapeText(target));
  if (url === undefined) return { is: 'text', text: unescapeText(`<${token}>`) };
  return { is: 'link', url, inside: [{ is: 'text', text: shown ?? url }] };
}

function dateOf(target: string, fallback: string | undefined): Piece {
  const [, at = '', format = '', url] = target.split('^');
  const seconds = Number(at);
  if (!Number.isFinite(seconds)) return { is: 'text', text: fallback ?? target };
  return {
    is: 'date',
    at: seconds,
    format: unescapeText(format),
    url: url === undefined ? undefined : safeUrl(unescapeText(url)),
    fallback: fallback ?? '',
  };
}

function splitOnce(text: string, by: string): [string, string | undefined] {
  const at = text.indexOf(by);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
