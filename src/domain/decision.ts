import type { Permission } from './person.ts';

/** What is asked before a button does what it says. Plain text. */
export interface Question {
  title: string;
  text: string;
  yes: string;
}

/** A button as its card shows it. It carries its decision's name, and what that is about. Plain texts. */
export interface CardButton {
  decision: string;
  label: string;
  /** For screen readers. */
  says: string;
  style?: 'primary' | 'danger';
  confirm?: Question;
}

/** What a button depends on besides its subject: the version that is recorded as live on the release line. */
export interface CardFacts {
  live: string | null;
}

export interface CardButtons {
  /** What the card of the subject that this row is offers now, in order. */
  buttonsFor(row: object, facts?: CardFacts): CardButton[];
}

/** What a way in knows of a decision. */
export interface DecisionLook {
  name: string;
  /** Its clicks have a budget of their own, and wait for no other. */
  isUrgent: boolean;
  /** Its window is not submitted without a reason. */
  asksReason: boolean;
  /** The window that it opens; null where the click is the decision. */
  window: { title: string; facts: 'store' | 'world' } | null;
}

/** The words that are typed for a decision at a terminal, after which comes what it is about. */
export interface DecisionWord {
  name: string;
  /** Its earlier names, which still run it. */
  formerly?: readonly string[];
  summary: string;
  examples: readonly string[];
  /** What is typed besides the id. */
  takes: 'nothing' | 'reason' | 'plan' | 'plan and reason';
  /** What the id is of, for help. */
  id?: string;
}

/** A decision that is typed. */
export interface Worded {
  decision: string;
  /** The kind of subject that it is about. */
  about: string;
  permission: Permission;
  word: DecisionWord;
}
