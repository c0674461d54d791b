import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NAMES } from '../../simulator/variables.ts';
import { expectSaidOnce } from '../harness/quick/counts.ts';
import type { Day } from '../harness/quick/day.ts';
import { createFixture, endsReleased, expectUntouched, LIMIT_MS } from '../harness/quick/fixture.ts';
import type { House } from '../harness/quick/house.ts';
import { until } from '../harness/until.ts';
import { prepareRelease } from './prepare.ts';

const { onDay } = createFixture(prepareRelease);
const WAYS = [
  ['come twice', { kind: 'duplicate', times: 500 }],
  ['come late, overtaken by what came after', { kind: 'slow', times: 4, seconds: 1.5 }],
  ['come in another order', { kind: 'slow', times: 3, after: 3, seconds: 0.3 }],
  ['are lost', { kind: 'reset', times: 500 }],
] as const;

describe("GitHub's webhooks", () => {
  it.each(WAYS)('%s: released once, from what was read', { timeout: LIMIT_MS }, (_, fault) =>
    onDay(async (day, house) => {
      await house.breakCall('github', { method: 'deliver.webhook', ...fault });
      day.go();
      const done = await endsReleased(day);
      await expectSaidOnce(house, done);
    }),
  );

  it('are refused when they are forged', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      const run = await whenRunning(day, house);
      for (const forged of [
        { secret: 'a guess' },
        { signature: `sha256=${'0'.repeat(64)}` },
        { signature: '' },
      ])
        expect(await deliver(house, ended(run), forged)).toBe(401);
      expect((await day.operation()).steps['watch-run']?.is).toBe('pending');
      await finish(day, house);
    }),
  );

  it('say what is not so, under the right secret: looked at, and not believed', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      const run = await whenRunning(day, house);
      const reads = (await house.calls('github', 'actions.getWorkflowRun')).length;
      expect(await deliver(house, ended(run))).toBe(202);
      expect(await deliver(house, ended(run + 1))).toBe(202);
      await until(
        'another look',
        async () => (await house.calls('github', 'actions.getWorkflowRun')).length > reads,
      );
      expect((await day.operation()).steps['watch-run']?.is).toBe('pending');
      await expectUntouched(house);
      await finish(day, house);
    }),
  );
});

/** Starts a release whose run takes its time; gives the run. */
async function whenRunning(day: Day, house: House): Promise<number> {
  await house.control('github', 'pace', { stepSeconds: 0.5 });
  day.go();
  await until(
    'the run is watched',
    async () => (await day.operation()).steps['watch-run']?.is === 'pending',
    45_000,
  );
  return (await house.github()).runs[0]?.id ?? 0;
}

async function finish(day: Day, house: House): Promise<void> {
  await house.control('github', 'pace', { stepSeconds: 0 });
  await endsReleased(day);
}

const ended = (run: number) => ({
  action: 'completed',
  workflow_run: { id: run, status: 'completed', conclusion: 'success' },
});

interface Forged {
  secret?: string;
  signature?: string;
}

/** What is told to Navi as GitHub tells it. */
async function deliver({ world }: House, payload: object, forged: Forged = {}): Promise<number> {
  const { secret = NAMES.webhookSecret } = forged;
  const body = JSON.stringify(payload);
  const proof = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const answer = await fetch(`http://127.0.0.1:${world.variables['PORT']}/hooks/github`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'workflow_run',
      'x-github-delivery': crypto.randomUUID(),
      'x-hub-signature-256': forged.signature ?? proof,
    },
    body,
  });
  return answer.status;
}
