import { isOpen, type Operation } from '../../src/domain/operation.ts';
import { surfacesOf } from '../../src/domain/plan.ts';
import { isRestored } from '../../src/features/rollback/restored.ts';
import type { Store } from '../../src/ports/store.ts';
import type { FakeWorld } from '../harness/fakes/world.ts';
import type { Row, Witness, Write } from './witness.ts';

/** After one of these an operation neither writes nor journals a step any more. */
const ENDS: readonly string[] = [
  'superseded',
  'rejected',
  'retracted',
  'replaced',
  'expired',
  'abandoned',
  'cancelled',
  'finished',
];

/** Each journal row is held against what has to be true when it is committed. */
export function judgeRow(witness: Witness, row: Row): void {
  const { subject, event } = row.entry;
  if (event === 'quarantined') judgeMark(witness, row);
  if (subject.kind !== 'operation') return;
  const operation = witness.operation(subject.id);
  if (operation === undefined) return;
  const before = witness.rowsOf(subject.id).filter((one) => one !== row);
  const ended = before.find(({ entry }) => ENDS.includes(entry.event));
  if (ended !== undefined && (event.startsWith('step-') || event === 'started' || event === 'finished'))
    witness.violate(`${subject.id} journals ${event} after ${ended.entry.event}`);
  if (event.startsWith('step-') && operation.lease?.holder !== row.life)
    witness.violate(
      `${subject.id} journals ${event} by ${row.life}, its lease is ${operation.lease?.holder}'s`,
    );
  if (event === 'started') judgeApproval(witness, operation);
  if (event === 'cancelled') judgeStopped(witness, operation);
  if (event === 'finished' || isOfStep(row, 'step-done', 'purge')) judgePurged(witness, operation);
  if (event === 'finished')
    for (const { id } of operation.plan.content.steps)
      if (!before.concat(row).some((one) => isOfStep(one, 'step-done', id)))
        witness.violate(`${subject.id} is finished without its step ${id}`);
}

/** Only a release that has moved nothing customers see is stopped: the others are rolled back. */
function judgeStopped(witness: Witness, { id }: Operation): void {
  const moved = witness.writes.find(
    ({ call, args, task, effect }) =>
      task?.subject === id && effect === 'yes' && (call === 'copy' || isOfLatest(call, args)),
  );
  if (moved !== undefined) witness.violate(`${id} was stopped after its ${moved.call}`);
}

function isOfLatest(call: string, [about]: readonly unknown[]): boolean {
  const isMove = call === 'moveDistTag' && typeof about === 'object' && about !== null;
  return isMove && 'tag' in about && about.tag === 'latest';
}

/** Nothing is purged for good before what the pointer was written with last was read back (decision 0010). */
function judgePurged(witness: Witness, { id, kind }: Operation): void {
  if (kind === 'stop') return;
  if (!witness.rowsOf(id).some((row) => isOfStep(row, 'step-done', 'swap-pointer')))
    witness.violate(`${id} has purged before its pointer was read back`);
  const arrived = witness.writes.filter((write) => write.task?.subject === id && write.effect === 'yes');
  const last = (call: string) => arrived.findLastIndex((write) => write.call === call);
  if (last('purge') < last('copy')) witness.violate(`${id} has written its pointer after its last purge`);
}

/** A rollback never quarantines what it goes back to. */
function judgeMark(witness: Witness, { entry }: Row): void {
  const by = witness.operations().find((one) => one.kind === 'rollback' && one.plan.hash === entry.planHash);
  if (by?.plan.content.version === entry.subject.id)
    witness.violate(`${by.id} quarantines its own target v${entry.subject.id}`);
}

