import { approvalsNeeded, decidersOf } from '../../domain/approval.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Person } from '../../domain/person.ts';
import { wallTimeOf } from '../../domain/wall-time.ts';
import type { WordsOf } from '../../engine/operations.ts';

type Level = 'info' | 'good' | 'warn' | 'bad';

/** What a direct message is about; part of its key. */
type DirectEvent = 'asked' | 'half-time' | 'approved' | 'rejected' | 'failed' | 'expired' | 'done';

/** A direct message about an operation, as it is now. */
export interface Direct {
  event: DirectEvent;
  /** Tells one occasion of the event from the next: a revision, or the number of retries. */
  occasion: number;
  /** Whom it tells. */
  person: Person;
  /** Plain text; times are ISO. */
  text: string;
  level: Level;
  /** Nothing has to be done about it any more: it is only edited, never sent. */
  isOver: boolean;
}

interface Around {
  people: readonly Person[];
  now: Date;
  /** Of people whose zone is not configured. */
  zone: string;
  words: Pick<WordsOf, 'called' | 'announced'>;
  /** The title of the step at which it is paused; empty where it is not. */
  stoppedAt: string;
}

/** Hours of a person's day in which they can be expected to read a message. */
const AWAKE = { from: 8, until: 22 };

/** When an undecided plan is at half of its time. */
export function halfTime({ plan: { createdAt, expiresAt } }: Operation): Date {
  return new Date((Date.parse(createdAt) + Date.parse(expiresAt)) / 2);
}

/**
 * Every direct message about an operation that needs approvals: to the approvers while they are asked, at half-time,
 * and when they are no longer needed; to the requester what became of it. Nothing for a kind that needs none. Pure.
 */
export function decideDirect(operation: Operation, around: Around): Direct[] {
  const { approval } = operation.plan.content;
  if (approval.is !== 'quorum') return [];
  const deciders = decidersOf(approval, { ...around, requester: operation.requester.person });
  return [
    ...deciders.flatMap((person) => toApprover(operation, person, { ...around, deciders })),
    ...around.people
      .filter(({ id }) => id === operation.requester.person)
      .flatMap((person) => toRequester(operation, person, around)),
  ];
}

function toApprover(
  operation: Operation,
  person: Person,
  { deciders, words: { called }, now, zone }: Around & { deciders: readonly Person[] },
): Direct[] {
  const { state, plan, requester, approvers } = operation;
  const of = { person, occasion: plan.revision };
  const over = noLongerNeeded(operation, person, called);
  if (over !== null)
    return (['asked', 'half-time'] as const).map((event) => {
      return { ...of, event, text: over, level: 'info', isOver: true };
    });
  if (state.is !== 'awaiting-approval') return [];
  const asks = `${requester.name} asks you to approve ${called}. It expires at ${plan.expiresAt}.`;
  const asked: Direct = { ...of, event: 'asked', text: asks, level: 'warn', isOver: false };
  if (now < halfTime(operation)) return [asked];
  const waiting = deciders.filter(({ id }) => !approvers.some((one) => one.person === id));
  const reminds = `${called} still waits for approval, until ${plan.expiresAt}. ${whoIsAwake(waiting, now, zone)}`;
  return [asked, { ...of, event: 'half-time', text: reminds, level: 'warn', isOver: false }];
}

/** Why this person need not decide any more; null while they may. */
function noLongerNeeded(
  { state, approvers, plan }: Operation,
  { id }: Person,
  called: string,
): string | null {
  const { approval } = plan.content;
  const names = approvers.map(({ name }) => name).join(', ');
  switch (state.is) {
    case 'awaiting-approval': {
      if (!approvers.some(({ person }) => person === id)) return null;
      const needed = approvalsNeeded(approval);
      return `You approved ${called}. ${approvers.length} of ${needed} approvals so far.`;
    }
    case 'rejected':
      return `No longer needed: ${state.by} rejected ${called}.`;
    case 'retracted':
      return `No longer needed: ${state.by} withdrew ${called}.`;
    case 'replaced':
      return `No longer needed: ${called} was planned again, as ${state.successor}.`;
    case 'expired':
      return `No longer needed: ${called} has expired.`;
    default:
      return `No longer needed: ${called} was approved${names === '' ? '' : ` by ${names}`}.`;
  }
}

/** Of whom an answer can be expected now, in their own times. */
function whoIsAwake(people: readonly Person[], now: Date, zone: string): string {
  const timed = people.map((one) => {
    const time = wallTimeOf(now, one.zone ?? zone).slice(11, 16);
    const hour = Number(time.slice(0, 2));
    return { says: `${one.name} (${time})`, isAwake: hour >= AWAKE.from && hour < AWAKE.until };
  });
  const named = (isAwake: boolean) =>
    timed.flatMap((one) => (one.isAwake === isAwake ? [one.says] : [])).join(', ');
  const asleep = named(false) === '' ? '' : ` Probably asleep: ${named(false)}.`;
  return `Awake now: ${named(true) === '' ? 'no approver' : named(true)}.${asleep}`;
}

function toRequester(operation: Operation, person: Person, around: Around): Direct[] {
  const { state, plan, approvers, retries } = operation;
  const { called, announced } = around.words;
  const retried = Object.values(retries).reduce((sum, count) => sum + count, 0);
  const tell = (event: DirectEvent, text: string, level: Level, isOver = false): Direct => {
    const occasion = event === 'failed' ? retried : plan.revision;
    return { event, occasion, person, text, level, isOver };
  };
  const goesOn = { ...tell('failed', `${called} continues.`, 'info', true), occasion: retried - 1 };
  const again = retried === 0 ? [] : [goesOn];
  switch (state.is) {
    case 'running': {
      const names = approvers.map(({ name }) => name).join(', ');
      return [...again, tell('approved', `${called} was approved by ${names} and runs.`, 'good')];
    }
    case 'rejected':
      return [tell('rejected', `${state.by} rejected ${called}: ${state.reason}`, 'warn')];
    case 'expired':
      return [tell('expired', `${called} expired without a decision. Its card has Plan again.`, 'warn')];
    case 'stopped': {
      const why = `${called} is paused at "${around.stoppedAt}": ${state.trouble.detail}`;
      return [tell('failed', why, 'bad')];
    }
    case 'done':
      return [...again, tell('done', `${announced}.`, 'good')];
    case 'abandoned':
    case 'cancelled':
    case 'superseded':
      return [tell('failed', `${called} has ended. See its card.`, 'info', true)];
    default:
      return [];
  }
}
