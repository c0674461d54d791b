import type { Fields } from '../world/shapes.ts';

/** A Web API method's `ok: false`, with Slack's error code. */
export class SlackRefusal extends Error {
  readonly answer: Fields;
  constructor(error: string, more: Fields = {}) {
    super(error);
    this.name = 'SlackRefusal';
    this.answer = { ok: false, error, ...more };
  }
}

/** Refuses with a complete answer. */
export function refusalOf(answer: Fields): SlackRefusal {
  return new SlackRefusal(String(answer['error']), answer);
}
