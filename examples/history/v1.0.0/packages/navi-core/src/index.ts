export const PROTOCOL = 1;

export const EVENT_NAMES = ['navi.ready', 'navi.resize'] as const;

export type EventName = (typeof EVENT_NAMES)[number];

export interface NaviEvent {
  name: EventName;
  detail: Record<string, unknown>;
}

/** The message that carries an event from the portal to the page. */
export function encodeEvent(event: NaviEvent): { protocol: number; name: EventName; detail: object } {
  return { protocol: PROTOCOL, name: event.name, detail: event.detail };
}

/** Reads a message from the portal. Anything else that a page receives gives undefined. */
export function parseEvent(message: unknown): NaviEvent | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { protocol, name, detail } = message as Record<string, unknown>;
  if (protocol !== PROTOCOL) return undefined;
  const known = EVENT_NAMES.find((one) => one === name);
  if (known === undefined) return undefined;
  const isRecord = typeof detail === 'object' && detail !== null && !Array.isArray(detail);
  return { name: known, detail: isRecord ? (detail as Record<string, unknown>) : {} };
}

export interface Embed {
  portalOrigin: string;
  pathwayId: string;
}

/** Where the frame points to. */
export function portalUrl({ portalOrigin, pathwayId }: Embed): string {
  const url = new URL('/embed', portalOrigin);
  url.searchParams.set('pathway', pathwayId);
  url.searchParams.set('protocol', String(PROTOCOL));
  return url.href;
}
