import type { Decided } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import { refuse } from '../../../domain/refusal.ts';
import { type Believed, onClick, record } from '../../../flow/click.ts';
import { OPERATION } from '../../../flow/decision-subject.ts';
import { defineDecision } from '../../../flow/define-decision.ts';
import { byNavi, keepOperation } from '../../../flow/keep.ts';
import type { Ground } from '../../../flow/ports.ts';
import { NeighbourError } from '../../../ports/neighbour-error.ts';
import type { Receipt } from '../../../ports/receipt.ts';
import type { Tx } from '../../../ports/store.ts';
import { postMortemMarker, postMortemOf } from '../post-mortem.ts';
import { offersNext } from '../watch.ts';

export default defineDecision({
  name: 'post-mortem',
  about: OPERATION,
  permission: 'roll-back',
  button: { label: 'Post-mortem', says: 'Post-mortem: open the issue of the' },
  place: 120,
  offered: offersNext,
  apply: postMortem,
});

/** Whoever asked has this long to open the issue; after it the next one may, and looks first. */
const OPENING_MS = 60_000;
/** The issue is asked for only this soon after that was kept: with the call's own deadline well within the above. */
const MAY_OPEN_WITHIN_MS = 20_000;

/**
 * Opens the post-mortem issue with the timeline filled in, once: whoever asks first is kept as opening it, and
 * everybody else is told so, or where it is. One of unknown fate is looked for by its marker before it is opened again.
 */
async function postMortem(ground: Ground, click: Decided): Promise<Message> {
  const begun: { operation?: Operation } = {};
  const answer = await onClick(ground, click, {
    asked: 'post-mortem',
    apply: async (tx, believed) => {
      const { row: operation } = believed;
      if (operation.kind !== 'rollback') return notOffered(operation, 'post-mortem');
      const said = alreadyAskedFor(ground, operation);
      if (said === null) begun.operation = await begin(ground, tx, { click, believed });
      return said ?? line('The post-mortem is being opened.');
    },
  });
  return begun.operation === undefined ? answer : open(ground, begun.operation);
}

function alreadyAskedFor(ground: Ground, { postMortem }: Operation): Message | null {
  if (postMortem?.is === 'open') return line(`The post-mortem is already open: ${postMortem.url}`);
  const isOver =
    postMortem === undefined || ground.clock.now().getTime() - Date.parse(postMortem.since) >= OPENING_MS;
  return isOver
    ? null
    : line(`${postMortem.by} just opened the post-mortem; the card will link to it in a moment.`);
}

/** Keeps who opens it, before anything is sent. */
async function begin(
  ground: Ground,
  tx: Tx,
  { click, believed }: { click: Decided; believed: Believed },
): Promise<Operation> {
  const since = ground.clock.now().toISOString();
  const { row: operation, person } = believed;
  const opening: Operation = { ...operation, postMortem: { is: 'opening', since, by: person.name } };
  record(tx, click, { event: 'post-mortem-begun', believed, details: {} });
  await tx.operations.save(opening);
  return opening;
}

async function open(ground: Ground, operation: Operation): Promise<Message> {
  try {
    const existing = await ground.scm.findIssue(postMortemMarker(operation.id));
    if (existing === undefined && !isInTime(ground, operation)) return LATE;
    const { url, requestIds }: Opened = existing ?? (await openIssue(ground, operation));
    await settle(ground, operation, { became: { is: 'open', url }, requestIds });
    return line(`The post-mortem is open, with the timeline filled in: ${url}`);
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    const { neighbour, problem, kind } = error.facts;
    // What was refused is nowhere; of anything else nobody knows, so the next one waits, and looks first.
    if (kind !== 'unknown') await settle(ground, operation, { became: undefined });
    return {
      is: 'refusal',
      refusal: refuse({ code: 'neighbour-unreadable', neighbour, problem }),
      asked: 'post-mortem',
    };
  }
}

type Opened = { url: string } & Receipt;

async function openIssue(ground: Ground, operation: Operation): Promise<Opened> {
  const rows = await ground.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: operation.id }));
  return ground.scm.createIssue(postMortemOf(operation, rows));
}

function isInTime(ground: Ground, { postMortem }: Operation): boolean {
  if (postMortem?.is !== 'opening') return false;
  return ground.clock.now().getTime() - Date.parse(postMortem.since) <= MAY_OPEN_WITHIN_MS;
}

const LATE: Message = {
  is: 'line',
  text: 'GitHub did not answer in time, so no post-mortem was opened. Press the button again in a minute.',
  level: 'warn',
};

/** Keeps what became of it, unless somebody else has taken it up meanwhile; the card shows it. */
async function settle(
  ground: Ground,
  { id, postMortem: mine }: Operation,
  { became, requestIds }: { became: Operation['postMortem']; requestIds?: readonly string[] | undefined },
): Promise<void> {
  const at = ground.clock.now().toISOString();
  await ground.store.transaction(async (tx) => {
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
    await keepOperation(tx, { ...operation, postMortem: became }, at);
  });
}

function notOffered({ id: operation }: Operation, choice: string) {
  return { refused: { code: 'choice-not-offered', operation, choice } } as const;
}

function line(text: string): Message {
  return { is: 'line', text, level: 'info' };
}
