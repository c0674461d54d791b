import type { Embed } from '@awell-health/navi-core';

export interface Settings extends Embed {
  /** A selector of the element that gets the frame; without it the frame follows the script's tag. */
  target?: string;
}

/** Reads the data attributes of the script's tag. A text says what is wrong with them. */
export function readSettings(data: Record<string, string | undefined>): Settings | string {
  const { portalOrigin, pathwayId, title = 'Care pathway', target } = data;
  if (pathwayId === undefined || pathwayId === '') return 'data-pathway-id is missing';
  const origin = originOf(portalOrigin);
  if (origin === undefined) return 'data-portal-origin is not an https address';
  return { portalOrigin: origin, pathwayId, title, ...(target === undefined ? {} : { target }) };
}

function originOf(text: string | undefined): string | undefined {
  try {
    const url = new URL(text ?? '');
    const isLocal = url.hostname === 'localhost';
    return url.protocol === 'https:' || isLocal ? url.origin : undefined;
  } catch {
    return undefined;
  }
}
