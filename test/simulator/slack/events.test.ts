import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, envelopes, mention } from './lines.ts';
import { type Json, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace();
});
afterEach(() => workspace.close());

const hurry = (more: Json = {}) =>
  workspace.control('pace', {
    ackSeconds: 0.05,
    retry1Seconds: 0.05,
    retry2Seconds: 0.05,
    retry3Seconds: 0.05,
    ...more,
  });

test('an unacknowledged one is repeated three times with the same ids, marked as a repeat', async () => {
  await hurry();
  const line = await connect(workspace);
  await mention(workspace);
  await until(() => envelopes(line).length === 4);
  expect(envelopes(line).map(({ retry_attempt }) => retry_attempt)).toEqual([0, 1, 2, 3]);
  expect(envelopes(line).map(({ retry_reason }) => retry_reason)).toEqual([
    '',
    'timeout',
    'timeout',
    'timeout',
  ]);
  expect(new Set(envelopes(line).map(({ envelope_id }) => envelope_id)).size).toBe(1);
  expect(new Set(envelopes(line).map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
});

test('an acknowledged one does not', async () => {
  await hurry({ ackSeconds: 0.5, retry1Seconds: 0.5 });
  const line = await connect(workspace);
  await mention(workspace);
  const first = await until(() => envelopes(line)[0]);
  line.socket.send(JSON.stringify({ envelope_id: first['envelope_id'], payload: {} }));
  await mention(workspace);
  // The first one's repeat would have come before the second one's.
  await until(() => envelopes(line).some(({ retry_attempt }) => retry_attempt === 1));
  expect(envelopes(line).filter(({ envelope_id }) => envelope_id === first['envelope_id'])).toHaveLength(1);
});

test('one from a time without a connection arrives as a repeat', async () => {
  await hurry({ retry1Seconds: 0.5, retry2Seconds: 1, retry3Seconds: 2 });
  await mention(workspace);
  const line = await connect(workspace);
  const envelope = await until(() => envelopes(line)[0]);
  expect(envelope).toMatchObject({ type: 'events_api', retry_reason: 'timeout' });
  expect(envelope['retry_attempt']).toBeGreaterThan(0);
});

test('reach Bolt’s listeners with the number of the repeat', async () => {
  await hurry({ retry1Seconds: 0.5, retry2Seconds: 1, retry3Seconds: 2 });
  await mention(workspace);
  const repeats: { number: number | undefined; reason: string | undefined }[] = [];
  await workspace.app((app) => {
    app.event('app_mention', async ({ context }) => {
      repeats.push({ number: context.retryNum, reason: context.retryReason });
    });
  });
  const repeat = await until(() => repeats[0]);
  expect(repeat.reason).toBe('timeout');
  expect(repeat.number).toBeGreaterThan(0);
});
