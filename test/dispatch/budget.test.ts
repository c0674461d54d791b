import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCommands } from '../../src/app/load-commands.ts';
import { type Budgets, budgetOf, createBudgets } from '../../src/dispatch/budget.ts';
import type { Command } from '../../src/dispatch/command.ts';
import type { Caller } from '../../src/domain/person.ts';
import { explain } from '../../src/domain/refusals.ts';
import { settingsWith } from '../harness/samples/settings.ts';

const settings = settingsWith();
let commands: Command[];
let now: number;
let budgets: Budgets;
beforeAll(async () => {
  commands = await loadCommands();
});
beforeEach(() => {
  now = 1_000_000;
  budgets = createBudgets({ now: () => now });
});

function person(id: string): Caller {
  const found = settings.people.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return { is: 'person', person: found, account: found.slack ?? '', how: 'slack' };
}

/** How many of `times` requests in the same instant are let through. */
function taken(caller: Caller, name: string, times: number): number {
  const command = commands.find((one) => one.name === name) ?? null;
  const answers = Array.from({ length: times }, () => budgets.take(caller, budgetOf(command, caller)));
  return answers.filter((answer) => answer === null).length;
}

/** One more person of the configuration: a workspace has more people than the example. */
function another(n: number): Caller {
  const account = `U0P${n}`;
  return {
    is: 'person',
    person: { id: `p${n}`, name: account, slack: account, roles: ['engineer'] },
    account,
    how: 'slack',
  };
}

describe('a click', () => {
  const clicks = (account: string, isUrgent: boolean, times: number) =>
    Array.from({ length: times }, () => budgets.takeClick(account, { isUrgent })).filter(
      (refused) => refused === null,
    ).length;

  it('has 20 at once, then one every 1.5 s, for every person', () => {
    expect(clicks('U0ADA', false, 100)).toBe(20);
    expect(budgets.takeClick('U0ADA', { isUrgent: false })).toMatchObject({
      code: 'too-many-requests',
      whose: 'person',
    });
    now += 1_500;
    expect(clicks('U0ADA', false, 10)).toBe(1);
    expect(clicks('U0BEN', false, 10)).toBe(10);
  });

  it('of a rollback or a stop has a capacity of its own, which no flood touches', () => {
    for (let n = 0; n < 1_000; n += 1) budgets.takeClick(`U0P${n}`, { isUrgent: false });
    expect(budgets.takeClick('U0ADA', { isUrgent: false })).toMatchObject({ whose: 'workspace' });
    expect(clicks('U0ADA', true, 100)).toBe(20);
  });
});

describe('a person', () => {
  it('has 10 at once, then one every 6 s, and never more than 10', () => {
    expect(taken(person('ada'), 'release', 12)).toBe(10);
    now += 5_999;
    expect(taken(person('ada'), 'release', 1)).toBe(0);
    now += 1;
    expect(taken(person('ada'), 'release', 2)).toBe(1);
    now += 3_600_000;
    expect(taken(person('ada'), 'history', 12)).toBe(10);
  });

  it('is told when to try again, and that a rollback is not held back', () => {
    taken(person('ada'), 'release', 10);
    now += 2_500;

    const reason = budgets.take(person('ada'), 'ordinary');

    expect(reason).toEqual({
      code: 'too-many-requests',
      whose: 'person',
      budget: 'ordinary',
      retryInSeconds: 4,
    });
    expect(reason && explain(reason)).toMatchObject({
      next: 'Try again in 4 s. /navi rollback has its own limit.',
    });
  });

  it('has one budget for all accounts', () => {
    const ada = person('ada');
    const byToken: Caller =
      ada.is === 'person' ? { ...ada, account: 'trm_0000000001', how: 'terminal-token' } : ada;

    expect(taken(ada, 'status', 6) + taken(byToken, 'status', 6)).toBe(10);
  });

  it('does not use up what others have', () => {
    taken(person('ada'), 'release', 100);

    expect(taken(person('ben'), 'release', 10)).toBe(10);
  });
});

