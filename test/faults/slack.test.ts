import { describe, expect, it } from 'vitest';
import { expectOnce, expectSaidOnce } from '../harness/quick/counts.ts';
import { ADA, BEN, CLEO, type Day } from '../harness/quick/day.ts';
import { createFixture, LIMIT_MS } from '../harness/quick/fixture.ts';
import { until } from '../harness/until.ts';
import { type Message, textOf } from '../harness/world/slack-door.ts';
import { eachCase } from './each-case.ts';
import { carryThrough } from './play.ts';
import { prepareRelease, prepareRollback } from './prepare.ts';
import { SLACK } from './table.ts';

describe('what a rollback says', () => {
  const fixture = createFixture(prepareRollback);

  eachCase(SLACK, async (broken) => {
    const house = fixture.house();
    const { done } = await carryThrough(house, { from: fixture.from(), broken, after: broken.call.nth });
    expect(done.state.is).toBe('done');
    await expectOnce(house, done);
    // Slack knows no key by which it would keep a repeated post out (docs/services.md, Slack): that one cannot be fenced.
    if (broken.fault['kind'] !== 'duplicate') await expectSaidOnce(house, done);
  });

  it('waits while Slack asks for patience, and is said once', { timeout: LIMIT_MS }, () =>
    fixture.onDay(async (day, house) => {
      for (const method of ['chat.postMessage', 'chat.update'])
        await house.breakCall('slack', { method, kind: 'rate-limit', times: 6, retryAfterSeconds: 5 });
      day.go();
      const done = await day.settled();
      expect(done.state.is).toBe('done');
      await expectOnce(house, done);
      await day.quiet();
      await expectSaidOnce(house, done);
    }),
  );

  it('waits while Slack is away, which stops nothing, and is said once', { timeout: LIMIT_MS }, () =>
    fixture.onDay(async (day, house) => {
      await house.breakCall('slack', { method: '*', kind: 'reset', times: 1_000 });
      day.go();
      const done = await day.settled();
      expect(done.state.is).toBe('done');
      await expectOnce(house, done);
      expect(await house.door.messages()).toEqual([]);
      await fetch(`${house.world.urls.slack}/_control/faults`, { method: 'DELETE' });
      await day.quiet();
      await expectSaidOnce(house, done);
    }),
  );
});

describe('clicks', () => {
  const fixture = createFixture(prepareRelease);

  it(
    'on a copy of the card that a proxy has repeated are refused; on the card itself they count',
    { timeout: LIMIT_MS },
    () =>
      fixture.onDay(
        async (day, house) => {
          const { door } = house;
          await house.breakCall('slack', { method: 'chat.postMessage', kind: 'duplicate' });
          await door.answerTo(BEN, 'release v1.2.0');
          const [copy] = await until('two cards', async () => {
            const cards = await door.cards();
            return cards.length === 2 ? cards : undefined;
          });
          await day.quiet();
          await door.post('interact', {
            channel: 'C0RELEASES',
            messageTs: copy?.ts,
            user: CLEO,
            action: buttonOf('approve', copy?.blocks),
          });
          await until('the refusal', async () =>
            (await door.modals(CLEO)).some((view) => textOf(view).includes('not')),
          );
          await expectDecidedOnlyNow(day);
        },
        { from: null },
      ),
  );

  it('that arrive when Slack opens no window any more are asked for again', { timeout: LIMIT_MS }, () =>
    fixture.onDay(
      async (day, house) => {
        const { door } = house;
        await door.answerTo(BEN, 'release v1.2.0');
        await until('the card', async () => (await door.cards()).length > 0);
        await house.breakCall('slack', { method: 'views.open', kind: 'error', error: 'expired_trigger_id' });
        await door.click(CLEO, 'approve');
        await until('the answer', async () =>
          (await door.notes(CLEO)).some(({ text }) => text.includes('Click again')),
        );
        await expectDecidedOnlyNow(day);
      },
      { from: null },
    ),
  );

  it('that arrive twice, or late, count once', { timeout: LIMIT_MS }, () =>
    fixture.onDay(async (day, house) => {
      await house.breakCall('npm', { method: 'dist-tag.put', kind: 'error', status: 403, error: 'No.' });
      day.go();
      expect((await day.settled()).state).toMatchObject({ is: 'stopped' });
      await day.quiet();
      const card = await house.door.card();
      const click = () =>
        house.door.post('interact', {
          channel: 'C0RELEASES',
          messageTs: card.ts,
          user: ADA,
          action: buttonOf('retry', card.blocks),
        });
      await Promise.all([click(), click(), click()]);
      // A click is acknowledged before it is carried out.
      await until('the retry', async () => (await day.operation()).state.is !== 'stopped');
      const done = await day.settled();
      expect(done.state.is).toBe('done');
      expect(Object.values(done.retries)).toEqual([1]);
      const before = (await house.door.notes(ADA)).length;
      await click();
      await until('an answer', async () => (await house.door.notes(ADA)).length > before);
      await day.quiet();
      expect((await day.operation()).state.is).toBe('done');
      await expectOnce(house, done);
    }),
  );
});

/** Nothing counted until now; a click on the card itself does. */
async function expectDecidedOnlyNow(day: Day): Promise<void> {
  const { door } = day.house;
  expect((await day.operation()).state.is).toBe('awaiting-approval');
  const modal = await door.clickForModal(CLEO, 'approve');
  await door.submit(CLEO, modal);
  await until('the approval', async () => (await day.operation()).state.is === 'running');
}

/** A button of a card, as a click names it. */
function buttonOf(name: string, blocks: Message['blocks'] = []) {
  for (const { block_id, elements } of blocks)
    for (const { action_id, value } of elements)
      if (action_id === `navi.${name}`) return { action_id, value, block_id, type: 'button' };
  throw new Error(`the card does not offer ${name}`);
}
