import fc from 'fast-check';
import type { Message } from '../../src/domain/message.ts';
import { slackCaller } from '../harness/samples/settings.ts';
import type { Bench, Uses } from './bench.ts';

export const person = fc.constantFrom('ada', 'ben', 'cleo', 'dev');

export const rollbackWords = fc.constantFrom(
  'rollback --yes',
  'rollback --yes --reason "it hurts"',
  'rollback --yes --reason "it hurts"',
  'rollback v1.0.0 --yes --reason "it hurts"',
  'rollback v1.1.0 --yes --reason "it hurts" --cdn-only',
  'rollback v1.2.0 --yes --reason "it hurts"',
);

export const stopWords = fc.constantFrom(
  'stop v1.2.0 --yes',
  'stop v1.2.0 --yes --reason "wrong commit"',
  'stop v1.3.0 --yes',
  'stop v2.0.0 --yes',
);

export const words = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('release v1.2.0', 'release v1.3.0', 'release v2.0.0') },
  { weight: 3, arbitrary: rollbackWords },
  { weight: 4, arbitrary: fc.constantFrom('unlock v1 "it is mended"', 'unlock v2 "it is mended"') },
  { weight: 2, arbitrary: stopWords },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'quarantine v1.2.0 --reason bad --yes',
      'quarantine v1.1.0 --reason bad --yes',
      'unquarantine v1.1.0 --reason good',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('status', 'history', 'rollback', 'release v1.2.0 --dry-run') },
);

const CHOICES = [
  'approve',
  'reject',
  'retract',
  'retry',
  'replan',
  'abandon',
  'planAgain',
  'openDecision',
  'postMortem',
] as const;
type ClickChoice = (typeof CHOICES)[number];

export interface AClick {
  who: string;
  choice: ClickChoice;
  /** Which operation, counted from the newest. */
  back: number;
  /** How far the revision on the button is from the one that is kept. */
  stale: number;
  forged: boolean;
}

export const aClick: fc.Arbitrary<AClick> = fc.record({
  who: person,
  choice: fc.oneof(
    { weight: 3, arbitrary: fc.constant<ClickChoice>('approve') },
    { weight: 4, arbitrary: fc.constantFrom<ClickChoice>('retry', 'replan', 'abandon') },
    { weight: 3, arbitrary: fc.constantFrom<ClickChoice>(...CHOICES) },
  ),
  back: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(2) }),
  stale: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1) }),
  forged: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

/** A person's click, or a forged one; the answer to a forged click must be a refusal. */
export async function press(bench: Bench, { who, choice, back, stale, forged }: AClick): Promise<void> {
  const operation = bench.recorder.operations().at(-1 - back);
  if (operation === undefined) return;
  const { id } = operation;
  const { card, plan } = await bench.store().transaction(async (tx) => ({
    card: await tx.outbox.get(`card:${id}`),
    plan: (await tx.operations.get(id))?.plan,
  }));
  const isOurs = !forged && card?.ts != null;
  const click = {
    caller: slackCaller(bench.settings, who),
    subject: { kind: 'operation', id },
    revision: (plan?.revision ?? 1) + stale,
    card: { channel: 'C0RELEASES', ts: isOurs ? (card?.ts ?? '') : '1.000001' },
    planHash: plan?.hash ?? '',
  };
  const answer = await bench.serve(`${choice} of ${id}`, ({ use }) => decide(use, choice, click));
  const mustRefuse = !isOurs || stale !== 0;
  if (mustRefuse && answer !== undefined && answer.is !== 'refusal')
    bench.recorder.violate(
      `${choice} of ${id} was believed from ${isOurs ? 'another revision' : 'a forged card'}`,
    );
}

type Clicked = Parameters<Uses['approve']>[0];

async function decide(use: Uses, choice: ClickChoice, click: Clicked): Promise<{ is: string }> {
  if (choice === 'reject') return use.reject({ ...click, reason: 'not today' });
  if (choice === 'openDecision') return use.opens('approve', click);
  return use[choice](click);
}

/** A rollback by a person with the permission is never refused for its number. */
const NEVER_FOR_A_ROLLBACK = ['surface-held', 'line-locked', 'check-not-green', 'approver-is-requester'];

/** What a person types. */
export async function say(bench: Bench, who: string, typed: string): Promise<void> {
  const answer: Message | undefined = await bench.say(who, typed);
  if (answer?.is !== 'refusal' || !typed.startsWith('rollback')) return;
  for (const { code } of answer.refusal.reasons)
    if (NEVER_FOR_A_ROLLBACK.includes(code)) bench.recorder.violate(`a rollback was refused with ${code}`);
}

/** Until the newest operation's card is in the channel, or for half a minute. */
export async function cardShown(bench: Bench): Promise<void> {
  const key = `card:${bench.recorder.operations().at(-1)?.id}`;
  for (let seconds = 0; seconds < 30; seconds += 1) {
    await bench.wind(1_000);
    const card = await bench.store().transaction((tx) => tx.outbox.get(key));
    if (card?.ts != null) return;
  }
}
