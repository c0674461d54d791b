/** What a mailbox shows of a message. */
export interface ReadMail {
  subject: string;
  text: string;
}

const ENCODED_WORD = /=\?(?:utf-8|us-ascii)\?(?<how>[QB])\?(?<text>[^?]*)\?=/gi;

/** Reads a message of one text part in UTF-8 (RFC 5322, 2045 and 2047), as Navi sends them; anything else is shown raw. */
export function readMail(raw: string): ReadMail {
  const [head = '', ...rest] = raw.replaceAll('\r\n', '\n').split('\n\n');
  const headers = new Map(
    head
      .replace(/\n[ \t]+/g, ' ')
      .split('\n')
      .map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
  );
  const body = rest.join('\n\n');
  return {
    subject: decodedWords(headers.get('subject') ?? ''),
    text: decodedBody(body, headers.get('content-transfer-encoding')?.toLowerCase() ?? '7bit').trim(),
  };
}

/** Blanks between two encoded words are no part of the text. */
function decodedWords(text: string): string {
  return text
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(ENCODED_WORD, (_, how: string, word: string) =>
      how.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('utf8')
        : fromOctets(word.replaceAll('_', ' ')),
    );
}

function decodedBody(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? fromOctets(body.replace(/=\n/g, '')) : body;
}

function fromOctets(text: string): string {
  const octets = text.replace(/=(?<hex>[0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(octets, 'latin1').toString('utf8');
}
