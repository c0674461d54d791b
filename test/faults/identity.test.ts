import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { CLEO, type Day } from '../harness/quick/day.ts';
import { createFixture, expectUntouched, LIMIT_MS } from '../harness/quick/fixture.ts';
import { until } from '../harness/until.ts';
import type { Signed } from '../harness/world/signed.ts';
import { type Forge, type Forged, openForge } from './forge.ts';
import { prepareRequest } from './prepare.ts';

const { house, onDay } = createFixture(prepareRequest);
let forge: Forge;
beforeAll(async () => {
  forge = await openForge(house());
});
afterAll(() => forge.close());

const STRANGERS = [
  ['a guest', 'U0GUS'],
  ['somebody of another team', 'U0EVE'],
  ['a deactivated account', 'U0OLD'],
  ['a bot', 'U0NAVI'],
  ['nobody Slack knows', 'U0NOBODY'],
] as const;
const CLICKS = ['approve', 'reject', 'details', 'retract', 'retry', 'abandon', 'plan-again', 'roll-back'];
const SIGNATURES: [string, Signed][] = [
  ['a bad', { secret: 'a guess' }],
  ['an old', { seconds: -600 }],
  ['a future', { seconds: 3600 }],
];

describe('at the doors of Slack', () => {
  it.each(STRANGERS)('%s does nothing, by command, click or submission', { timeout: LIMIT_MS }, (_, user) =>
    onDay(async (day) => {
      const { button, decision, back } = await doorsOf(day);
      await forge.command(user, 'release v1.3.0');
      await forge.command(user, 'rollback v1.0.0 --reason "x" --yes');
      for (const action of CLICKS) await forge.click(user, { ...button, action });
      await forge.submit(user, { callback: 'navi.decide.approve', metadata: decision });
      await forge.submit(user, { callback: 'navi.decide.reject', metadata: decision });
      await forge.submit(user, { callback: 'navi.roll-back.reasoned', metadata: back });
      // Two decisions and four clicks that write are denied, and every denial is an event.
      await until('the denials', async () => (await refusalsOf(day)).length >= 6);
      await expectNothingDone(day);
      if (user !== 'U0NOBODY') expect(await house().door.modals(user)).toEqual([]);
    }),
  );

  it('the same submission by a person with the right decides', { timeout: LIMIT_MS }, () =>
    onDay(async (day) => {
      const { decision } = await doorsOf(day);
      expect(await forge.submit(CLEO, { callback: 'navi.decide.approve', metadata: decision })).toBe(200);
      await until('the approval', async () => (await day.operation()).state.is === 'running');
    }),
  );

  it('a click from a card that Navi did not post there is refused', { timeout: LIMIT_MS }, () =>
    onDay(async (day) => {
      const { button, decision } = await doorsOf(day);
      const places = [
        { channel: 'C0RELEASES', ts: '1700000000.000100' },
        { channel: 'C0GENERAL', ts: button.ts },
      ];
      for (const place of places) {
        await forge.click(CLEO, { ...button, ...place, action: 'abandon' });
        await forge.submit(CLEO, { callback: 'navi.decide.approve', metadata: { ...decision, card: place } });
      }
      await until('the denials', async () => (await refusalsOf(day)).length === 4);
      expect(new Set(await refusalsOf(day))).toEqual(new Set(['card-not-ours']));
      await expectNothingDone(day);
    }),
  );

  it.each([
    ['another revision', (id: string) => JSON.stringify({ o: id, r: 2 }), 'plan-outdated'],
    ['another operation', () => JSON.stringify({ o: 'rel_another', r: 1 }), null],
    ['no operation', () => '{"o":"../../etc","r":1}', null],
    ['no JSON', () => 'approve', null],
  ])('a click with a forged value is refused: %s', { timeout: LIMIT_MS }, (_, forged, code) =>
    onDay(async (day) => {
      const { button, id } = await doorsOf(day);
      const notes = (await house().door.notes(CLEO)).length;
      await forge.click(CLEO, { ...button, action: 'retract', value: forged(id) });
      await until('the answer', async () => (await house().door.notes(CLEO)).length > notes);
      expect(await refusalsOf(day)).toEqual(code === null ? [] : [code]);
      await expectNothingDone(day);
    }),
  );

  it.each([
    ['plan hash', { planHash: '0'.repeat(64) }],
    ['revision', { revision: 7 }],
  ])('a submission with a forged %s is refused', { timeout: LIMIT_MS }, (_, forged) =>
    onDay(async (day) => {
      const { decision } = await doorsOf(day);
      await forge.submit(CLEO, { callback: 'navi.decide.approve', metadata: { ...decision, ...forged } });
      await until('the denial', async () => (await refusalsOf(day)).length === 1);
      await expectNothingDone(day);
    }),
  );

  it.each(SIGNATURES)('%s signature opens none of them', { timeout: LIMIT_MS }, (_, signed) =>
    onDay(async (day) => {
      const { button, decision, back } = await doorsOf(day);
      expect([
        await forge.command(CLEO, 'rollback --yes', signed),
        await forge.click(CLEO, { ...button, action: 'retract' }, signed),
        await forge.submit(CLEO, { callback: 'navi.decide.approve', metadata: decision }, signed),
        await forge.submit(CLEO, { callback: 'navi.roll-back', metadata: back }, signed),
      ]).toEqual([401, 401, 401, 401]);
      expect(await refusalsOf(day)).toEqual([]);
      await expectNothingDone(day);
    }),
  );
});

describe('a flood of /navi', () => {
  it('is held back, and a rollback in the midst of it is not', { timeout: LIMIT_MS }, () =>
    onDay(async (day) => {
      const typed = Array.from({ length: 100 }, () => forge.command('U0DEV', 'status'));
      const back = forge.command(CLEO, 'rollback v1.0.0 --reason "flooded" --yes');
      expect(new Set(await Promise.all([...typed, back]))).toEqual(new Set([200]));
      await until('the rollback', async () => (await day.operation()).kind === 'rollback');
      const answers = (await house().door.notes('U0DEV')).map(({ text }) => text);
      expect(answers.some((text) => text.includes('you sent too many requests'))).toBe(true);
    }),
  );
});

/** What a click on the card and the windows behind it would say, all of it right. */
async function doorsOf(day: Day) {
  const { id, plan } = await day.operation();
  const kept = await house().context.store.transaction((tx) => tx.outbox.get(`card:${id}`));
  const card = { channel: kept?.channel ?? '', ts: kept?.ts ?? '' };
  const button: Forged = { ...card, action: '', value: JSON.stringify({ o: id, r: plan.revision }) };
  return {
    id,
    button,
    decision: { operation: id, revision: plan.revision, planHash: plan.hash, card },
    back: { target: '1.0.0', cdnOnly: false, channel: card.channel },
  };
}

/** The codes of what was denied for the release since the day began. */
async function refusalsOf(day: Day): Promise<string[]> {
  const { id } = await day.operation();
  return house().context.store.transaction(async (tx) => {
    const rows = await tx.journal.of({ kind: 'operation', id });
    return rows.flatMap(({ row }) => (row.event === 'refused' ? String(row.details['codes']) : []));
  });
}

async function expectNothingDone(day: Day): Promise<void> {
  const open = await house().context.store.transaction((tx): Promise<Operation[]> => tx.operations.recent(9));
  expect(open.map(({ state }) => state.is)).toEqual(['awaiting-approval']);
  await expectUntouched(house());
  expect((await day.operation()).approvers).toEqual([]);
}
