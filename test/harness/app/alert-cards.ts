import type { CardClick } from '../../../src/domain/click.ts';
import type { AlertCard } from '../../../src/domain/message.ts';
import type { TestApp } from './app.ts';

/** The posted cards that belong to no operation, as they are now, the oldest first. */
export function alertCards({ world }: TestApp): AlertCard[] {
  return world.chat.posts.flatMap(({ message }) => (message.is === 'alert' ? [message.alert] : []));
}

/** A click by this person on the posted card that offers this decision. */
export async function clickOn(app: TestApp, decision: string, by: string): Promise<CardClick> {
  const alert = alertCards(app).findLast(({ buttons }) => buttons.some((one) => one.decision === decision));
  const row = await app.store.transaction((tx) => tx.outbox.get(`card:alert:${alert?.id}`));
  if (alert === undefined || row?.ts == null) throw new Error(`no card offers ${decision}`);
  const { id, revision } = alert;
  const card = { channel: row.channel, ts: row.ts };
  return { caller: app.caller(by), subject: { kind: 'alert', id }, revision, card };
}
