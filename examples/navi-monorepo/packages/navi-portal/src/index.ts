import { encodeEvent, escapeHtml, type NaviEvent } from '@awell-health/navi-core';

export interface Page {
  /** Sends a message to the page that embeds the portal. */
  send(message: unknown): void;
  show(html: string): void;
}

/** The portal's first screen, and its first words to the page around it. */
export function open(search: string, page: Page): { tell(event: NaviEvent): void } {
  const asked = new URLSearchParams(search);
  const tell = (event: NaviEvent) => page.send(encodeEvent(event));
  page.show(header(asked.get('title') ?? ''));
  tell({ name: 'navi.ready', detail: { pathwayId: asked.get('pathway') ?? '' } });
  return { tell };
}

function header(title: string): string {
  return `<header><h1>${escapeHtml(title)}</h1></header>`;
}
