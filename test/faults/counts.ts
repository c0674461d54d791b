import { expect } from 'vitest';
import { z } from 'zod';
import type { Operation } from '../../src/domain/operation.ts';
import { operationOf, textOf } from '../e2e/slack-door.ts';
import type { House } from './house.ts';

export const POINTER = 'v1/navi-loader.js';
export const PINNED = 'v1.2.0/navi-loader.js';
const BUCKET = 'cdn-navi-com';
const CORE = '@awell-health/navi-core';
const JS = '@awell-health/navi-js';
const REACT = '@awell-health/navi-react';

const Versions = z.object({ items: z.array(z.object({ generation: z.string() })) });
const Packument = z.object({
  versions: z.record(z.string(), z.object({ deprecated: z.string().optional() })),
});

/** How often the pointer was written, ever: the bucket keeps every generation. */
export async function pointerWrites({ world }: House): Promise<number> {
  const query = `prefix=${encodeURIComponent(POINTER)}&versions=true`;
  const answer = await fetch(`${world.urls.gcs}/storage/v1/b/${BUCKET}/o?${query}`);
  return Versions.parse(await answer.json()).items.length;
}

/** Everything a release of v1.2.0 does, found once at the services themselves; Navi is not asked. */
export async function expectReleasedOnce(house: House, operation: Operation): Promise<void> {
  const { head, tags, refs, runs, releases } = await house.github();
  expect(tags.filter(({ name }) => name === 'v1.2.0')).toEqual([{ name: 'v1.2.0', commit: head }]);
  const claims = refs.filter(({ name }) => name.startsWith('refs/navi/')).map(({ name }) => name);
  expect(claims).toEqual([`refs/navi/${operation.id}`]);
  expect(runs.filter(({ conclusion }) => conclusion === 'success')).toHaveLength(1);
  expect(releases).toEqual([{ tag: 'v1.2.0', draft: false }]);
  await expectPointerAt(house, { path: PINNED, operation: operation.id });
  expect(await pointerWrites(house)).toBe(house.beginning.pointerWrites + 1);
  expect((await house.compute()).operations.filter(({ status }) => status !== 'DONE')).toEqual([]);
  const released = { latest: '1.2.0', next: '1.2.0' };
  expect(await house.distTags()).toEqual({ [CORE]: released, [JS]: released, [REACT]: { latest: '1.1.0' } });
}

/** Everything a rollback from v1.2.0 to v1.1.0 does; `writes` includes those of other writers. */
export async function expectRolledBackOnce(house: House, operation: Operation, writes = 1): Promise<void> {
  await expectPointerAt(house, { path: 'v1.1.0/navi-loader.js', operation: operation.id });
  expect(await pointerWrites(house)).toBe(house.beginning.pointerWrites + writes);
  const back = { latest: '1.1.0', next: '1.1.0' };
  expect(await house.distTags()).toEqual({ [CORE]: back, [JS]: back, [REACT]: { latest: '1.1.0' } });
  for (const name of [CORE, JS]) {
    const answer = await fetch(`${house.world.urls.npm}/${name}`);
    const { versions } = Packument.parse(await answer.json());
    const deprecated = Object.entries(versions).filter(([, one]) => one.deprecated !== undefined);
    expect(deprecated).toEqual([
      ['1.2.0', expect.objectContaining({ deprecated: expect.stringContaining('rolled back') })],
    ]);
  }
}

/** What a version's users are told by npm; undefined when it is not deprecated, or not there. */
export async function deprecationOf({ world }: House, name: string, version: string) {
  const answer = await fetch(`${world.urls.npm}/${name}`);
  return Packument.parse(await answer.json()).versions[version]?.deprecated;
}

/** The pointer holds the bytes of a pinned object, stamped by the operation, and every probe serves them. */
async function expectPointerAt(house: House, of: { path: string; operation: string }): Promise<void> {
  const { objects } = await house.gcs();
  const pinned = objects.find(({ name }) => name === of.path);
  const pointer = objects.find(({ name }) => name === POINTER);
  expect(pointer).toMatchObject({ sha384: pinned?.sha384, metadata: { naviOperation: of.operation } });
  const sha384 = pinned?.sha384;
  expect(await house.probes(`/${POINTER}`)).toEqual({ ams: sha384, iad: sha384, sin: sha384 });
}

/**
 * One card, one announcement, and in the thread the end of each step once, but for those that had ended before. The card
 * of a release that is taken back is drawn anew too, which posts it where the world has forgotten it.
 */
export async function expectSaidOnce({ door }: House, { id, steps }: Operation, before = 0): Promise<void> {
  const messages = await door.messages();
  const channel = messages.filter(({ thread_ts, ts }) => thread_ts === undefined || thread_ts === ts);
  const cards = channel.flatMap((message) => operationOf(message) ?? []);
  expect(cards.filter((of) => of === id)).toEqual([id]);
  expect(new Set(cards).size, 'cards of the same operation').toBe(cards.length);
  const news = channel.filter((message) => operationOf(message) === undefined).map(({ text }) => text);
  expect(news.filter((text) => /is released|was rolled back|went back/.test(text))).toEqual([
    expect.any(String),
  ]);
  const ends = messages.flatMap((message) => textOf(message).match(/^.+(?=: done in)/gm) ?? []);
  expect(ends).toHaveLength(Object.keys(steps).length - before);
  expect(new Set(ends).size).toBe(ends.length);
}
