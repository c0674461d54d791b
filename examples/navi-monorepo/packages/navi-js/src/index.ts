import { EVENT_NAMES, type EventName } from '@awell-health/navi-core';
import { type LoaderVersion, loaderUrl } from './shared.ts';

export { EVENT_NAMES, type EventName, loaderUrl };

export interface NaviOptions {
  portalOrigin: string;
  pathwayId: string;
  title?: string;
  /** A selector of the element that gets the frame. */
  target?: string;
  /** Stay at one release of the loader; default: the newest 1.x. */
  version?: LoaderVersion;
}

export interface Navi {
  version: string;
  on(name: EventName, listener: (detail: Record<string, unknown>) => void): () => void;
  destroy(): void;
}

/** Puts the loader's tag into the page and gives what the loader made there. */
export function loadNavi({ version, ...data }: NaviOptions, page: Document = document): Promise<Navi> {
  const script = page.createElement('script');
  script.src = loaderUrl(version);
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
