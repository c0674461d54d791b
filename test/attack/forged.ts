import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { House } from '../harness/world/house.ts';
import { operationOf } from '../harness/world/slack-door.ts';
import { openAttacked, troubleOf } from './house.ts';
import { type Click, clicked, deliveryOf, type Submission, submitted } from './payloads.ts';
import { type Tally, tally } from './tally.ts';

/** Requester, guest, of another organisation, deactivated, a bot, without a role, unknown. */
const STRANGERS = ['U0GUS', 'U0EVE', 'U0OLD', 'U0NAVI', 'U0NOBODY', '', 'U0ADA\u0000'];
const STAFF = ['U0CLEO', 'U0DEV', 'U0ADA', 'U0BEN'];
const ACTIONS = [
  'approve',
  'reject',
  'details',
  'retract',
  'retry',
  'replan',
  'abandon',
  'stop',
  'plan-again',
  'roll-back',
  'post-mortem',
  'customer-note',
  'home.roll-back',
  'x',
  '__proto__',
  '',
];
const DECISIONS = ['navi.decide.approve', 'navi.decide.reject'];
const VIEWS = [
  'navi.roll-back',
  'navi.roll-back.reasoned',
  'navi.confirm',
  'navi.choose',
  'navi.pair',
  'x',
  '__proto__',
];

const Metadata = z.looseObject({ operation: z.string(), planHash: z.string() });

interface Card {
  channel: string;
  ts: string;
  operation: string;
}

const click = (house: House, one: Click) => deliveryOf(house, clicked(one))();
const submit = (house: House, one: Submission) => deliveryOf(house, submitted(one))();

/** What no forged request may change: the services, and what the card offers. */
async function standing(house: House): Promise<string> {
  return JSON.stringify([await house.snapshot(), (await house.cards()).map(({ text }) => text)]);
}

function forgedClicks(house: House, card: Card) {
  const value = JSON.stringify({ o: card.operation, r: 1 });
  const others = [
    { ...card, channel: 'C0GENERAL' },
    { ...card, ts: '1700000000.000001' },
    { ...card, channel: 'D0ADA' },
    { ...card, ts: '' },
  ];
  const byStrangers = ACTIONS.flatMap((action) =>
    STRANGERS.map((user) => ({ user, action, value, ...card })),
  );
  // People who may decide, but not from another post, another revision, or for another operation. Few clicks of each:
  // their budgets would hide what comes after.
  const elsewhere = ACTIONS.flatMap((action) =>
    others.map((at, index) => ({ user: STAFF[index] ?? '', action, value, ...at })),
  );
  const values = [
    '',
    '{}',
    'null',
    `{"o":"rel_none","r":1}`,
    `{"o":"${card.operation}","r":2}`,
    `{"o":"${card.operation}","r":"1"}`,
    `{"o":"../x","r":1}`,
    '{"__proto__":1}',
  ];
  const wrong = values.map((one) => ({ user: 'U0BEN', action: 'abandon', value: one, ...card }));
  const foreign = ACTIONS.map((action) => ({ user: 'U0EVE', action, value, ...card, team: 'T0EVIL' }));
  return [...wrong, ...byStrangers, ...elsewhere, ...foreign].map((one) => async () => {
    const { status } = await click(house, one);
    return status === 200 ? null : `${one.action} by ${one.user}: ${status}`;
  });
}

/** `right` is what the window of an approver says: only who submits it, or one part of it, is wrong. */
function forgedSubmissions(house: House, right: Record<string, unknown>) {
  const back = { target: '1.0.0', cdnOnly: false, channel: 'C0RELEASES' };
  const byStrangers = STRANGERS.flatMap((user) => [
    ...DECISIONS.map((callback) => ({ user, callback, metadata: right })),
    ...VIEWS.map((callback) => ({ user, callback, metadata: { ...right, ...back } })),
  ]);
  // Her own request.
  const own = { user: 'U0ADA', callback: 'navi.decide.approve', metadata: right };
  const changed = [
    { ...right, revision: 2 },
    { ...right, revision: 0 },
    { ...right, revision: '1' },
    { ...right, planHash: '' },
    { ...right, planHash: 'f'.repeat(64) },
    { ...right, planHash: 1 },
    { ...right, card: { channel: 'C0GENERAL', ts: '1700000000.000001' } },
    { ...right, card: null },
    { ...right, operation: 'rel_none' },
    null,
    [],
    'x',
    {},
    { __proto__: right },
  ];
  const byBen = changed.map((metadata) => ({ user: 'U0BEN', callback: 'navi.decide.approve', metadata }));
  return [own, ...byStrangers, ...byBen].map((one) => async () => {
    const { status } = await submit(house, one);
    return status === 200 ? null : `${one.callback} by ${one.user}: ${status}`;
  });
}

/** Until his account has its budget of clicks again, some of which were forged above. */
const BUDGET_MS = 20_000;

/** Clicks and submissions that Slack would sign and no person has made, at a real process in HTTP mode. */
export async function attackForged(): Promise<Tally[]> {
  const house = await openAttacked('http');
  const { pid } = house.navi.plug.state();
  await house.request('U0ADA', 'v1.2.0');
  const found = await house.card();
  const card = { channel: 'C0RELEASES', ts: found.ts, operation: operationOf(found) ?? '' };
  const window = await house.clickForModal('U0BEN', 'approve');
  const right = Metadata.parse(JSON.parse(String(window['private_metadata'])));
  await house.dismiss('U0BEN', window);
  const before = await standing(house);
  const unchanged = async () => ((await standing(house)) === before ? null : 'something changed');
  const tallies = [
    await tally('forged submissions', forgedSubmissions(house, right), 4),
    await tally('nothing changed by them', [unchanged]),
    await tally('forged clicks', forgedClicks(house, card), 4),
    await tally('nothing changed by them', [unchanged, () => troubleOf(house, pid)]),
    await tally('the same window, submitted by who may', [
      async () => {
        await pause(BUDGET_MS);
        await submit(house, { user: 'U0BEN', callback: 'navi.decide.approve', metadata: right });
        await house.cardSays(/running|done|released/i, 60_000);
        return null;
      },
    ]),
    await tally('faults in the log', [
      async () => house.navi.log().find((line) => /uncaught|unhandled|"level":50/.test(line)) ?? null,
    ]),
  ];
  await house.close();
  return tallies;
}
