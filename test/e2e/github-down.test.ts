import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runNode } from '../harness/process/cli.ts';
import { environmentOf, REPOSITORY } from '../harness/process/plugged.ts';
import { type House, openHouse } from '../harness/world/house.ts';
import { pairTerminal } from '../harness/world/pair.ts';

const ADA = 'U0ADA';
const BEN = 'U0BEN';
const CLEO = 'U0CLEO';

let house: House;
let token: string;

beforeAll(async () => {
  house = await openHouse({ pace: { workflow: 'canned' } });
  await house.request(ADA, 'v1.2.0');
  await house.approve(BEN);
  await house.cardSays(/is done|released/i);
  token = await pairTerminal(house.navi.url, house, CLEO);
}, 240_000);
afterAll(() => house.close());

/** `navi …` on the bot's machine, with the bot's variables. */
function naviHere(words: readonly string[], more: Record<string, string> = {}) {
  const env = environmentOf({ ...house.world.variables, NO_COLOR: '1', ...more });
  return runNode([`${REPOSITORY}/src/bin/navi.js`, ...words], { env, cwd: REPOSITORY });
}

/** How GitHub answers every call of the real client. */
const DOWN = [
  ['500', { kind: 'error', status: 500 }],
  ['403', { kind: 'error', status: 403 }],
  ['429', { kind: 'rate-limit' }],
  ['nothing', { kind: 'timeout' }],
] as const;

async function breakGithub(how: (typeof DOWN)[number][1]): Promise<void> {
  await fetch(`${house.page}/_control/faults`, { method: 'DELETE' });
  await house.post('faults', { target: 'github', method: '*', times: 100_000, ...how });
}

const FORM = expect.stringContaining('Roll back v1 from v1.2.0 to v1.1.0');

describe('with GitHub down', () => {
  it.each(DOWN)('(%s) a proven rollback is shown as an unproven one is', async (_answer, how) => {
    await breakGithub(how);
    const proven = await naviHere(['rollback'], { NAVI_TOKEN: token });
    expect(proven).toMatchObject({ code: 0, out: FORM });
    expect((await naviHere(['rollback'])).out).toBe(proven.out);
  });

  it.each(DOWN)(
    '(%s) one without a bot is shown, with a token and without',
    async (_answer, how) => {
      await house.navi.stop();
      await breakGithub(how);
      for (const proof of [{ NAVI_TOKEN: token }, {}])
        expect(await naviHere(['rollback'], proof)).toMatchObject({ code: 0, out: FORM });
    },
    120_000,
  );

  it('one without a bot is done, unproven, and decides nothing else', async () => {
    const refused = await naviHere(['unlock', 'v1', 'x'], { NAVI_TOKEN: token });
    expect(refused).toMatchObject({ code: 3, out: expect.stringContaining('needs the bot') });

    const done = await naviHere(['rollback', '--yes', '--reason', 'x'], { NAVI_TOKEN: token });

    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('v1 is back at v1.1.0') });
    const again = await naviHere(['rollback', '--yes', '--reason', 'x']);
    expect(again.out).not.toContain('is back at v1.0.0');
  }, 120_000);
});
