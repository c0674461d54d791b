import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Adds colour to words, or returns them unchanged. The words alone always carry the meaning. */
export type Paint = (style: Style, text: string) => string;

export const noPaint: Paint = (_, text) => text;

/** Colour for a terminal that supports it (no-color.org: any non-empty NO_COLOR means none). */
export function paintFor(stream: { isTTY?: boolean | undefined }, env: NodeJS.ProcessEnv): Paint {
  const off = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb' || stream.isTTY !== true;
  return off ? noPaint : (style, text) => styleText(style, text, { validateStream: false });
}
