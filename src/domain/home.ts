import type { Message } from './message.ts';

/** A person's App Home: messages in their order, and the cards of what is in progress. */
export interface Home {
  messages: readonly Message[];
  cards: readonly HomeCard[];
}

/** The card of an operation, by its post. */
export interface HomeCard {
  /** Plain. */
  text: string;
  channel: string;
  ts: string;
}

/** An App Home that a person has opened. Slack does not say when it is closed. Times are the machine's, ISO. */
export interface OpenHome {
  /** Slack's ids of the person, of their team, and of their conversation with Navi. */
  account: string;
  team: string;
  channel: string;
  /** Until then it is followed. */
  until: string;
  drawnAt: string;
  /** A hash of what was drawn last. */
  shown: string;
}
