import { expect, it } from 'vitest';
import { createTurns } from '../../src/slack/inbound/turns.ts';

it('gives one turn in each round of the event loop, in the order in which they were asked for', async () => {
  const turn = createTurns();
  const seen: string[] = [];
  const everyRound = (left: number) => {
    seen.push('round');
    if (left > 0) setImmediate(() => everyRound(left - 1));
  };
  const taken = ['first', 'second', 'third'].map(async (name) => {
    await turn();
    seen.push(name);
  });
  setImmediate(() => everyRound(3));
  await Promise.all(taken);

  expect(seen.slice(0, 5)).toEqual(['first', 'round', 'second', 'round', 'third']);
});

it('gives a turn again after all who waited have had theirs', async () => {
  const turn = createTurns();
  await turn();
  await turn();
  await expect(Promise.all([turn(), turn()])).resolves.toHaveLength(2);
});
