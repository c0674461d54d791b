import { z } from 'zod';
import type { Alert } from '../../../domain/alert.ts';
import { canonical } from '../../../domain/json.ts';
import type { AlertCard } from '../../../domain/message.ts';
import type { Person } from '../../../domain/person.ts';
import type { PlanContent } from '../../../domain/plan.ts';
import { decideQueueCards, type QueueCard } from '../../../domain/release-queue.ts';
import type { Subject } from '../../../domain/subject.ts';
import { tagOf } from '../../../domain/version.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import { defineCard } from '../../../engine/define-card.ts';
import type { Tx } from '../../../ports/store.ts';
import { isSoaking } from '../soaking.ts';
import { queueRows } from './read-queue.ts';

/** The kind of the rows. A row has what its card shows; what waits, only the journal says. */
const QUEUED_RELEASE = 'queued-release';

const Shown = z.object({
  version: z.string(),
  line: z.string(),
  person: z.string(),
  position: z.number(),
  after: z.array(z.string()),
  running: z.array(z.string()),
});
type QueueAlert = Alert & { shown: z.infer<typeof Shown> };

function withShown(alert: Alert | undefined): QueueAlert | undefined {
  const shown = alert?.kind === QUEUED_RELEASE ? Shown.safeParse(alert.details).data : undefined;
  return alert === undefined || shown === undefined ? undefined : { ...alert, shown };
}

/** The versions whose releases hold the line, before what waits for it. One that soaks holds nothing. */
export async function runningOn(tx: Tx, line: string): Promise<string[]> {
  const open = (await tx.operations.open()).filter((one) => !isSoaking(one));
  return open.flatMap(({ plan: { content } }) =>
    content.line === line && content.holds !== 'nothing' ? [content.version] : [],
  );
}

/** Whether another release of the line is open, approved or not, so that this one has to wait for its turn. */
export function isBehind({ store }: Context, { line, holds, version }: PlanContent): Promise<boolean> {
  if (holds === 'nothing') return Promise.resolve(false);
  return store.transaction(async (tx) => (await runningOn(tx, line)).some((one) => one !== version));
}

/** Posts, redraws or ends the cards of what waits on a line, so that each shows its position now. */
export async function drawQueue(tx: Tx, context: Context, queue: Subject): Promise<void> {
  const rows = await queueRows(tx, queue);
  const open = (await tx.alerts.open()).flatMap((one) => withShown(one) ?? []);
  const own = open.filter(({ shown }) => shown.line === queue.id);
  const cards = decideQueueCards(rows, {
    shown: own.map(({ shown }) => shown.version),
    running: await runningOn(tx, queue.id),
  });
  for (const card of cards)
    await draw(tx, context, { queue, card, known: own.find(({ shown }) => shown.version === card.version) });
}

async function draw(
  tx: Tx,
  context: Context,
  { queue, card, known }: { queue: Subject; card: QueueCard; known: QueueAlert | undefined },
): Promise<void> {
  const at = context.clock.now().toISOString();
  if (card.is === 'ended') {
    const alert = known && (await tx.alerts.lock(known.id));
    if (alert === undefined) return;
    const state = { is: 'over', at, how: card.how, by: null } as const;
    await tx.alerts.save({ ...alert, state, revision: alert.revision + 1 });
    return enqueueAlertCard(tx, context, { id: alert.id, at });
  }
  const { version, person, position, after, running } = card;
  const details = { version, line: queue.id, person, position, after: [...after], running: [...running] };
  if (known === undefined) {
    const id = context.ids.operation('que');
    const subject = { kind: QUEUED_RELEASE, id: version };
    const first = { since: at, looks: 1, revision: 1, state: { is: 'suspect' }, details } as const;
    if (await tx.alerts.begin({ id, kind: QUEUED_RELEASE, subject, ...first }))
      await enqueueAlertCard(tx, context, { id, at });
    return;
  }
  const alert = await tx.alerts.lock(known.id);
  if (alert === undefined || canonical(alert.details) === canonical(details)) return;
  await tx.alerts.save({ ...alert, details, revision: alert.revision + 1 });
  await enqueueAlertCard(tx, context, { id: alert.id, at });
}

/** The card of a release that waits for its turn. */
export const queueCard = defineCard({
  kind: 'alert',
  read: async (tx, id) => withShown(await tx.alerts.get(id)),
  compose: (alert, { settings }) => ({ is: 'alert', alert: cardOf(alert, settings.people) }),
});

/** The card as of now. Pure. */
function cardOf({ id, revision, state, shown }: QueueAlert, people: readonly Person[]): AlertCard {
  const { version, line, position, after, running } = shown;
  const name = people.find((one) => one.id === shown.person)?.name ?? shown.person;
  const before = [
    ...running.map((one) => `${tagOf(one)} (in progress)`),
    ...after.map((one) => `${tagOf(one)} (waits, too)`),
  ];
  if (state.is === 'over')
    return {
      ...{ id, revision, isOver: true, asks: [], buttons: [], lines: [state.how] },
      headline: `${tagOf(version)} does not wait on ${line} any more`,
    };
  return {
    ...{ id, revision, isOver: false, tone: 'watch', asks: [], buttons: [] },
    headline: `${tagOf(version)} waits for its turn on ${line}: position ${position}`,
    lines: [
      before.length === 0 ? 'Its turn is next' : `After ${before.join(', ')}`,
      `${name} requested it. Navi plans it, and asks for approval, when the release before it has ended`,
      `To take it out, type /navi release ${tagOf(version)} --unqueue`,
    ],
  };
}
