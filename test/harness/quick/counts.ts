import { expect } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { expectOnce as expectOnceAt, POINTER } from '../world/expect-once.ts';
import { operationOf, textOf } from '../world/slack-door.ts';
import type { House } from './house.ts';

/** How often the pointer was written, ever: the bucket keeps every generation. */
export async function pointerWrites(house: House): Promise<number> {
  return (await house.generations(POINTER)).length;
}

/** The operation is done once; `writes` of the pointer counts those of somebody else's too. */
export async function expectOnce(house: House, operation: Operation, writes = 1): Promise<void> {
  await expectOnceAt(house, operation);
  expect(await pointerWrites(house)).toBe(house.beginning.pointerWrites + writes);
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
