import type { Screen } from '../../domain/screen.ts';

/** Colour for a terminal that supports it (no-color.org: any non-empty NO_COLOR means none), its zone and its width. */
export function screenOf(
  stream: { isTTY?: boolean | undefined; columns?: number | undefined },
  env: NodeJS.ProcessEnv,
): Screen {
  const isPlain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb' || stream.isTTY !== true;
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return { colour: !isPlain, timezone: timeZone, columns: stream.columns };
}
