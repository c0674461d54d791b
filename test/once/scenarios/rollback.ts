import { expect } from 'vitest';
import type { OnceWorld } from '../world/once-world.ts';
import { keyOf, messagesIn } from '../world/people.ts';
import { readPackages, readPurges, writesTo } from '../world/services.ts';
import type { SeenOperation } from '../world/store-eyes.ts';
import { until } from '../world/until.ts';
import { expectJournalOnce } from './journal-once.ts';
import { expectPointerOnce } from './pointer-once.ts';
import { release } from './release.ts';
import { isAtRest, type Scenario, type Stage } from './scenario.ts';

const PATIENCE_MS = 120_000;
const ANSWER_MS = 10_000;
const PACKAGES = ['@awell-health/navi-core', '@awell-health/navi-js'];

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
    await checkCdn(stage, id);
    await checkNpm(stage);
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

async function operationOf({ eyes }: Stage): Promise<SeenOperation | undefined> {
  const found = (await eyes.operations()).filter(({ kind }) => kind === 'rollback');
  expect(found.length).toBeLessThanOrEqual(1);
  return found.at(0);
}

async function checkCdn(stage: Stage, operation: string): Promise<void> {
  await expectPointerOnce(stage, operation);
  // One of the release, one of the rollback.
  expect((await readPurges(stage.world)).map(({ status }) => status)).toEqual(['DONE', 'DONE']);
}

async function checkNpm(stage: Stage): Promise<void> {
  const packages = (await readPackages(stage.world)).filter(({ name }) => PACKAGES.includes(name));
  expect(packages.map(({ distTags }) => distTags['latest'])).toEqual(['1.1.0', '1.1.0']);
  const deprecated = packages.map(({ versions }) =>
    versions.filter((one) => (one.deprecated ?? '') !== '').map(({ version }) => version),
  );
  expect(deprecated).toEqual([['1.2.0'], ['1.2.0']]);
  const puts = Map.groupBy(writesTo(stage, /^npm PUT/), ({ label }) => label);
  // Each package: latest back, 1.2.0 deprecated, and the staging tag away from it.
  expect(puts.size).toBe(6);
  for (const [label, same] of puts) {
    expect(same.length).toBeLessThanOrEqual(2);
    if (label.includes('dist-tags'))
      expect(new Set(same.map(({ body }) => body))).toEqual(new Set(['"1.1.0"']));
  }
}
