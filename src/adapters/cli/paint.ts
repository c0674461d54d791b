import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Puts colour on words, or leaves them as they are. The words alone always say it too. */
export type Paint = (style: Style, text: string) => string;

export const noPaint: Paint = (_, text) => text;

/** Colour for a terminal that wants it (no-color.org: any non-empty NO_COLOR means none). */
export function paintFor(stream: { isTTY?: boolean | undefined }, env: NodeJS.ProcessEnv): Paint {
  const off = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb' || stream.isTTY !== true;
  return off ? noPaint : (style, text) => styleText(style, text, { validateStream: false });
}
