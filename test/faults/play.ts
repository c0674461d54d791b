import { expect } from 'vitest';
import { z } from 'zod';
import type { Operation } from '../../src/domain/operation.ts';
import { beginDay, type Day } from '../harness/quick/day.ts';
import type { House } from '../harness/quick/house.ts';
import type { Call, Case } from './table.ts';

const Calls = z.object({
  calls: z.array(z.object({ at: z.string(), method: z.string(), fault: z.string().optional() })),
});

/** What the services were called and when, oldest first, as `service method`. */
async function logOf({ world }: House): Promise<{ at: string; name: string; fault: string | undefined }[]> {
  const logs = await Promise.all(
    Object.entries(world.urls).map(async ([service, url]) => {
      const { calls } = Calls.parse(await (await fetch(`${url}/_control/log`)).json());
      return calls.map(({ at, method, fault }) => ({ at, name: `${service} ${method}`, fault }));
    }),
  );
  return logs.flat().sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** What is not Navi's call, or not a step's. */
const OTHERS = /^slack|deliver\.webhook|objects\.public|objects\.insert|npm packument\.put/;

export interface Baseline {
  from: string;
  /** The first write of the operation. */
  first: string;
  known: readonly Call[];
}

/**
 * Carries an operation out with nothing broken, and counts what was called before its first write. Every call from
 * then on must be in the table.
 */
export async function callsBefore(
  house: House,
  { from, first, known }: Baseline,
): Promise<Record<string, number>> {
  const day = await beginAt(house, from);
  try {
    const begun = (await logOf(house)).length;
    day.go();
    const { state } = await day.settled();
    expect(state.is, JSON.stringify(state)).toBe('done');
    const calls = (await logOf(house)).slice(begun);
    const cut = calls.findIndex(({ name }) => name.endsWith(` ${first}`));
    const counts: Record<string, number> = {};
    // The step's own look is its own.
    for (const { name } of calls.slice(0, cut)) counts[name] = (counts[name] ?? 0) + 1;
    const unknown = calls
      .slice(cut)
      .map(({ name }) => name)
      .filter((name) => !OTHERS.test(name) && !known.some((one) => `${one.service} ${one.method}` === name));
    expect([...new Set(unknown)]).toEqual([]);
    return counts;
  } finally {
    await day.end();
  }
}

interface Broken {
  from: string;
  broken: Case;
  /** How many calls of this name pass unharmed. */
  after: number;
}

/** An operation as it ended, and how many of its steps had ended before it was gone on with. */
interface Carried {
  done: Operation;
  before: number;
}

/** Carries an operation out with one call broken, and with one click if it stops. */
export async function carryThrough(house: House, { from, broken, after }: Broken): Promise<Carried> {
  const day = await beginAt(house, from);
  const { service, method } = broken.call;
  try {
    const { steps } = await day.operation();
    const before = Object.values(steps).filter(({ is }) => is === 'done').length;
    await house.breakCall(service, { ...broken.fault, method, after });
    day.go();
    const done = await withOneClick(day);
    await day.quiet();
    const broke = (await logOf(house)).filter((call) => call.fault === broken.fault['kind']);
    expect(broke.map(({ name }) => name)).toEqual([`${service} ${method}`]);
    await expectWhole(house);
    return { done, before };
  } finally {
    await day.end();
  }
}

/** A day in the world as at its beginning. */
async function beginAt(house: House, from: string): Promise<Day> {
  await house.reset();
  return beginDay(house, { from });
}

/** Until the operation is done; one that has stopped says why, and one click has it go on. */
async function withOneClick(day: Day): Promise<Operation> {
  const end = await day.settled();
  if (end.state.is !== 'stopped') return end;
  expect(end.state).toMatchObject({ choices: expect.arrayContaining(['retry']) });
  expect(end.state.trouble.detail.length).toBeGreaterThan(10);
  await day.retry();
  return day.settled();
}

export async function expectWhole({ context }: House): Promise<void> {
  expect(await context.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
}
