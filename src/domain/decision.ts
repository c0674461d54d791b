import type { Permission } from './person.ts';

/** The question before a button acts. Plain text. */
export interface Question {
  title: string;
  text: string;
  yes: string;
}

/** A button on its card. It carries its decision's name and subject. Plain texts. */
export interface CardButton {
  decision: string;
  label: string;
  /** For screen readers. */
  says: string;
  style?: 'primary' | 'danger';
  confirm?: Question;
}

/** What a button depends on besides its subject: the live version that is recorded on the release line. */
export interface CardFacts {
  live: string | null;
}

export interface CardButtons {
  /** The card's buttons for this subject now, in order. */
  buttonsFor(row: object, facts?: CardFacts): CardButton[];
}

/** What Slack, web and terminal need to know of a decision. */
export interface DecisionLook {
  name: string;
  /** Its clicks have their own budget and do not wait for others. */
  isUrgent: boolean;
  /** Its window is not submitted without a reason. */
  asksReason: boolean;
  /** The window that it opens; null where the click is the decision. */
  window: { title: string; facts: 'store' | 'world' } | null;
}

/** The command of a decision at a terminal; its subject's id follows. */
export interface DecisionWord {
  name: string;
  /** Its earlier names, which still run it. */
  formerly?: readonly string[];
  summary: string;
  examples: readonly string[];
  /** The arguments besides the id. */
  takes: 'nothing' | 'reason' | 'plan' | 'plan and reason';
  /** What the id belongs to, for help. */
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
