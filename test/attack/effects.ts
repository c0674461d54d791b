import { isDeepStrictEqual } from 'node:util';
import { keyOf, messagesIn } from '../harness/crash/people.ts';
import type { SeenOperation } from '../harness/store/store-reader.ts';
import { controlOf } from '../harness/world/control.ts';
import type { Trial } from './trial.ts';

const POINTER = 'v1/navi-loader.js';
const MOVED = ['@awell-health/navi-core', '@awell-health/navi-js'];

export interface Expected {
  releases: readonly SeenOperation[];
  rollbacks: readonly SeenOperation[];
  /** Of pointers. */
  putBacks?: readonly SeenOperation[];
  /** Generations of the pointer that another hand has written. */
  byHand?: readonly string[];
  /** Of Git tags: how often each is to have been written. */
  restoredTags?: number;
  /** What customers have at the end. */
  live: string;
}

/** Each effect at its service, counted: every one that is not there exactly once, in words. */
export async function faultsOfEffects({ house, world }: Trial, expected: Expected): Promise<string[]> {
  const faults: string[] = [];
  const hold = (what: string, found: unknown, wanted: unknown) => {
    if (!isDeepStrictEqual(found, wanted))
      faults.push(`${what}: ${JSON.stringify(found)} and not ${JSON.stringify(wanted)}`);
  };
  const { putBacks = [], byHand = [], restoredTags = 0 } = expected;
  const announced = [...expected.releases, ...expected.rollbacks];
  const operations = [...announced, ...putBacks];
  const { runs, releases, refs } = await house.github();
  for (const { id } of expected.releases) {
    const ours = runs.filter(({ title }) => title.includes(id));
    hold(`runs of ${id} that wrote`, ours.filter(({ conclusion }) => conclusion === 'success').length, 1);
    // A second run finds the claim of the first, and ends before any effect.
    const others = ours.filter(({ conclusion }) => conclusion !== 'success').flatMap(({ jobs }) => jobs);
    hold(`other jobs of ${id}`, others.filter(({ conclusion }) => conclusion === 'success').length, 0);
    hold(`claims of ${id}`, refs.filter(({ name }) => name === `refs/navi/${id}`).length, 1);
  }
  const tags = releases.map(({ tag }) => tag);
  hold('releases on GitHub', tags.length, expected.releases.length);
  hold('tags with two releases', tags.length - new Set(tags).size, 0);

  const generations = (await house.generations(POINTER)).filter(
    ({ generation }) => !byHand.includes(generation),
  );
  for (const { id } of operations)
    hold(
      `writes of the pointer by ${id}`,
      generations.filter(({ metadata }) => metadata?.['naviOperation'] === id).length,
      1,
    );
  const pinned = (await house.gcs()).objects.find(({ name }) => name === `v${expected.live}/navi-loader.js`);
  const sha384 = pinned?.sha384;
  hold('the probes', await house.probes(`/${POINTER}`), { ams: sha384, iad: sha384, sin: sha384 });
  const latest = (await house.npm()).packages
    .filter(({ name }) => MOVED.includes(name))
    .map(({ distTags }) => distTags['latest']);
  hold('latest', latest, [expected.live, expected.live]);

  const messages = await messagesIn(world);
  const keys = messages.flatMap((message) => keyOf(message) ?? []);
  hold('posts that are there twice', keys.length - new Set(keys).size, 0);
  for (const { id } of operations)
    hold(`cards of ${id}`, keys.filter((key) => key === `card:${id}`).length, 1);
  hold('announcements', keys.filter((key) => key.startsWith('announcement:')).length, announced.length);
  const moves = await controlOf(world.urls['github'] ?? '').statuses('graphql');
  hold('written Git tags', moves.filter((status) => status === 200).length, restoredTags);
  return faults;
}
