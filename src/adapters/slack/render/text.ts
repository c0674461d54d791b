import { INVISIBLE } from '../../../domain/invisible.ts';
import { LIMITS } from '../limits.ts';

/**
 * Outside text, made harmless for `mrkdwn`: the three characters of Slack's links and mentions are escaped
 * (docs.slack.dev, Formatting message text), invisible and direction-changing characters are removed, formatting
 * marks are replaced by look-alikes, `@here` is broken by a zero-width space, and lines are joined. At most `max`
 * characters, never cut inside an escape.
 */
export function outside(text: string, max = 200): string {
  const still = oneLine(text).replace(MARKS, (mark) => STILL[mark] ?? mark);
  return cut(still.replace(BROADCASTS, '@\u200b$1'), max, escaped);
}

/**
 * Like `outside`, for Navi's own sentences: a time (ISO) is shown in the reader's zone, within half a day of now
 * without its date; an address becomes a link, and an operation's id becomes code, for copying. The address is its
 * own label, so that a label cannot hide another address.
 */
export function ownText(
  text: string,
  max: number,
  { now, timezone }: { now: Date; timezone?: string | undefined },
): string {
  return ownTextUnlinked(text, max, { now, timezone }).replace(ADDRESS, (address) => `<${address}>`);
}

/** The same for sentences that quote outside text: its addresses stay text. */
export function ownTextUnlinked(
  text: string,
  max: number,
  { now, timezone }: { now: Date; timezone?: string | undefined },
): string {
  return withIds(outside(text, max)).replace(INSTANT, (iso) => whenNear(iso, { now, timezone }));
}

const HALF_A_DAY_MS = 12 * 3_600_000;

function withIds(escapedText: string): string {
  return escapedText.replace(OPERATION_ID, '`$&`');
}

/** Outside text as `code`: Slack formats nothing inside, so it can be copied. */
export function code(text: string, max = 100): string {
  const inner = cut(oneLine(text).replaceAll('`', 'ˋ').replace(BROADCASTS, '@\u200b$1'), max - 2, escaped);
  return `\`${inner === '' ? '?' : inner}\``;
}

/** Outside text for `plain_text`, where Slack parses nothing; what looks like markup is still replaced. */
export function plain(text: string, max: number): string {
  const safe = oneLine(text)
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(BROADCASTS, '@\u200b$1')
    .trim();
  return cut(safe === '' ? '–' : safe, max, (character) => character);
}

/** Text for an input's own field, which is plain text: as typed, on one line, without invisible characters. */
export function asTyped(text: string, max: number): string {
  return cut(oneLine(text), max, (character) => character);
}

/** A link to an http(s) address; any other address leaves only the label. */
export function link(url: string | null, label: string): string {
  if (url === null || !URL.canParse(url)) return label;
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return label;
  const address = href.replace(/[<>|\s]/g, encodeURIComponent).replaceAll('&', '&amp;');
  return address.length > 1000 ? label : `<${address}|${label.replaceAll('|', '¦')}>`;
}

/** A mention that notifies. Only ids of people (U, W) and groups (S) become one; pass configured ids only. */
export function mention(id: string): string {
  if (/^[UW][A-Z0-9]{2,20}$/.test(id)) return `<@${id}>`;
  return /^S[A-Z0-9]{2,20}$/.test(id) ? `<!subteam^${id}>` : '';
}

/**
 * The form of a time: each reader sees their own zone, and the fallback is for clients that cannot (docs.slack.dev,
 * Date formatting).
 */
export function when(iso: string, { timezone, format = '{date_short_pretty} at {time}' }: When = {}): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return outside(iso, 40);
  return `<!date^${Math.floor(at.getTime() / 1000)}^${format}|${fallbackTime(at, timezone)}>`;
}

export interface When {
  timezone?: string | undefined;
  format?: string;
}

/** The same, within half a day of now without its date. */
export function whenNear(
  iso: string,
  { now, timezone }: { now: Date; timezone?: string | undefined },
): string {
  const isNear = Math.abs(Date.parse(iso) - now.getTime()) < HALF_A_DAY_MS;
  return when(iso, { timezone, ...(isNear && { format: '{time}' }) });
}

/** A full sentence for the notification: escaped, its times in UTC, and within the limit of chat.update. */
export function sentence(text: string): string {
  return outside(
    text.replace(INSTANT, (iso) => fallbackTime(new Date(iso), undefined)),
    LIMITS.topLevelText,
  );
}

/** The short form of a commit's SHA: 7 characters. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** `0.4 s`, `42 s`, `3 min 5 s`, `20 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  return `${Math.floor(whole / 60)} min${whole % 60 === 0 ? '' : ` ${whole % 60} s`}`;
}

/** Formatting characters; an underscore inside a word is none. */
const MARKS = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
const STILL: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ', _: 'ˍ' };
/** Does not apply inside an address or a ref. */
const OPERATION_ID = /(?<![\w/])[a-z]{3}_[0-9][0-9a-z]*(?![\w…])/g;
/** A time in the form of `Date.toISOString`. */
const INSTANT =
  /\b\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?Z/g;
/**
 * An address in escaped text, if escaping left it unchanged: the punctuation after it is not part of it. Behind an escaped `<`
 * it is a part of outside markup, and stays text.
 */
const ADDRESS = /(?<!&lt;)\bhttps?:\/\/(?:[\w\-.!$'()+,;=:@%/?#[\]]|&amp;)*[\w/](?!\S*[…∗∼ˋˍ])/g;
const BROADCASTS = /@(here|channel|everyone)\b/gi;

function oneLine(text: string): string {
  return text
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .replace(INVISIBLE, '')
    .trim();
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string, max: number, spell: (text: string) => string): string {
  const whole = spell(text);
  if (whole.length <= max) return whole;
  const parts: string[] = [];
  let length = 0;
  for (const character of text) {
    const part = spell(character);
    if (length + part.length > max) {
      while (length > max - 1) length -= parts.pop()?.length ?? length;
      return `${parts.join('')}…`;
    }
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
}

/** In UTC without `Intl`, whose formatters take a millisecond each to create: a card has dozens of times. */
function fallbackTime(at: Date, timezone: string | undefined): string {
  if (timezone === undefined) {
    const [, day, month, year, time = ''] = at.toUTCString().split(' ');
    return `${Number(day)} ${month} ${year}, ${time.slice(0, 5)} UTC`;
  }
  const options = { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone } as const;
  return `${new Intl.DateTimeFormat('en-GB', options).format(at)} ${timezone}`;
}
