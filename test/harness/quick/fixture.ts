import { afterAll, beforeAll, expect } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { expectWhole } from '../../faults/play.ts';
import { expectOnce, pointerWrites } from './counts.ts';
import { beginDay, type Day, type DayOptions } from './day.ts';
import { type House, openHouse } from './house.ts';

/** How long one case may take on a machine that is busy, and the start of a world. */
export const LIMIT_MS = 120_000;

export interface Fixture {
  house(): House;
  /** The folder that each day begins from. */
  from(): string;
  /** Plays one case in the world as at its beginning; afterwards the journal is whole. */
  onDay(play: (day: Day, house: House) => Promise<void>, options?: DayOptions): Promise<void>;
}

/** One world for a file of tests, and what every case of it begins from. */
export function createFixture(
  prepare: (house: House) => Promise<string>,
  world: { isProtected?: boolean } = {},
): Fixture {
  let open: { house: House; from: string } | undefined;
  const opened = () => {
    if (open === undefined) throw new Error('the world is not open');
    return open;
  };
  beforeAll(async () => {
    const house = await openHouse(world);
    open = { house, from: '' };
    open = { house, from: await prepare(house) };
  }, LIMIT_MS);
  afterAll(() => open?.house.close());
  return {
    house: () => opened().house,
    from: () => opened().from,
    onDay: async (play, options = {}) => {
      const { house, from } = opened();
      await house.reset();
      const day = await beginDay(house, { from, ...options });
      try {
        await play(day, house);
        await expectWhole(house);
      } finally {
        await day.end();
      }
    },
  };
}

/** Nothing that customers see has moved. */
export async function expectUntouched(house: House): Promise<void> {
  expect(await pointerWrites(house)).toBe(house.beginning.pointerWrites);
  const tags = Object.values(await house.distTags()).map(({ latest }) => latest);
  expect(tags).toEqual(['1.1.0', '1.1.0', '1.1.0']);
}

/** The release ends well, and has happened once. */
export async function endsReleased(day: Day): Promise<Operation> {
  const done = await endsWell(day);
  await expectOnce(day.house, done);
  return done;
}

/** The rollback ends well, and has happened once; `writes` as in `expectOnce`. */
export async function endsRolledBack(day: Day, writes = 1): Promise<void> {
  await expectOnce(day.house, await endsWell(day), writes);
}

async function endsWell(day: Day): Promise<Operation> {
  const done = await day.settled();
  expect(done.state.is, JSON.stringify(done.state)).toBe('done');
  await day.quiet();
  return done;
}
