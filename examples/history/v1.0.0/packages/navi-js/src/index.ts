import type { EventName } from '@awell-health/navi-core';
import { loaderUrl } from './shared.ts';

export { type EventName, loaderUrl };

export interface NaviOptions {
  portalOrigin: string;
  pathwayId: string;
}

export interface Navi {
  version: string;
  on(name: EventName, listener: (detail: Record<string, unknown>) => void): void;
  destroy(): void;
}

/** Puts the loader's tag into the page and gives what the loader made there. */
export function loadNavi(data: NaviOptions, page: Document = document): Promise<Navi> {
  const script = page.createElement('script');
  script.src = loaderUrl();
  script.async = true;
  Object.assign(script.dataset, data);
  return new Promise((resolve, reject) => {
    script.onload = () => {
      const navi = (page.defaultView as { Awell?: { navi?: Navi } } | null)?.Awell?.navi;
      if (navi === undefined) reject(new Error(`${script.src} loaded, but made nothing of its settings`));
      else resolve(navi);
    };
    script.onerror = () => reject(new Error(`${script.src} could not be loaded`));
    page.body.append(script);
  });
}
