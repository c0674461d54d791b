import { type EventName, parseEvent, portalUrl } from '@awell-health/navi-core';
import { reportErrors, reportLoad } from './report.ts';
import { readSettings, type Settings } from './settings.ts';

/** Put in by the build. */
declare const NAVI_LOADER_VERSION: string;

type Listener = (detail: Record<string, unknown>) => void;

interface Navi {
  version: string;
  frame: HTMLIFrameElement;
  /** Calls the listener at each such event. */
  on(name: EventName, listener: Listener): void;
  /** Takes the frame out of the page. */
  destroy(): void;
}

declare global {
  interface Window {
    Awell?: { navi?: Navi };
  }
}

function createFrame(settings: Settings): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.src = portalUrl(settings);
  frame.title = settings.title;
  frame.style.cssText = 'border:0;width:100%;height:480px';
  return frame;
}

function embed(script: HTMLScriptElement): Navi | undefined {
  const settings = readSettings(script.dataset);
  if (typeof settings === 'string') {
    console.error(`navi-loader ${NAVI_LOADER_VERSION}: ${settings}`);
    return undefined;
  }
  const stopReporting = reportErrors(script.src);
  const frame = createFrame(settings);
  const target = settings.target === undefined ? null : document.querySelector(settings.target);
  if (target === null) script.after(frame);
  else target.append(frame);

  const listeners = new Map<EventName, Set<Listener>>();
  const hear = (message: MessageEvent) => {
    if (message.source !== frame.contentWindow || message.origin !== settings.portalOrigin) return;
    const event = parseEvent(message.data);
    if (event === undefined) return;
    if (event.name === 'navi.resize') frame.style.height = `${Number(event.detail['height']) || 480}px`;
    for (const listener of listeners.get(event.name) ?? []) listener(event.detail);
  };
  window.addEventListener('message', hear);
  return {
    version: NAVI_LOADER_VERSION,
    frame,
    on: (name, listener) => {
      const some = listeners.get(name) ?? new Set();
      listeners.set(name, some.add(listener));
    },
    destroy: () => {
      stopReporting();
      window.removeEventListener('message', hear);
      frame.remove();
    },
  };
}

const script = document.currentScript as HTMLScriptElement | null;
const navi = script === null ? undefined : embed(script);
if (navi !== undefined) {
  window.Awell = { ...window.Awell, navi };
  reportLoad();
}
