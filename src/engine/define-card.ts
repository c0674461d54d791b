import type { CardButtons } from '../domain/decision.ts';
import type { Message } from '../domain/message.ts';
import type { Settings } from '../domain/settings.ts';
import type { Subject } from '../domain/subject.ts';
import type { Tx } from '../ports/store.ts';

/** What a card is composed from besides its row. */
export interface CardUse {
  settings: Settings;
  decisions: CardButtons;
}

/** The card of a kind of subject that is no operation. */
interface CardDefinition<Row extends object> {
  /** The kind of the subject. Several definitions may share it: the first that can read the row composes the card. */
  kind: string;
  /** The row; undefined where there is none, or where it belongs to another definition. */
  read(tx: Tx, id: string): Promise<Row | undefined>;
  /** The card as of now, drawn whole each time. Pure. */
  compose(row: Row, use: CardUse): Message;
}

/** A card whose row was read. */
export interface OpenCard {
  compose(use: CardUse): Message;
}

/** A kind of card, as the outbox holds it. */
interface CardKind {
  kind: string;
  open(tx: Tx, id: string): Promise<OpenCard | undefined>;
}

/** Declares the card of a kind of subject. */
export function defineCard<Row extends object>({ kind, read, compose }: CardDefinition<Row>): CardKind {
  return {
    kind,
    open: async (tx, id) => {
      const row = await read(tx, id);
      return row === undefined ? undefined : { compose: (use) => compose(row, use) };
    },
  };
}

/** The cards that this version knows, besides those of operations. */
export interface Cards {
  /** Undefined where no definition knows the subject. */
  open(tx: Tx, subject: Subject): Promise<OpenCard | undefined>;
}

export function cardsOf(kinds: readonly CardKind[]): Cards {
  return {
    open: async (tx, { kind, id }) => {
      for (const one of kinds) {
        const card = one.kind === kind ? await one.open(tx, id) : undefined;
        if (card !== undefined) return card;
      }
      return undefined;
    },
  };
}
