import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cardOffering, openModal, submit, typesAndHears } from '../harness/crash/people.ts';
import { inFolder, inPostgres } from '../harness/crash/places.ts';
import { play } from '../harness/crash/play.ts';
import { createPool, type Pool } from '../harness/crash/pool.ts';
import { openReplicas } from '../harness/crash/replicas.ts';
import { type Scenario, type Stage, untilDone } from '../harness/crash/scenario.ts';
import { isEffect } from '../harness/crash/writes.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { waitsForApproval } from '../harness/store/store-reader.ts';
import { orNot, until } from '../harness/until.ts';
import { release } from './scenarios/release.ts';

const CASE_MS = 300_000;

let pool: Pool;
beforeAll(() => {
  pool = createPool(2);
});
afterAll(() => pool.close());

interface Disturbance {
  service: string;
  method: string;
  kind: string;
  times: number;
  seconds?: number;
}

/** The release in a world in which what is delivered comes otherwise than it was sent. */
function disturbed(disturbances: readonly Disturbance[]): Scenario {
  return {
    ...release,
    begin: async (stage) => {
      for (const { service, ...fault } of disturbances) await stage.world.tell('faults', fault, service);
      await release.begin(stage);
    },
  };
}

const TWICE: Disturbance[] = [
  { service: 'slack', method: 'deliver.slash_commands', kind: 'duplicate', times: 1 },
  { service: 'slack', method: 'deliver.interactive', kind: 'duplicate', times: 4 },
  { service: 'github', method: 'deliver.webhook', kind: 'duplicate', times: 500 },
];
const LATE: Disturbance[] = [
  { service: 'github', method: 'deliver.webhook', kind: 'slow', times: 3, seconds: 1.5 },
  { service: 'slack', method: 'deliver.slash_commands', kind: 'slow', times: 1, seconds: 2 },
  { service: 'slack', method: 'deliver.interactive', kind: 'slow', times: 1, seconds: 2 },
];
const LOST: Disturbance[] = [{ service: 'github', method: 'deliver.webhook', kind: 'reset', times: 500 }];
const CUT: Disturbance[] = [
  { service: 'slack', method: 'deliver.slash_commands', kind: 'accept-then-reset', times: 1 },
  { service: 'slack', method: 'deliver.interactive', kind: 'accept-then-reset', times: 2 },
];

describe('what Slack and GitHub deliver', () => {
  const ways = [
    { how: 'twice', disturbances: TWICE },
    { how: 'late, and overtaken by what came after', disturbances: LATE },
    { how: 'not at all (webhooks)', disturbances: LOST },
    { how: 'over a connection that is cut before the acknowledgement', disturbances: CUT },
  ];

  it.concurrent.each(ways)(
    '$how, is done once',
    ({ disturbances }) =>
      pool.use(async (world) => {
        await play({ world, scenario: disturbed(disturbances), createPlace: inFolder });
      }),
    CASE_MS,
  );

  it.concurrent(
    'all over again when it is done, does nothing more',
    () =>
      pool.use(async (world) => {
        const isDone = async (stage: Stage) => {
          if (!(await release.isDone(stage))) return false;
          await redeliverAll(stage);
          return true;
        };
        await play({ world, scenario: { ...release, isDone }, createPlace: inFolder });
      }),
    CASE_MS,
  );
});

const Sent = z.object({ envelopes: z.array(z.object({ envelope_id: z.string() })) });

/** Everything that Slack has ever sent, once more; and time for Navi to do something about it. */
async function redeliverAll(stage: Stage): Promise<void> {
  const { world, reader, recorders } = stage;
  const { envelopes } = Sent.parse(await world.read('envelopes'));
  const before = recorders.flatMap(({ writes }) => writes).filter(isEffect).length;
  for (const { envelope_id } of envelopes) await world.tell('redeliver', { envelopeId: envelope_id });
  await wait(1_000);
  await until('quiet', async () => ((await reader.waitingPosts()) === 0 ? true : undefined), 20_000);
  expect(recorders.flatMap(({ writes }) => writes).filter(isEffect)).toHaveLength(before);
  expect(await reader.operations()).toHaveLength(1);
}

describe('to two processes on one PostgreSQL', () => {
  const postgres = needsPostgres();

  it(
    'one copy each, is done once',
    () =>
      pool.use(async (world) => {
        const replicas = await openReplicas({ world, createPlace: inPostgres(postgres), count: 2 });
        try {
          await disturbed(TWICE).begin(replicas.stage);
          await untilDone(release, replicas.stage);
          await Promise.all(replicas.members.map(({ navi }) => navi.stop()));
          await release.check(replicas.stage);
        } finally {
          await replicas.close();
        }
      }),
    CASE_MS,
  );

  it(
    'a request in two copies at the same instant is one request, many times',
    () =>
      pool.use(async (world) => {
        const replicas = await openReplicas({ world, createPlace: inPostgres(postgres), count: 2 });
        const { stage } = replicas;
        try {
          for (let round = 1; round <= 20; round += 1) await askTwice(stage, round);
        } finally {
          await replicas.close();
        }
      }),
    CASE_MS,
  );
});

/** Longer than a request takes: who sees nothing by then was told to wait (a person's budget), and asks again. */
const ANSWER_MS = 10_000;

/** One command, delivered to both processes at once: one operation more, which is then rejected to make room. */
async function askTwice({ world, reader }: Stage, round: number): Promise<void> {
  const card = await until(
    'a card',
    async () => {
      if (!(await waitsForApproval(reader))) {
        await world.tell('faults', { method: 'deliver.slash_commands', kind: 'duplicate', times: 1 });
        await typesAndHears(world, 'U0ADA', 'release v1.2.0');
      }
      return orNot(() => cardOffering(world, 'navi.reject'), ANSWER_MS);
    },
    60_000,
  );
  await wait(500);
  const states = (await reader.operations()).map(({ state }) => state.is);
  expect(states).toEqual([...Array.from({ length: round - 1 }, () => 'rejected'), 'awaiting-approval']);
  const view = await openModal(world, { user: 'U0CLEO', decision: 'reject', ts: card.ts });
  await submit(world, { user: 'U0CLEO', decision: 'reject', view: view ?? '' });
  await until(
    'the rejection on its card',
    async () => ((await cardOffering(world, 'navi.reject')) === undefined ? true : undefined),
    20_000,
  );
}
