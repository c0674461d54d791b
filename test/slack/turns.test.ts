import { expect, it } from 'vitest';
import { createTurns } from '../../src/slack/inbound/turns.ts';
import { createFakeClock } from '../fakes/clock.ts';

const rounds = async (count: number) => {
  for (let left = count; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
};

it('gives turns apart, in the order in which they were asked for', async () => {
  const clock = createFakeClock();
  const turn = createTurns(clock);
  const seen: string[] = [];
  for (const name of ['first', 'second', 'third']) void turn().then(() => seen.push(name));

  await rounds(3);
  expect(seen).toEqual(['first']);
  await clock.advance(3);
  await rounds(3);
  expect(seen).toEqual(['first', 'second']);
  await clock.advance(3);
  await rounds(3);
  expect(seen).toEqual(['first', 'second', 'third']);
});

it('gives the first turn after what has arrived in the same round', async () => {
  const turn = createTurns(createFakeClock());
  const seen: string[] = [];
  const taken = turn().then(() => seen.push('turn'));
  await Promise.resolve().then(() => seen.push('acknowledged'));
  await taken;
  expect(seen).toEqual(['acknowledged', 'turn']);
});
