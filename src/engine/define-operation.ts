import type { Operation } from '../domain/operation.ts';
import type { PlanContent } from '../domain/plan.ts';
import type { Content } from './define-content.ts';

/** What carries operations has to know of a kind. All of them may be left out. */
export interface OperationTraits {
  /**
   * It takes something back: it goes ahead of everything else, neither a record that differs nor missing rights stop it, and
   * it does what it can while a part of it waits for a person.
   */
  takesBack?: true;
  /** The journal decides it: rows that differ are written again as the journal has them, and do not stop it. */
  isDecidedByJournal?: true;
  /** Tried again, it looks once more at all that it has done to what customers see. */
  looksAgain?: true;
  /** What is left of it can be planned again after drift. */
  canBeReplanned?: true;
  /** It makes a version live that was not live before; other kinds go back to one. */
  releases?: true;
}

/** How people read it. Plain texts. */
export interface OperationWords<C extends PlanContent> {
  /** Within a sentence: `release of v1.2.0`. */
  name(content: C): string;
  /** At a sentence's beginning: `Release v1.2.0`. */
  title(content: C): string;
  /** At a card's head. */
  headline(content: C): string;
  /** In a list, without its version's own column: `rollback to v1.1.0`. */
  short(version: string): string;
  /** On its card, instead of the icon of its state while that says nothing else; null for none. */
  icon: string | null;
}

interface OperationDefinition<C extends PlanContent> extends OperationTraits {
  content: Content<C>;
  words: OperationWords<C>;
}

/** A kind of operation, as the engine holds it. */
export interface OperationKind {
  kind: string;
  traits: OperationTraits;
  /** Undefined where the plan is in no form that this version knows. */
  open(content: PlanContent): OpenOperation | undefined;
  short(version: string): string;
}

/** An operation whose plan its definition has read. */
export interface OpenOperation {
  name: string;
  title: string;
  headline: string;
  icon: string | null;
}

/** Declares a kind of operation. */
export function defineOperation<C extends PlanContent>({
  content,
  words,
  ...traits
}: OperationDefinition<C>): OperationKind {
  return {
    kind: content.kind,
    traits,
    short: words.short,
    open: (stored) =>
      content.is(stored)
        ? {
            name: words.name(stored),
            title: words.title(stored),
            headline: words.headline(stored),
            icon: words.icon,
          }
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
  /** Its words; of a plan that is not known, by what every plan holds. */
  wordsOf(content: PlanContent): OpenOperation;
  short(kind: string, version: string): string;
}

export function operationsOf(kinds: readonly OperationKind[]): Operations {
  const byName = new Map(kinds.map((one) => [one.kind, one]));
  if (byName.size < kinds.length) throw new Error('two kinds of operations have one name');
  const open = (content: PlanContent) => byName.get(content.kind)?.open(content);
  return {
    kinds: [...byName.keys()],
    traitsOf: ({ kind }) => byName.get(kind)?.traits ?? {},
    isKnown: ({ kind, plan }) => kind === plan.content.kind && open(plan.content) !== undefined,
    wordsOf: (content) => open(content) ?? unknownWords(content),
    short: (kind, version) => byName.get(kind)?.short(version) ?? `${kind} v${version}`,
  };
}

function unknownWords({ kind, version }: PlanContent): OpenOperation {
  const name = `${kind} of v${version}`;
  return { name, title: name, headline: name, icon: null };
}