/** An approval of exactly this plan, by enough people of the right role, none of them the requester. */
function judgeApproval(witness: Witness, operation: Operation): void {
  const { plan, id, requester } = operation;
  const rule = plan.content.approval;
  const approvals = witness
    .rowsOf(id)
    .filter(({ entry }) => entry.event === 'approved' && entry.planHash === plan.hash)
    .flatMap(({ entry }) => (entry.actor.is === 'person' ? [entry.actor] : []));
  const people = new Set(approvals.map((actor) => actor.person));
  if (rule.is === 'quorum' && (people.size < rule.n || people.has(requester.person)))
    witness.violate(`${id} was started on approvals by ${[...people].join(', ') || 'no person'}`);
  if (
    rule.is === 'quorum' &&
    approvals.some((actor) => actor.role === null || !rule.roles.includes(actor.role))
  )
    witness.violate(`${id} was started on an approval in the wrong role`);
  if (rule.is === 'confirm' && approvals.length === 0) witness.violate(`${id} was started unconfirmed`);
}

/** Each write is held against the journal as it stands when it leaves (intent first, approvals found again). */
export function judgeWrite(witness: Witness, write: Write, pauses: number): void {
  const { task, call } = write;
  if (call === 'createIssue' || task?.kind === 'end-run') return;
  const operation = task?.kind === 'advance' ? witness.operation(task.subject) : undefined;
  // It has no operation: `judgeTry` holds it to changing nothing.
  if (task?.kind === 'try-rights') return;
  if (operation === undefined) {
    witness.violate(`${call} was written by ${task?.kind ?? 'an unknown job'}`);
    return;
  }
  const steps = stepsOf(write, operation);
  const rows = witness.rowsOf(operation.id);
  const intent = rows.findLast((row) => steps.some((step) => isOfStep(row, 'step-', step)));
  if (intent?.entry.event !== 'step-intended')
    witness.violate(
      `${call} of ${operation.id} was written by ${write.life} without an intent of ${steps.join(' or ')}; ` +
        `before it came ${intent?.entry.event ?? 'nothing'} by ${intent?.life ?? 'none'}`,
    );
  if (intent?.entry.planHash !== operation.plan.hash)
    witness.violate(`${call} of ${operation.id} was written for another plan`);
  judgeApproval(witness, operation);
  const ended = rows.find(({ entry }) => ENDS.includes(entry.event));
  if (ended !== undefined && intent?.life === write.life && intent.pauses === pauses)
    witness.violate(`${call} of ${operation.id} was written after it was ${ended.entry.event}`);
}

/** What tries a right writes what is there already, under the staging tag. */
export function judgeTry(witness: Witness, world: FakeWorld, { task, call, args }: Write): void {
  if (task?.kind !== 'try-rights') return;
  const [about] = args;
  const isWhole = typeof about === 'object' && about !== null && 'name' in about && 'version' in about;
  const isStaging = isWhole && 'tag' in about && about.tag === 'next';
  const found = isWhole ? world.registry.truth(String(about.name))?.distTags['next'] : undefined;
  if (call !== 'moveDistTag' || !isStaging || found !== about.version)
    witness.violate(
      `${call} ${JSON.stringify(about)} was written by a try of rights, though next is ${found}`,
    );
}

/** No operation moves `latest` to a lower line. Versions of packages follow the line here. */
export function judgeLine(witness: Witness, world: FakeWorld, { call, args }: Write): void {
  const [about] = args;
  if (!isOfLatest(call, args) || typeof about !== 'object' || about === null) return;
  if (!('name' in about && 'version' in about)) return;
  const found = world.registry.truth(String(about.name))?.distTags['latest'] ?? '0';
  if (found.startsWith('2.') && !String(about.version).startsWith('2.'))
    witness.violate(`latest of ${about.name} moves from ${found} down to ${about.version}`);
}

function isOfStep({ entry }: Row, event: string, step: string): boolean {
  return entry.event.startsWith(event) && entry.details['step'] === step;
}

/** The steps that a write can be of. */
function stepsOf({ call, args }: Write, { plan }: Operation): string[] {
  const about = args[0];
  const name = typeof about === 'object' && about !== null && 'name' in about ? String(about.name) : '';
  const { steps } = plan.content;
  const kinds: Record<string, readonly string[]> = {
    createTag: ['tag'],
    openClaim: ['open-claim'],
    dispatch: ['dispatch'],
    createRelease: ['github-release'],
    updateRelease: ['mark-release'],
    revokeClaim: ['cancel-run'],
    cancelRun: ['cancel-run'],
    forceCancelRun: ['cancel-run'],
    rerunFailedJobs: ['watch-run'],
    copy: ['swap-pointer'],
    purge: ['purge'],
    moveDistTag: ['move-dist-tag', 'leave-tag', 'read-back'],
    deprecate: ['deprecate'],
  };
  return steps
    .filter((step) => kinds[call]?.includes(step.kind))
    .filter((step) => !('name' in step.params) || step.params['name'] === name)
    .map((step) => step.id);
}

