import type { EVENT_NAMES, EventName } from '@awell-health/navi-core';

export { EVENT_NAMES, type EventName };
export interface NaviOptions {
  portalOrigin: string;
  pathwayId: string;
  title?: string;
  target?: string;
  version?: '1.0.0' | '1.1.0' | '1.2.0';
}
export interface Navi {
  version: string;
  on(name: EventName, listener: (detail: Record<string, unknown>) => void): () => void;
  destroy(): void;
}
export declare function loaderUrl(version?: string, origin?: string): string;
export declare function loadNavi(options: NaviOptions, page?: Document): Promise<Navi>;
