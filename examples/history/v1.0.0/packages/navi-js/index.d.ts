import type { EventName } from '@awell-health/navi-core';

export type { EventName };
export interface NaviOptions {
  portalOrigin: string;
  pathwayId: string;
}
export interface Navi {
  version: string;
  on(name: EventName, listener: (detail: Record<string, unknown>) => void): void;
  destroy(): void;
}
export declare function loaderUrl(version?: string, origin?: string): string;
export declare function loadNavi(options: NaviOptions, page?: Document): Promise<Navi>;
