import { afterAll, beforeAll, expect, it } from 'vitest';
import { findPostgres, startPostgres, type TestPostgres } from '../../harness/store/postgres.ts';
import { type House, openHouse } from '../../harness/world/house.ts';
import { expectEffectsOnce } from '../expect-released.ts';

const DAY = 86_400_000;
const LIMIT_MS = 170_000;
const BEGINS_MS = 60_000;

const source = findPostgres();
let postgres: TestPostgres | undefined;
beforeAll(async () => {
  postgres = source.is === 'missing' ? undefined : await startPostgres(source);
}, LIMIT_MS);
afterAll(() => postgres?.stop());

async function move({ page }: House, advance: string): Promise<void> {
  const answer = await fetch(`${page}/_control/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advance }),
  });
  expect(answer.status).toBe(200);
}

/** An approval that was not given ends with the jump; a release under way goes on to its end. */
async function jumpTwice(variables: Record<string, string>): Promise<void> {
  const house = await openHouse({ pace: { workflow: 'real' }, variables });
  try {
    await house.request('U0ADA', 'v1.2.0');
    await move(house, '14d');
    await house.cardSays(/expired/i, BEGINS_MS);
    await house.request('U0ADA', 'v1.2.0');
    await house.approve('U0BEN');
    await expect.poll(async () => (await house.github()).runs.length, { timeout: BEGINS_MS }).toBe(1);
    await move(house, '14d');
    await house.cardSays(/is done/);
    await expectEffectsOnce(house);
    expect(Number((await house.card()).ts) * 1000 - Date.now()).toBeGreaterThan(13 * DAY);
  } finally {
    await house.close();
  }
}

it('a jump of 14 days leaves a release done once, in the embedded store', () => jumpTwice({}), LIMIT_MS);

it('a jump of 14 days leaves a release done once, in PostgreSQL', {
  timeout: LIMIT_MS,
}, async (context) => {
  if (postgres === undefined) return context.skip(source.is === 'missing' ? source.why : '');
  const database = await postgres.createDatabase();
  await jumpTwice({ DATABASE_URL: database.url });
  await database.drop();
});