/** What holds between any two commands: who holds which surface, and what was done how often. */
export async function judgeState(witness: Witness, world: FakeWorld, store: Store): Promise<void> {
  const { surfaces, open } = await store.transaction(async (tx) => ({
    surfaces: await tx.surfaces.all(),
    open: await tx.operations.open(),
  }));
  for (const operation of open)
    for (const id of surfacesOf(operation.plan.content, 'latest')) {
      const holder = surfaces.find((surface) => surface.id === id)?.heldBy;
      // A rollback that has given everything back holds nothing any more.
      if (holder !== operation.id && !isRestored(operation))
        witness.violate(`${operation.id} is ${operation.state.is}, but ${id} is held by ${holder ?? 'none'}`);
    }
  for (const surface of surfaces)
    if (surface.heldBy !== null && !open.some((one) => one.id === surface.heldBy && isOpen(one.state)))
      witness.violate(`${surface.id} is held by ${surface.heldBy}, which has ended`);
  for (const post of world.chat.posts)
    if (world.chat.byKey(post.key).length > 1) witness.violate(`${post.key} was posted twice`);
  judgeOnce(witness, world);
}

const RECONCILE_MS = 120_000;

/** The number of the pointer's generations since the request, by any writer, besides the one that was purged first. */
function rewritesSince({ objects }: FakeWorld, { requestedAt, plan, steps }: Operation): number {
  const { path } = plan.content.pointer;
  const first = steps['purge']?.is === 'done' ? steps['purge'].evidence['generation'] : null;
  return objects.history.filter(
    (one) => one.path === path && one.updatedAt >= requestedAt && one.generation !== first,
  ).length;
}

/** Each effect at most once: what arrived at the services, by the operation it was made for. */
function judgeOnce(witness: Witness, world: FakeWorld): void {
  for (const operation of witness.operations()) {
    const arrived = (call: string) =>
      witness.writes.filter(
        (write) => write.call === call && write.task?.subject === operation.id && write.effect === 'yes',
      );
    // A plan of the rest may move the pointer once more, over another writer's value.
    const { revision } = operation.plan;
    const retries = Object.values(operation.retries).reduce((sum, count) => sum + count, 0);
    for (const call of ['createTag', 'createRelease'])
      if (arrived(call).length > 1) witness.violate(`${operation.id}: ${call} took effect twice`);
    if (operation.kind === 'release' && arrived('copy').length > revision)
      witness.violate(`${operation.id}: the pointer was swapped ${arrived('copy').length} times`);
    const purges = new Set(arrived('purge').map(({ args }) => JSON.stringify(args)));
    // A rollback overwrites any other writer's pointer, and purges again when it finds the right bytes, by any
    // writer.
    const again = operation.kind === 'release' ? 0 : rewritesSince(world, operation);
    if (purges.size > revision + retries + again) witness.violate(`${operation.id}: ${purges.size} purges`);
    const dispatches = witness.writes.filter(
      (write) => write.call === 'dispatch' && write.task?.subject === operation.id && write.effect !== 'no',
    );
    for (const [i, write] of dispatches.entries()) {
      const previous = dispatches[i - 1];
      if (previous !== undefined && write.at - previous.at < RECONCILE_MS)
        witness.violate(`${operation.id}: dispatched again after ${write.at - previous.at} ms`);
    }
    const runs = world.scm.runs.filter((run) => run.inputs['operation'] === operation.id);
    if (runs.filter((run) => run.conclusion === 'success').length > 1)
      witness.violate(`${operation.id}: two runs with effects`);
  }
}
