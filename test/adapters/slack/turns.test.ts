import { expect, it } from 'vitest';
import { createTurns } from '../../../src/adapters/slack/inbound/turns.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';

const rounds = async (count: number) => {
  for (let left = count; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
};

it('gives turns apart, in the order in which they were asked for', async () => {
  const clock = createFakeClock();
  const turn = createTurns(clock);
  const seen: string[] = [];
  for (const name of ['first', 'second', 'third']) void turn('U1').then(() => seen.push(name));

  await rounds(3);
  expect(seen).toEqual(['first']);
  await clock.advance(6);
  await rounds(3);
  expect(seen).toEqual(['first', 'second']);
  await clock.advance(6);
  await rounds(3);
  expect(seen).toEqual(['first', 'second', 'third']);
});

it('does not let one person’s flood keep another waiting', async () => {
  const clock = createFakeClock();
  const turn = createTurns(clock);
  const seen: string[] = [];
  for (let i = 0; i < 100; i += 1) void turn('U1').then(() => seen.push('flood'));
  await rounds(3);
  void turn('U2').then(() => seen.push('another'));
  for (let i = 0; i < 2; i += 1) {
    await clock.advance(6);
    await rounds(3);
  }
  expect(seen).toEqual(['flood', 'flood', 'another']);
});

it('gives the first turn after what has arrived in the same round, and one again when all have had theirs', async () => {
  const clock = createFakeClock('2026-11-23T09:00:00.000Z', 'auto');
  const turn = createTurns(clock);
  const seen: string[] = [];
  const taken = turn('U1').then(() => seen.push('turn'));
  await Promise.resolve().then(() => seen.push('acknowledged'));
  await taken;
  await rounds(3);
  await turn('U1');
  expect(seen).toEqual(['acknowledged', 'turn']);
});
