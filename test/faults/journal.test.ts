import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ADA, beginDay } from '../harness/quick/day.ts';
import { createFixture, expectUntouched, LIMIT_MS } from '../harness/quick/fixture.ts';
import type { House } from '../harness/quick/house.ts';
import { until } from '../harness/until.ts';
import { textOf } from '../harness/world/slack-door.ts';
import { prepareRelease, prepareRequest } from './prepare.ts';

/** Which rows and which head the newest thread says there were. */
async function postedHead({ door }: House): Promise<string> {
  return until('the head in the thread', async () => {
    const texts = (await door.messages()).map((message) => `${message.text}\n${textOf(message)}`);
    return texts.flatMap((text) => /audit verify \d+ [0-9a-f]+/.exec(text)?.[0] ?? []).at(-1);
  });
}

describe('the journal', () => {
  const fixture = createFixture(prepareRelease);

  it('of an old copy of the store is whole, and is found at the start by the heads that Slack holds', {
    timeout: LIMIT_MS,
  }, async () => {
    const house = fixture.house();
    await house.reset();
    const day = await beginDay(house, { from: fixture.from() });
    day.go();
    expect((await day.settled()).state).toMatchObject({ is: 'done' });
    await day.quiet();
    const verify = await postedHead(house);
    expect((await house.door.answerTo(ADA, verify)).text).toContain('Audit log verified');
    await day.end();

    const restored = await beginDay(house, { from: fixture.from() });
    try {
      await until('the owners to be called', async () => {
        const texts = (await house.door.messages()).map((message) => `${message.text}\n${textOf(message)}`);
        return texts.find((text) => text.includes('an old copy was restored'));
      });
      expect((await house.door.answerTo(ADA, 'audit verify')).text).toContain('Audit log damaged');
      expect((await house.door.answerTo(ADA, verify)).text).toContain('an old copy was restored');
      expect((await house.door.answerTo(ADA, 'release v1.2.0')).text).toContain('The record differs');
    } finally {
      await restored.end();
    }
  });
});

const Body = z.looseObject({ state: z.unknown() });

/** Writes to the database what no journal row says: the release that was asked for is approved, and runs. */
function approveInDatabase(folder: string): void {
  const database = new DatabaseSync(join(folder, 'navi.db'));
  const { body } = z
    .object({ body: z.string() })
    .parse(database.prepare('select body from operations').get());
  const state = { is: 'running', since: new Date().toISOString() };
  const approvers = [{ person: 'cleo', name: 'Cleo Martins', at: state.since }];
  const forged = JSON.stringify({ ...Body.parse(JSON.parse(body)), state, approvers });
  database.prepare('update operations set body = ?').run(forged);
  database.close();
}

describe('a state row', () => {
  const fixture = createFixture(async (house) => {
    const folder = await prepareRequest(house);
    approveInDatabase(folder);
    return folder;
  });

  it(
    'that was forged to approved runs no step, alerts the owners, and writes nothing',
    {
      timeout: LIMIT_MS,
    },
    () =>
      fixture.onDay(async (day, house) => {
        day.go();
        const isNamed = /operations rel_\S+: state is .*, the journal says .*awaiting-approval/;
        await until('the owners to be called', async () => {
          const texts = (await house.door.messages()).map((message) => `${message.text}\n${textOf(message)}`);
          return texts.find((text) => isNamed.test(text));
        });
        await expectUntouched(house);
        expect(await house.calls('github', 'git.createTag')).toEqual([]);
        expect((await house.github()).runs).toEqual([]);
      }),
  );
});
