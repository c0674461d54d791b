import { expect } from 'vitest';
import { keyOf, messagesIn } from '../../harness/crash/people.ts';
import { isAtRest, type Scenario, type Stage } from '../../harness/crash/scenario.ts';
import type { OnceWorld } from '../../harness/crash/world.ts';
import { writesTo } from '../../harness/crash/writes-to.ts';
import type { SeenOperation } from '../../harness/store/store-reader.ts';
import { until } from '../../harness/until.ts';
import { expectOnce } from '../../harness/world/expect-once.ts';
import { expectJournalOnce } from './journal-once.ts';
import { release } from './release.ts';

const PATIENCE_MS = 120_000;
const ANSWER_MS = 10_000;

/** A caller at Navi's own machine rolls v1.2.0 back, by one confirmation; everything is as with v1.1.0 again. */
export const rollback: Scenario = {
  prepare: release.begin,
  begin: async (stage) => {
    await until(
      'the rollback to be kept',
      async () => {
        if ((await operationOf(stage)) !== undefined) return true;
        await asks(stage.world, 'rollback v1.1.0 --reason "errors on checkout" --yes');
        return undefined;
      },
      PATIENCE_MS,
    );
  },
  isDone: isAtRest,
  check: async (stage) => {
    const operation = await operationOf(stage);
    expect(operation?.state.is).toBe('done');
    const id = operation?.id ?? '';
    await expectOnce(stage.world, { id, kind: 'rollback' });
    expect(writesTo(stage, /rewriteTo/)).toHaveLength(1);
    // One of the release, one of the rollback.
    expect((await stage.world.compute()).operations).toHaveLength(2);
    expectPutOnce(stage);
    const messages = await messagesIn(stage.world);
    const keys = messages.flatMap((message) => keyOf(message) ?? []);
    expect(keys.length).toBe(new Set(keys).size);
    const cards = messages.filter((message) => keyOf(message) === `card:${id}`);
    expect(cards.map(({ text }) => text)).toEqual(['Rollback of v1 to v1.1.0 is done.']);
    await expectJournalOnce(stage, id, 'announce');
  },
};

/** One command through the web door, as the CLI sends it; a server that does not answer is not an error here. */
async function asks({ variables }: OnceWorld, words: string): Promise<void> {
  await fetch(`${variables['NAVI_URL']}/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-navi-client': '1' },
    body: JSON.stringify({ words }),
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch(() => undefined);
}

async function operationOf({ reader }: Stage): Promise<SeenOperation | undefined> {
  const found = (await reader.operations()).filter(({ kind }) => kind === 'rollback');
  expect(found.length).toBeLessThanOrEqual(1);
  return found.at(0);
}

/** Of each package: `latest` back, 1.2.0 deprecated, and the staging tag away from it; twice only to the same version. */
function expectPutOnce(stage: Stage): void {
  const puts = Map.groupBy(writesTo(stage, /^npm PUT/), ({ label }) => label);
  expect(puts.size).toBe(6);
  for (const [label, same] of puts) {
    expect(same.length).toBeLessThanOrEqual(2);
    if (label.includes('dist-tags'))
      expect(new Set(same.map(({ body }) => body))).toEqual(new Set(['"1.1.0"']));
  }
}
