import { INVISIBLE } from './invisible.ts';

/** The styles of a terminal's text, each with the codes that begin and end it (ECMA-48). */
const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof STYLES;

/** Adds a style to words, or returns them unchanged. The words alone always carry the meaning. */
export type Paint = (style: Style, text: string) => string;

export const noPaint: Paint = (_, text) => text;

export const colours: Paint = (style, text) => {
  const [begin, end] = STYLES[style];
  return `\u001b[${begin}m${text}\u001b[${end}m`;
};

/**
 * Text from elsewhere without escape sequences, direction marks and invisible characters, on which a terminal acts and
 * which it does not show; keeps its line ends.
 */
export function harmless(text: string): string {
  return text.replace(/[\u2028\u2029]/g, '').replace(INVISIBLE, (found) => (found === '\n' ? found : ''));
}

const CODES = new RegExp(`(\u001b\\[(?:${[...new Set(Object.values(STYLES).flat())].join('|')})m)`);

/** The same of a styled text, with the codes of our own styles only, and without any where there is no colour. */
export function harmlessStyled(text: string, { colour }: { colour: boolean }): string {
  return text
    .split(CODES)
    .map((part, at) => (at % 2 === 0 ? harmless(part) : colour ? part : ''))
    .join('');
}

/** How many characters of a styled text are shown. */
export function shownLength(text: string): number {
  return text.split(CODES).reduce((length, part, at) => (at % 2 === 0 ? length + part.length : length), 0);
}

/** For `JSON.parse`: makes every string harmless. */
export function harmlessValue(_: string, value: unknown): unknown {
  return typeof value === 'string' ? harmless(value) : value;
}
