import { expect } from 'vitest';
import { z } from 'zod';
import { NAMES } from '../../simulator/variables.ts';
import { until } from '../harness/until.ts';
import { expectOnce, POINTER } from '../harness/world/expect-once.ts';
import type { House } from '../harness/world/house.ts';
import { type Message, operationOf, textOf } from '../harness/world/slack-door.ts';

const PINNED = 'v1.2.0/navi-loader.js';
const MOVED = ['@awell-health/navi-core', '@awell-health/navi-js'];

const Manifest = z.object({
  operation: z.string(),
  commit: z.string(),
  run: z.object({ id: z.number() }),
  loader: z.object({ sha384: z.string() }),
});

/**
 * v1.2.0 is released once, and with no call too many. What the build itself reported, in the release manifest, is what
 * everything is held against.
 */
export async function expectReleasedOnce(house: House): Promise<void> {
  await expectEffectsOnce(house);
  await expectSaidOnce(house);
}

/** The same without what Slack shows. */
export async function expectEffectsOnce(house: House): Promise<void> {
  const operation = operationOf(await house.card());
  const manifest = await readManifest(house);
  expect(manifest.operation).toBe(operation);
  await expectOnce(house, { id: manifest.operation, kind: 'release' });
  await expectOneRun(house, manifest);
  await expectOneMove(house, manifest);
  await expectOneTagMoveEach(house);
}

async function readManifest({ world }: House): Promise<z.infer<typeof Manifest>> {
  const answer = await fetch(`${world.urls.gcs}/public/${NAMES.bucket}/v1.2.0/navi-release.json`);
  return Manifest.parse(await answer.json());
}

/** One run, and no attempt more. */
async function expectOneRun(house: House, { commit, run }: z.infer<typeof Manifest>) {
  const { runs, head } = await house.github();
  expect(commit).toBe(head);
  expect(runs.map(({ id, attempt, conclusion }) => ({ id, attempt, conclusion }))).toEqual([
    { id: run.id, attempt: 1, conclusion: 'success' },
  ]);
}

/** One swap of the pointer, and one purge however often it was asked for. */
async function expectOneMove(house: House, { loader }: z.infer<typeof Manifest>) {
  const rewrites = await house.calls('gcs', 'objects.rewrite');
  expect(rewrites.filter(({ status }) => status === 200).map(({ path }) => decodeURIComponent(path))).toEqual(
    [`/storage/v1/b/${NAMES.bucket}/o/${PINNED}/rewriteTo/b/${NAMES.bucket}/o/${POINTER}`],
  );
  const { objects } = await house.gcs();
  expect(objects.find(({ name }) => name === PINNED)).toMatchObject({ sha384: loader.sha384 });
  // A second purge under another request id would be a second operation.
  expect((await house.compute()).operations).toEqual([expect.objectContaining({ status: 'DONE' })]);
}

/** `latest` moved once for each package that changed, and not at all for the one that did not. */
async function expectOneTagMoveEach(house: House) {
  const moves = await house.calls('npm', 'dist-tag.put');
  expect(moves.filter(({ status }) => status === 201).map(({ path }) => decodeURIComponent(path))).toEqual(
    MOVED.map((name) => `/-/package/${name}/dist-tags/latest`),
  );
  const versions = (await house.npm()).packages.map((one) => one.versions.map(({ version }) => version));
  expect(versions).toEqual([
    ['1.0.0', '1.1.0', '1.2.0'],
    ['1.0.0', '1.1.0', '1.2.0'],
    ['1.0.0', '1.1.0'],
  ]);
}

/** One card, one announcement, and each step's end once in the thread. */
async function expectSaidOnce(house: House) {
  const card = await house.card();
  const onCard = textOf(card).match(/^✅ .+?(?= — [\d.]+ s)/gm) ?? [];
  const steps = onCard.map((row) => row.replace(/^✅ /, '')).toSorted();
  await until('the whole log', async () => (await endsInThread(house, card)).length >= steps.length);
  expect(await endsInThread(house, card)).toEqual(steps);
  const channel = (await house.messages()).filter(({ thread_ts, ts }) => (thread_ts ?? ts) === ts);
  expect(channel.filter((message) => operationOf(message) !== undefined)).toHaveLength(1);
  expect(channel.filter(({ text }) => text.includes('is released'))).toHaveLength(1);
}

/** The titles of the steps whose end the card's thread tells, sorted. */
async function endsInThread(house: House, card: Message): Promise<string[]> {
  const log = (await house.messages()).filter(({ thread_ts, ts }) => thread_ts === card.ts && ts !== card.ts);
  const ends = log.flatMap((message) => textOf(message).match(/^.+(?=: done in)/gm) ?? []);
  return ends.map((end) => end.replace(/^\P{L}+/u, '')).toSorted();
}
