import type { Caller } from '../domain/person.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import { type Allowance, type Bucket, refill, spend, waitFor } from './bucket.ts';
import type { Command } from './command.ts';

/** What a request counts against: rollbacks and what belongs to them, cheap reads in an emergency, or everything else. */
type BudgetKind = 'rollback' | 'reading' | 'ordinary' | 'pairing';
/** What a click counts against. Clicks on a rollback or a stop have their own budget. */
type ClickKind = 'click' | 'urgent-click';
type Budget = BudgetKind | ClickKind;

/** Limits what one person, and the workspace as a whole, may ask. One per process. */
export interface Budgets {
  /**
   * Takes one request from its budgets, or returns a refusal and takes nothing. Unproven callers on Navi's own
   * machine may read and roll back without limit: they cannot be told apart, so one must not starve another.
   */
  take(caller: Caller, budget: BudgetKind): RefusalReason | null;
  /** The same for a click or a submitted window of this account, before the person is known. */
  takeClick(account: string, click: { isUrgent: boolean }): RefusalReason | null;
}

/**
 * More than a person types, and well below the workspace's budget. Rollback and reading do not use the workspace's
 * budget, so that no flood can starve them.
 */
const PERSON: Readonly<Record<Budget, Allowance>> = {
  ordinary: { atOnce: 10, everyMs: 6_000 },
  reading: { atOnce: 10, everyMs: 6_000 },
  rollback: { atOnce: 5, everyMs: 10_000 },
  pairing: { atOnce: 5, everyMs: 120_000 },
  click: { atOnce: 20, everyMs: 1_500 },
  'urgent-click': { atOnce: 20, everyMs: 1_000 },
};
const WORKSPACE: Partial<Record<Budget, Allowance>> = {
  ordinary: { atOnce: 60, everyMs: 1_000 },
  click: { atOnce: 200, everyMs: 250 },
  // A code has eight of 25 letters and is valid for five minutes: so few guesses, by all callers together, find none.
  pairing: { atOnce: 30, everyMs: 20_000 },
};
/** Above this number full buckets are dropped, because accounts come from outside. */
const MOST_BUCKETS = 1_000;

/** New budgets, all full. `now` is in milliseconds and may jump: time that runs backwards refills nothing. */
export function createBudgets({ now }: { now: () => number }): Budgets {
  const people = new Map<string, Bucket>();
  const together = new Map<Budget, Bucket>();
  const take = (name: string, budget: Budget): RefusalReason | null => {
    const at = now();
    const key = `${budget}:${name}`;
    const own = refill(people.get(key), PERSON[budget], at);
    if (own.tokens < 1) return tooMany('person', budget, waitFor(own, PERSON[budget]));
    const shared = WORKSPACE[budget];
    if (shared !== undefined) {
      const workspace = refill(together.get(budget), shared, at);
      if (workspace.tokens < 1) return tooMany('workspace', budget, waitFor(workspace, shared));
      together.set(budget, spend(workspace));
    }
    people.set(key, spend(own));
    if (people.size > MOST_BUCKETS) forgetFull(people, at);
    return null;
  };
  return {
    take: (caller, budget) =>
      caller.is === 'unproven' && budget !== 'ordinary' ? null : take(nameOf(caller), budget),
    takeClick: (account, { isUrgent }) => take(account, isUrgent ? 'urgent-click' : 'click'),
  };
}

/** The budget of a request. A null command is input that runs none: bare, unknown, malformed, or a stranger's. */
export function budgetOf(command: Command | null, caller: Caller): BudgetKind {
  if (command === null || command.permission === 'help') return 'reading';
  if (command.permission === 'roll-back' || command.urgent === true) return 'rollback';
  if (command.name === 'pair') return 'pairing';
  const isOnCall = caller.is === 'person' && caller.person.roles.includes('on-call');
  return command.name === 'status' && isOnCall ? 'reading' : 'ordinary';
}

/** All accounts of a person count as one; an unproven name must not open a budget of its own. */
function nameOf(caller: Caller): string {
  switch (caller.is) {
    case 'person':
      return `person:${caller.person.id}`;
    case 'stranger':
      return `stranger:${caller.account}`;
    case 'unproven':
      return 'unproven';
  }
}

function tooMany(whose: 'person' | 'workspace', budget: Budget, waitMs: number): RefusalReason {
  return { code: 'too-many-requests', whose, budget, retryInSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) };
}

function forgetFull(people: Map<string, Bucket>, at: number): void {
  for (const [key, bucket] of people) {
    const budget =
      (['rollback', 'reading', 'pairing', 'click', 'urgent-click'] as const).find((one) =>
        key.startsWith(`${one}:`),
      ) ?? 'ordinary';
    if (refill(bucket, PERSON[budget], at).tokens >= PERSON[budget].atOnce) people.delete(key);
  }
}
