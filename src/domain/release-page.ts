import { createHash } from 'node:crypto';

/** GitHub refuses a longer body (docs.github.com/en/rest/releases: "body is too long (maximum is 125000 characters)"). */
const MOST_CHARACTERS = 125_000;

/** The page's text: the notes, shortened if necessary, and a hidden marker that names the operation. */
export function pageBody(notes: string, operation: string): string {
  const end = `\n\n${pageMarker(operation)}\n`;
  const room = MOST_CHARACTERS - end.length;
  return notes.length <= room ? `${notes}${end}` : `${notes.slice(0, room - 2)}\n…${end}`;
}

export function pageMarker(operation: string): string {
  return `<!-- navi-operation: ${operation} -->`;
}

/** The notes in a page's text, without the hidden marker and without what GitHub may change: ends of lines, spaces around it. */
export function notesIn(body: string): string {
  return body
    .replaceAll('\r\n', '\n')
    .replace(/<!-- navi-operation: \w{1,60} -->\s*$/, '')
    .trim();
}

/** By which what was sent is compared with what is read back. */
export function notesDigest(body: string): string {
  return createHash('sha256').update(notesIn(body)).digest('hex');
}
