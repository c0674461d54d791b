import type { CardButtons, DecisionLook, Worded } from '../domain/decision.ts';
import type { Context } from './context.ts';
import type { Decision } from './define-decision.ts';

type Known = Pick<Context, 'steps' | 'operations'>;

/** The decisions that this version knows. */
export interface Decisions extends CardButtons {
  looks: readonly DecisionLook[];
  words: readonly Worded[];
  /** Undefined where this version knows no such decision. */
  get(name: string): Decision | undefined;
}

/** Creates decisions from the imported files. An invalid file stops the start, by name. */
export function decisionsFrom(
  files: readonly { name: string; exports: unknown }[],
  { steps, operations }: Known,
): Decisions {
  const all = files.map(decisionFrom).toSorted((one, other) => one.place - other.place);
  const byName = new Map(all.map((one) => [one.name, one]));
  if (byName.size < all.length) throw new Error('two decisions have one name');
  return {
    looks: all.map(({ look }) => look),
    words: all.flatMap(({ name: decision, about, permission, word }) =>
      word === undefined ? [] : [{ decision, about, permission: permission ?? 'read', word }],
    ),
    buttonsFor: (row, { live } = { live: null }) => {
      const facts = { live, steps, operations };
      return all.filter((one) => one.isOffered(row, facts)).flatMap((one) => one.button(row, facts) ?? []);
    },
    get: (name) => byName.get(name),
  };
}

function decisionFrom({ name, exports }: { name: string; exports: unknown }): Decision {
  const found: unknown = typeof exports === 'object' && exports !== null && Reflect.get(exports, 'default');
  if (!isDecision(found))
    throw new Error(`decisions/${name}.ts: its default export must be made with defineDecision({ … })`);
  if (found.name !== name)
    throw new Error(
      `decisions/${name}.ts defines the decision "${found.name}"; the two names must be the same`,
    );
  return found;
}

function isDecision(value: unknown): value is Decision {
  if (typeof value !== 'object' || value === null) return false;
  return typeof Reflect.get(value, 'name') === 'string' && typeof Reflect.get(value, 'apply') === 'function';
}
