import type { Caller, Person, Place } from '../../domain/person.ts';
import type { Context } from '../../engine/context.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import type { Level } from '../../ports/tables/outbox.ts';

export interface Answer {
  /** The terminal's id. */
  terminal: string;
  text: string;
  level: Level;
  /** One message per key. */
  key: string;
  /** ISO. */
  at: string;
}

/** Enqueues a direct message to a person about their terminal. */
export async function enqueueToPerson(
  tx: Tx,
  { slack }: Person,
  { terminal, text, level, key, at }: Answer,
): Promise<void> {
  if (slack === undefined) return;
  const subject = { kind: 'token', id: terminal };
  await enqueueNotice(tx, { subject, text, level, channel: slack, key, at });
}

/** Posts in the release channel that a terminal may act as a person, or may no longer. One post for each key. */
export async function tellOfTerminal(
  tx: Tx,
  { settings }: Pick<Context, 'settings'>,
  { terminal, text, key, at }: Omit<Answer, 'level'>,
): Promise<void> {
  const subject = { kind: 'token', id: terminal };
  await enqueueNotice(tx, { subject, text, level: 'warn', channel: settings.slack.channel, key, at });
}

/** Reports to a person what was done in their name from a terminal, as soon as Slack accepts it. */
export async function reportDecision(
  { store, clock, ids, telemetry }: Context,
  { caller, place, words }: { caller: Caller; place: Place; words: string },
): Promise<void> {
  if (caller.is !== 'person') return;
  const { person, account: terminal } = caller;
  const peer = place.is === 'terminal' ? (place.peer ?? 'this machine') : '';
  const text = [
    // Words that begin a line of their own could say that all is well.
    `From a terminal at ${peer}, as you: ${words.replace(/\s+/g, ' ').slice(0, 300)}`,
    `Not you? Type /navi tokens revoke ${terminal}`,
  ].join('\n');
  const at = clock.now().toISOString();
  const message: Answer = { terminal, text, level: 'info', key: `terminal-decision:${ids.uuid()}`, at };
  await store
    .transaction((tx) => enqueueToPerson(tx, person, message))
    .catch((error: unknown) => telemetry.error('a message about a terminal was not delivered', error));
}
