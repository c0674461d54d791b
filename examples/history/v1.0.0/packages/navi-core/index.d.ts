export declare const PROTOCOL: 1;
export declare const EVENT_NAMES: readonly ['navi.ready', 'navi.resize'];
export type EventName = (typeof EVENT_NAMES)[number];
export interface NaviEvent {
  name: EventName;
  detail: Record<string, unknown>;
}
export interface Embed {
  portalOrigin: string;
  pathwayId: string;
}
export declare function encodeEvent(event: NaviEvent): { protocol: number; name: EventName; detail: object };
export declare function parseEvent(message: unknown): NaviEvent | undefined;
export declare function portalUrl(embed: Embed): string;