describe('the workspace', () => {
  it('has 60 at once, then one a second; what it refuses costs the person nothing', () => {
    for (let n = 0; n < 6; n += 1) expect(taken(another(n), 'status', 10)).toBe(10);

    expect(budgets.take(person('ada'), 'ordinary')).toMatchObject({ whose: 'workspace', retryInSeconds: 1 });
    now += 10_000;
    expect(taken(person('ada'), 'release', 11)).toBe(10);
    expect(budgets.take(person('ben'), 'ordinary')).toMatchObject({ whose: 'workspace' });
  });

  it('never starves a rollback, an unlock, a fault, help, or what the on-call engineer reads', () => {
    for (let n = 0; n < 20; n += 1) taken(another(n), 'status', 10);
    taken(person('cleo'), 'history', 50);

    expect(taken(person('cleo'), 'rollback', 3)).toBe(3);
    expect(taken(person('cleo'), 'unlock', 1)).toBe(1);
    expect(taken(person('cleo'), 'fault', 1)).toBe(1);
    expect(taken(person('cleo'), 'status', 8)).toBe(8);
    expect(taken(person('ada'), 'help', 5)).toBe(5);
    expect(taken(person('ada'), 'status', 1)).toBe(0);
  });
});

describe('the budget of rollbacks', () => {
  it('has 5 at once, then one every 10 s', () => {
    expect(taken(person('cleo'), 'rollback', 7)).toBe(5);
    now += 10_000;
    expect(taken(person('cleo'), 'rollback', 2)).toBe(1);
  });

  it('is not used up by reading, nor reading by it', () => {
    expect(taken(person('cleo'), 'status', 20)).toBe(10);
    expect(taken(person('cleo'), 'rollback', 20)).toBe(5);
  });

  it('is open to unproven callers without limit, so that none of them starves another', () => {
    const claim = (n: number): Caller => ({ is: 'unproven', claimed: `somebody ${n}` });
    const through = Array.from({ length: 300 }, (_, n) => taken(claim(n), 'rollback', 1));

    expect(through.filter((one) => one === 1)).toHaveLength(300);
  });

  it('gives unproven callers one common budget for everything else, under any name', () => {
    const claim = (n: number): Caller => ({ is: 'unproven', claimed: `somebody ${n}` });
    const through = Array.from({ length: 30 }, (_, n) => taken(claim(n), 'release', 1));

    expect(through.filter((one) => one === 1)).toHaveLength(10);
    expect(taken(person('cleo'), 'rollback', 1)).toBe(1);
  });
});

describe('what it stands on', () => {
  it('refills nothing when the clock runs backwards, and not twice when it comes back', () => {
    taken(person('ada'), 'release', 10);
    now -= 3_600_000;
    expect(taken(person('ada'), 'release', 1)).toBe(0);
    now += 3_600_000;
    expect(taken(person('ada'), 'release', 1)).toBe(0);
    now += 6_000;
    expect(taken(person('ada'), 'release', 2)).toBe(1);
  });

  it('is each its own', () => {
    taken(person('ada'), 'release', 10);
    budgets = createBudgets({ now: () => now });

    expect(taken(person('ada'), 'release', 10)).toBe(10);
  });

  it('still knows who is over budget after thousands of strange accounts', () => {
    taken(person('ada'), 'release', 10);
    for (let n = 0; n < 5_000; n += 1) {
      now += 1;
      taken({ is: 'stranger', account: `U${n}`, why: 'unknown' }, 'help', 1);
    }

    expect(taken(person('ada'), 'release', 1)).toBe(0);
  });
});

describe('two processes', () => {
  it('count apart: a person has twice as much, as docs/web-door.md says', () => {
    const alone = taken(person('ben'), 'release', 30);
    budgets = createBudgets({ now: () => now });

    expect(alone + taken(person('ben'), 'release', 30)).toBe(20);
    now += 6_000;
    expect(taken(person('ben'), 'release', 30)).toBe(1);
  });
});
