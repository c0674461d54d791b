import type { Card } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import type { PlanContent } from '../domain/plan.ts';
import type { PlanSheet } from '../domain/plan-sheet.ts';
import type { Settings } from '../domain/settings.ts';
import type { StepTraits } from './step-traits.ts';

/** What the engine must know of a kind of operation. All fields are optional. */
export interface OperationTraits {
  /**
   * It is a rollback: it goes ahead of all other work, neither a differing record nor missing rights stop it, and it
   * does what it can while a part of it waits for a person.
   */
  takesBack?: true;
  /** The journal decides: differing rows are restored from it and do not stop it. */
  isDecidedByJournal?: true;
  /** When one such step is retried, its finished steps are observed once more. */
  looksAgain?(step: StepTraits): boolean;
  /** Its remaining steps can be planned again after drift. */
  canBeReplanned?: true;
  /** It makes a version live that was not live before; other kinds go back to one. */
  releases?: true;
  /** The name of a job that is due when it is done, such as a look at what it has written. */
  thenRuns?: string;
  /** Whether it is over for customers though steps are left: it holds no surface any more, and what is left tidies up. */
  isOver?(operation: Operation): boolean;
  /**
   * Which surfaces of its plan it holds as it is now; all where it is absent. When a step that is done widens that, the
   * operation takes the others with it, or the step waits for its turn.
   */
  holds?(operation: Operation): 'all' | 'pointer' | 'nothing';
  /** The job that cleans up after it; asked when it has ended early, and when a step has stopped. Null for none. */
  leaves?(operation: Operation): JobLeft | null;
}

/** A job that an operation leaves behind, about the operation. */
export interface JobLeft {
  kind: string;
  key: string;
  /** What ends the operation may do the same by a step of its own, and comes first. */
  mayBeDoneBySuccessor?: true;
}

/** The fields of every plan and of each row of a list. */
export interface Named {
  version: string;
  line: string;
}

/** Its words for people. Plain texts. */
export interface OperationWords {
  /** Within a sentence: `release of v1.2.0`. */
  name(of: Named): string;
  /** At the beginning of a sentence: `Release v1.2.0`. */
  title(of: Named): string;
  /** Its short name: `v1.2.0`, `the rollback of v1 to v1.1.0`. */
  called(of: Named): string;
  /** When it has ended: `v1.2.0 is released`. */
  announced(of: Named): string;
  /** Before the version in a list: `rollback to`. */
  short: string;
  /** A short name of its plan, in three words. */
  plan(of: Named): string;
  /** The icon before its name. */
  icon: string;
  /** Whether a card keeps that icon when the operation has ended or is paused, instead of the state's. */
  keepsIcon: boolean;
}

/** A kind of operation, as the engine holds it. */
export interface OperationKind {
  kind: string;
  traits: OperationTraits;
  words: OperationWords;
  /** Undefined where this version does not know the form of the plan. */
  open(operation: Operation): OpenOperation | undefined;
  isKnown(content: PlanContent): boolean;
}

/** An operation with its parsed plan. */
export interface OpenOperation {
  headline: string;
  /** Where it makes a version live that was not live before: from which commit. */
  releases: { commit: string } | undefined;
  outcome(): string;
  sheet(): PlanSheet;
  card(view: CardMoment): CardParts;
}

/** When, and under which settings, a card is drawn. */
export interface CardMoment {
  now: Date;
  settings: Settings;
}

/** What a kind of operation adds to its card. Plain texts. */
export interface CardParts {
  /** What it has changed, and stays changed where it is cancelled: `the tag v1.2.0`. */
  stays?: readonly string[];
  /** After the outcome. */
  remark?: string | null;
  clock?: Card['clock'];
  lock?: Card['lock'];
  next?: Card['next'];
}

/** The kinds of operations that this version knows. An operation of a newer kind is left alone. */
export interface Operations {
  kinds: readonly string[];
  /** For an unknown kind: none, so that it waits. */
  traitsOf(of: Pick<Operation, 'kind'>): OperationTraits;
  /** Whether this version can run it. */
  isKnown(operation: Pick<Operation, 'kind' | 'plan'>): boolean;
  /** Its words with this version and line; for an unknown kind with its name. */
  wordsOf(of: { kind: string; version: string; line?: string }): WordsOf;
  open(operation: Operation): OpenOperation | undefined;
  /** What is shown of its plan; nothing of its own where this version does not know the form of the plan. */
  sheetOf(operation: Operation): PlanSheet;
}

/** An operation's words, with its values. */
export type WordsOf = {
  [Key in keyof OperationWords]: OperationWords[Key] extends (of: Named) => string
    ? string
    : OperationWords[Key];
};

export function operationsOf(kinds: readonly OperationKind[]): Operations {
  const byName = new Map(kinds.map((one) => [one.kind, one]));
  if (byName.size < kinds.length) throw new Error('two kinds of operations have one name');
  return {
    kinds: [...byName.keys()],
    traitsOf: ({ kind }) => byName.get(kind)?.traits ?? {},
    isKnown: ({ kind, plan: { content } }) =>
      kind === content.kind && byName.get(kind)?.isKnown(content) === true,
    wordsOf: ({ kind, version, line: releaseLine = '' }) =>
      filled(byName.get(kind)?.words ?? unknownWords(kind), { version, line: releaseLine }),
    open: (operation) => byName.get(operation.kind)?.open(operation),
    sheetOf: (operation) => byName.get(operation.kind)?.open(operation)?.sheet() ?? {},
  };
}

function filled(words: OperationWords, of: Named): WordsOf {
  const { short, icon, keepsIcon } = words;
  return {
    name: words.name(of),
    title: words.title(of),
    called: words.called(of),
    announced: words.announced(of),
    plan: words.plan(of),
    short,
    icon,
    keepsIcon,
  };
}

function unknownWords(kind: string): OperationWords {
  const name = ({ version }: Named) => `${kind} of v${version}`;
  return {
    name,
    title: name,
    called: (of) => `the ${name(of)}`,
    announced: (of) => `${name(of)} is over`,
    plan: name,
    short: kind,
    icon: '▫️',
    keepsIcon: true,
  };
}
