import type { Operation } from '../../../src/domain/operation.ts';
import { ADA } from './day.ts';
import type { House } from './house.ts';

/** Clicks Retry as Ada, on the card as the store knows it. */
export async function askRetry({ app, context }: House, { id, plan }: Operation): Promise<void> {
  const caller = await app.callerFromChat({ user: ADA, team: 'T0AWELL' });
  const kept = await context.store.transaction((tx) => tx.outbox.get(`card:${id}`));
  const card = { channel: kept?.channel ?? '', ts: kept?.ts ?? '' };
  const answer = await app.useCases.decide('retry', {
    caller,
    subject: { kind: 'operation', id },
    revision: plan.revision,
    card,
    reason: '',
    planHash: '',
  });
  if (answer.is !== 'accepted') throw new Error(`the retry: ${JSON.stringify(answer)}`);
}

/** Confirms a rollback as Ada, as the modal's submission does. */
export async function askRollback({ app }: House, target: string | undefined): Promise<void> {
  const caller = await app.callerFromChat({ user: ADA, team: 'T0AWELL' });
  const place = { is: 'slack' as const, channel: 'C0RELEASES' };
  const request = { target, reason: 'A test', cdnOnly: false, caller, place };
  const answer = await app.useCases.rollBack(request);
  if (answer.is !== 'accepted') throw new Error(`the rollback: ${JSON.stringify(answer)}`);
}
