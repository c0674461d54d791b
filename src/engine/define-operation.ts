import type { Operation } from '../domain/operation.ts';
import type { Plan, PlanContent } from '../domain/plan.ts';
import type { Content } from './define-content.ts';
import type { StepTraits } from './step.ts';

/** What carries operations has to know of a kind. All of them may be left out. */
export interface OperationTraits {
  /**
   * It takes something back: it goes ahead of everything else, neither a record that differs nor missing rights stop it, and
   * it does what it can while a part of it waits for a person.
   */
  takesBack?: true;
  /** The journal decides it: rows that differ are written again as the journal has them, and do not stop it. */
  isDecidedByJournal?: true;
  /** Where one such step is tried again, those that are done are looked at once more. */
  looksAgain?(step: StepTraits): boolean;
  /** What is left of it can be planned again after drift. */
  canBeReplanned?: true;
  /** It makes a version live that was not live before; other kinds go back to one. */
  releases?: true;
}

/** What every plan, and each row of a list, has. */
export interface Named {
  version: string;
  line: string;
}

/** How people read it. Plain texts. */
export interface OperationWords {
  /** Within a sentence: `release of v1.2.0`. */
  name(of: Named): string;
  /** At a sentence's beginning: `Release v1.2.0`. */
  title(of: Named): string;
  /** What people call it where it needs them: `v1.2.0`, `the rollback of v1 to v1.1.0`. */
  called(of: Named): string;
  /** When it is over: `v1.2.0 is released`. */
  announced(of: Named): string;
  /** Before the version in a list: `rollback to`. */
  short: string;
  /** Of its whole plan, in three words. */
  plan(of: Named): string;
  /** In front of its name. */
  icon: string;
  /** Whether a card keeps that icon when the operation has ended or is paused, instead of the state's. */
  keepsIcon: boolean;
}

interface OperationDefinition<C extends PlanContent> extends OperationTraits {
  content: Content<C>;
  words: OperationWords;
  /** At a card's head. */
  headline(content: C): string;
  /** What its card says when it is done. */
  outcome(operation: Operation & { plan: Plan<C> }): string;
}

/** A kind of operation, as the engine holds it. */
export interface OperationKind {
  kind: string;
  traits: OperationTraits;
  words: OperationWords;
  /** Undefined where the plan is in no form that this version knows. */
  open(operation: Operation): OpenOperation | undefined;
  isKnown(content: PlanContent): boolean;
}

/** An operation whose plan its definition has read. */
export interface OpenOperation {
  headline: string;
  outcome(): string;
}

/** Declares a kind of operation. */
export function defineOperation<C extends PlanContent>({
  content,
  words,
  headline,
  outcome,
  ...traits
}: OperationDefinition<C>): OperationKind {
  return {
    kind: content.kind,
    traits,
    words,
    isKnown: content.is,
    open: (operation) =>
      content.isIn(operation)
        ? { headline: headline(operation.plan.content), outcome: () => outcome(operation) }
        : undefined,
  };
}

/** The kinds of operations that this version knows. A kind of a newer version is left to it. */
export interface Operations {
  kinds: readonly string[];
  /** Of a kind that is not known: none, so that it waits. */
  traitsOf(of: Pick<Operation, 'kind'>): OperationTraits;
  /** Whether this version can carry it. */
  isKnown(operation: Pick<Operation, 'kind' | 'plan'>): boolean;
  /** Its words, told of this version and line; of a kind that is not known, with its name. */
  wordsOf(of: { kind: string; version: string; line?: string }): WordsOf;
  open(operation: Operation): OpenOperation | undefined;
}

/** An operation's words, filled in. */
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
    wordsOf: ({ kind, version, line = '' }) =>
      filled(byName.get(kind)?.words ?? unknownWords(kind), { version, line }),
    open: (operation) => byName.get(operation.kind)?.open(operation),
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
