import { afterEach, beforeEach, expect, it } from 'vitest';
import { createUseCases } from '../../src/app/use-cases.ts';
import type { Message } from '../../src/domain/message.ts';
import { onDecision } from '../../src/engine/click.ts';
import type { DecisionSubject } from '../../src/engine/decision-subject.ts';
import { decisionsFrom } from '../../src/engine/decisions.ts';
import { defineDecision } from '../../src/engine/define-decision.ts';
import { REGISTERED } from '../../src/features/registrations.ts';
import { openApp, RELEASES, type TestApp } from '../harness/app/app.ts';
import { DECISIONS } from '../harness/app/decisions.ts';
import { DOCTOR } from '../harness/app/doctor.ts';

interface Tea {
  tea: string;
}

/** A subject that is no operation. */
const TEA: DecisionSubject<Tea> = {
  kind: 'tea',
  cardKey: (id) => `card:tea:${id}`,
  lock: async (_tx, id) => (id === 'assam' ? { tea: id } : undefined),
  isRow: (row): row is Tea => 'tea' in row,
  idOf: ({ tea }) => tea,
  nameOf: ({ tea }) => `pot of ${tea}`,
  revisionOf: () => 2,
  unknown: () => ({ code: 'card-not-ours' }),
};

const pour = defineDecision<Tea>({
  name: 'pour',
  about: TEA,
  permission: 'roll-back',
  button: { label: 'Pour', says: 'Pour the', style: 'primary' },
  place: 10,
  offered: ({ tea }) => tea === 'assam',
  asks: { title: 'Pour tea', submit: 'Pour', reason: 'Why now', says: ({ tea }) => [`${tea} is poured`] },
  word: { name: 'pour', summary: 'Pour.', examples: ['pour assam "four o’clock"'], takes: 'reason' },
  apply: (context, decided) =>
    onDecision(context, decided, {
      about: TEA,
      asked: 'pour',
      apply: async (_tx, { person, row }): Promise<Message> => ({
        is: 'line',
        text: `${person.name} poured ${row.tea}: ${decided.reason}`,
        level: 'good',
      }),
    }),
});

const POUR = decisionsFrom([{ name: 'pour', exports: { default: pour } }], REGISTERED);

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** Posts the pot's card as the notice that it is, and gives a click on it. */
async function clickBy(person: string, subject = { kind: 'tea', id: 'assam' }) {
  const at = app.world.clock.now().toISOString();
  const channel = RELEASES.is === 'slack' ? RELEASES.channel : '';
  const key = TEA.cardKey('assam');
  await app.store.transaction(async (tx) => {
    const about = { is: 'notice' as const, text: 'Tea is ready.', level: 'info' as const, whom: null };
    await tx.outbox.put({ key, subject, about, channel, inThread: false, at });
    await tx.jobs.put({ key: 'deliver:tea', kind: 'deliver', subject, priority: 'normal', dueAt: at });
  });
  await app.work();
  const post = await app.store.transaction((tx) => tx.outbox.get(key));
  return {
    caller: app.caller(person),
    subject,
    revision: 2,
    card: { channel, ts: post?.ts ?? '' },
    reason: 'four o’clock',
    planHash: '',
  };
}

it('decides about what is no operation: button, form, decision', async () => {
  const use = createUseCases(app.context, { decisions: POUR, ...DOCTOR });
  const click = await clickBy('cleo');

  expect(POUR.buttonsFor({ tea: 'assam' })).toEqual([
    { decision: 'pour', label: 'Pour', says: 'Pour the pot of assam', style: 'primary' },
  ]);
  expect(POUR.buttonsFor({ tea: 'ceylon' })).toEqual([]);
  expect(await use.openDecision('pour', click)).toMatchObject({
    is: 'form',
    decision: 'pour',
    subject: { kind: 'tea', id: 'assam' },
    revision: 2,
    operation: null,
    says: ['assam is poured'],
    reason: 'Why now',
  });
  expect(await use.decide('pour', click)).toMatchObject({
    text: 'Cleo Martins poured assam: four o’clock',
  });
});

it.each([
  ['who lacks the permission', { caller: 'dev' }, 'permission-missing'],
  ['a forged post', { card: { channel: 'C0RELEASES', ts: '1.1' } }, 'card-not-ours'],
  ['another revision', { revision: 1 }, 'plan-outdated'],
  ['one that is not there', { subject: { kind: 'tea', id: 'ceylon' } }, 'card-not-ours'],
  ['an operation in its place', { subject: { kind: 'operation', id: 'assam' } }, 'card-not-ours'],
])('refuses %s', async (_what, forged, code) => {
  const use = createUseCases(app.context, { decisions: POUR, ...DOCTOR });
  const click = await clickBy('cleo');
  const caller = 'caller' in forged ? app.caller(forged.caller) : click.caller;

  const answers = [
    await use.openDecision('pour', { ...click, ...forged, caller }),
    await use.decide('pour', { ...click, ...forged, caller }),
  ];

  for (const answer of answers) expect(answer).toMatchObject({ refusal: { reasons: [{ code }] } });
});

it('knows every button that was ever posted', () => {
  const posted = [
    ['approve', 'reject', 'details', 'retract', 'retry', 'replan', 'abandon', 'stop', 'plan-again'],
    ['roll-back', 'post-mortem', 'customer-note', 'delete-tag', 'confirm', 'end-unconfirmed'],
  ].flat();

  expect(DECISIONS.looks.map(({ name }) => name)).toEqual(expect.arrayContaining(posted));
});

it.each([
  ['nothing', 'pour', {}, 'decisions/pour.ts: its default export must be made with defineDecision'],
  ['another name', 'tea', { default: pour }, 'the two names must be the same'],
])('stops the start over a file with %s', (_what, name, exports, problem) => {
  expect(() => decisionsFrom([{ name, exports }], REGISTERED)).toThrow(problem);
});
