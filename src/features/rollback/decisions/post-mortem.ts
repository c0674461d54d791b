import type { Decided } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import { refuse } from '../../../domain/refusal.ts';
import { type Believed, onClick, record } from '../../../engine/click.ts';
import type { Context } from '../../../engine/context.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { byNavi, saveOperation } from '../../../engine/save.ts';
import type { Receipt } from '../../../ports/receipt.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import type { Tx } from '../../../ports/store.ts';
import { postMortemMarker, postMortemOf } from '../post-mortem.ts';
import { offersNext } from '../restored.ts';

export default defineDecision({
  name: 'post-mortem',
  about: OPERATION,
  permission: 'roll-back',
  button: { label: 'Post-mortem', says: 'Post-mortem: open the issue of the' },
  place: 120,
  offered: offersNext,
  apply: postMortem,
});

/** How long the first request has to open the issue; then the next one may, and searches first. */
const OPENING_MS = 60_000;
/**
 * The issue is created only this soon after the request was saved: with the call's own deadline well within the
 * above.
 */
const MAY_OPEN_WITHIN_MS = 20_000;

/**
 * Opens the post-mortem issue with the timeline filled in, once. The first request is saved as opening it; later ones
 * are told so, or get the link. An issue of unknown fate is searched by its marker before it is opened again.
 */
async function postMortem(context: Context, click: Decided): Promise<Message> {
  const begun: { operation?: Operation } = {};
  const answer = await onClick(context, click, {
    asked: 'post-mortem',
    apply: async (tx, believed) => {
      const { row: operation } = believed;
      if (operation.kind !== 'rollback') return notOffered(operation, 'post-mortem');
      const said = alreadyAskedFor(context, operation);
      if (said === null) begun.operation = await begin(context, tx, { click, believed });
      return said ?? line('The post-mortem is being opened.');
    },
  });
  return begun.operation === undefined ? answer : open(context, begun.operation);
}

function alreadyAskedFor(context: Context, { postMortem }: Operation): Message | null {
  if (postMortem?.is === 'open') return line(`The post-mortem is already open: ${postMortem.url}`);
  const isOver = postMortem === undefined || context.clock.since(postMortem.since) >= OPENING_MS;
  return isOver
    ? null
    : line(`${postMortem.by} just opened the post-mortem; the card will link to it in a moment.`);
}

/** Saves who opens it, before anything is sent. */
async function begin(
  context: Context,
  tx: Tx,
  { click, believed }: { click: Decided; believed: Believed },
): Promise<Operation> {
  const since = context.clock.now().toISOString();
  const { row: operation, person } = believed;
  const opening: Operation = { ...operation, postMortem: { is: 'opening', since, by: person.name } };
  record(tx, click, { event: 'post-mortem-begun', believed, details: {} });
  await tx.operations.save(opening);
  return opening;
}

async function open(context: Context, operation: Operation): Promise<Message> {
  try {
    const existing = await context.scm.findIssue(postMortemMarker(operation.id));
    if (existing === undefined && !isInTime(context, operation)) return LATE;
    const { url, requestIds }: Opened = existing ?? (await openIssue(context, operation));
    await settle(context, operation, { became: { is: 'open', url }, requestIds });
    return line(`The post-mortem is open, with the timeline filled in: ${url}`);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem, kind } = error.facts;
    // A refused issue does not exist; any other fate is unclear, so the next request waits, and searches first.
    if (kind !== 'unknown') await settle(context, operation, { became: undefined });
    return {
      is: 'refusal',
      refusal: refuse({ code: 'neighbour-unreadable', service, problem }),
      asked: 'post-mortem',
    };
  }
}

type Opened = { url: string } & Receipt;

async function openIssue(context: Context, operation: Operation): Promise<Opened> {
  const rows = await context.store.transaction((tx) =>
    tx.journal.of({ kind: 'operation', id: operation.id }),
  );
  return context.scm.createIssue(postMortemOf(operation, rows));
}

function isInTime(context: Context, { postMortem }: Operation): boolean {
  if (postMortem?.is !== 'opening') return false;
  return context.clock.since(postMortem.since) <= MAY_OPEN_WITHIN_MS;
}

const LATE: Message = {
  is: 'line',
  text: 'GitHub did not answer in time, so no post-mortem was opened. Press the button again in a minute.',
  level: 'warn',
};

/** Saves the result, unless another request has taken over meanwhile; the card shows it. */
async function settle(
  context: Context,
  { id, postMortem: mine }: Operation,
  { became, requestIds }: { became: Operation['postMortem']; requestIds?: readonly string[] | undefined },
): Promise<void> {
  const at = context.clock.now().toISOString();
  await context.store.transaction(async (tx) => {
    const operation = await tx.operations.lock(id);
    if (operation === undefined) return;
    const { postMortem, ...without } = operation;
    if (postMortem?.is !== 'opening' || mine?.is !== 'opening' || postMortem.since !== mine.since) return;
    if (became === undefined) return tx.operations.save(without);
    if (became.is === 'open')
      tx.journal.append({
        ...byNavi(operation, 'post-mortem-opened', { url: became.url }),
        ...(requestIds === undefined ? {} : { requestIds }),
      });
    await saveOperation(tx, { ...operation, postMortem: became }, { at, known: context });
  });
}

function notOffered({ id: operation }: Operation, choice: string) {
  return { refused: { code: 'choice-not-offered', operation, choice } } as const;
}

function line(text: string): Message {
  return { is: 'line', text, level: 'info' };
}
