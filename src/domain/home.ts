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
