import type { Embed } from '@awell-health/navi-core';

/** Reads the data attributes of the script's tag. A text says what is wrong with them. */
export function readSettings(data: Record<string, string | undefined>): Embed | string {
  const { portalOrigin, pathwayId } = data;
  if (pathwayId === undefined || pathwayId === '') return 'data-pathway-id is missing';
  const origin = originOf(portalOrigin);
  if (origin === undefined) return 'data-portal-origin is not an https address';
  return { portalOrigin: origin, pathwayId };
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
