import { isOpen, type Operation } from '../../src/domain/operation.ts';
import { surfacesOf } from '../../src/domain/plan.ts';
import { isRestored } from '../../src/features/rollback/restored.ts';
import type { Store } from '../../src/ports/store.ts';
import type { FakeWorld } from '../harness/fakes/world.ts';
import type { Recorder, Row, Write } from './recorder.ts';

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
export function judgeRow(recorder: Recorder, row: Row): void {
  const { subject, event } = row.entry;
  if (event === 'quarantined') judgeMark(recorder, row);
  if (subject.kind !== 'operation') return;
  const operation = recorder.operation(subject.id);
  if (operation === undefined) return;
  const before = recorder.rowsOf(subject.id).filter((one) => one !== row);
  const ended = before.find(({ entry }) => ENDS.includes(entry.event));
  if (ended !== undefined && (event.startsWith('step-') || event === 'started' || event === 'finished'))
    recorder.violate(`${subject.id} journals ${event} after ${ended.entry.event}`);
  if (event.startsWith('step-') && operation.lease?.holder !== row.life)
    recorder.violate(
      `${subject.id} journals ${event} by ${row.life}, its lease is ${operation.lease?.holder}'s`,
    );
  if (event === 'started') judgeApproval(recorder, operation);
  if (event === 'cancelled') judgeStopped(recorder, operation);
  if (event === 'finished' || isOfStep(row, 'step-done', 'purge')) judgePurged(recorder, operation);
  if (event === 'finished')
    for (const { id } of operation.plan.content.steps)
      if (!before.concat(row).some((one) => isOfStep(one, 'step-done', id)))
        recorder.violate(`${subject.id} is finished without its step ${id}`);
}

/** Only a release that has moved nothing customers see is stopped: the others are rolled back. */
function judgeStopped(recorder: Recorder, { id }: Operation): void {
  const moved = recorder.writes.find(
    ({ call, args, task, effect }) =>
      task?.subject === id && effect === 'yes' && (call === 'copy' || isOfLatest(call, args)),
  );
  if (moved !== undefined) recorder.violate(`${id} was stopped after its ${moved.call}`);
}

function isOfLatest(call: string, [about]: readonly unknown[]): boolean {
  const isMove = call === 'moveDistTag' && typeof about === 'object' && about !== null;
  return isMove && 'tag' in about && about.tag === 'latest';
}

/** Nothing is purged for good before what the pointer was written with last was read back (decision 0010). */
function judgePurged(recorder: Recorder, { id, kind }: Operation): void {
  if (kind === 'stop') return;
  if (!recorder.rowsOf(id).some((row) => isOfStep(row, 'step-done', 'swap-pointer')))
    recorder.violate(`${id} has purged before its pointer was read back`);
  const arrived = recorder.writes.filter((write) => write.task?.subject === id && write.effect === 'yes');
  const last = (call: string) => arrived.findLastIndex((write) => write.call === call);
  if (last('purge') < last('copy')) recorder.violate(`${id} has written its pointer after its last purge`);
}

/** A rollback never quarantines what it goes back to. */
function judgeMark(recorder: Recorder, { entry }: Row): void {
  const by = recorder.operations().find((one) => one.kind === 'rollback' && one.plan.hash === entry.planHash);
  if (by?.plan.content.version === entry.subject.id)
    recorder.violate(`${by.id} quarantines its own target v${entry.subject.id}`);
}

/** An approval of exactly this plan, by enough people of the right role, none of them the requester. */
function judgeApproval(recorder: Recorder, operation: Operation): void {
  const { plan, id, requester } = operation;
  const rule = plan.content.approval;
  const approvals = recorder
    .rowsOf(id)
    .filter(({ entry }) => entry.event === 'approved' && entry.planHash === plan.hash)
    .flatMap(({ entry }) => (entry.actor.is === 'person' ? [entry.actor] : []));
  const people = new Set(approvals.map((actor) => actor.person));
  if (rule.is === 'quorum' && (people.size < rule.n || people.has(requester.person)))
    recorder.violate(`${id} was started on approvals by ${[...people].join(', ') || 'no person'}`);
  if (
    rule.is === 'quorum' &&
    approvals.some((actor) => actor.role === null || !rule.roles.includes(actor.role))
  )
    recorder.violate(`${id} was started on an approval in the wrong role`);
  if (rule.is === 'confirm' && approvals.length === 0) recorder.violate(`${id} was started unconfirmed`);
}

/** Each write is held against the journal as it stands when it leaves (intent first, approvals found again). */
export function judgeWrite(recorder: Recorder, write: Write, pauses: number): void {
  const { task, call } = write;
  if (call === 'createIssue' || task?.kind === 'end-run') return;
  const operation = task?.kind === 'advance' ? recorder.operation(task.subject) : undefined;
  // It has no operation: `judgeTry` holds it to changing nothing.
  if (task?.kind === 'try-rights') return;
  if (operation === undefined) {
    recorder.violate(`${call} was written by ${task?.kind ?? 'an unknown job'}`);
    return;
  }
  const steps = stepsOf(write, operation);
  const rows = recorder.rowsOf(operation.id);
  const intent = rows.findLast((row) => steps.some((step) => isOfStep(row, 'step-', step)));
  if (intent?.entry.event !== 'step-intended')
    recorder.violate(
      `${call} of ${operation.id} was written by ${write.life} without an intent of ${steps.join(' or ')}; ` +
        `before it came ${intent?.entry.event ?? 'nothing'} by ${intent?.life ?? 'none'}`,
    );
  if (intent?.entry.planHash !== operation.plan.hash)
    recorder.violate(`${call} of ${operation.id} was written for another plan`);
  judgeApproval(recorder, operation);
  const ended = rows.find(({ entry }) => ENDS.includes(entry.event));
  if (ended !== undefined && intent?.life === write.life && intent.pauses === pauses)
    recorder.violate(`${call} of ${operation.id} was written after it was ${ended.entry.event}`);
}

/** What tries a right writes what is there already, under the staging tag. */
export function judgeTry(recorder: Recorder, world: FakeWorld, { task, call, args }: Write): void {
  if (task?.kind !== 'try-rights') return;
  const [about] = args;
  const isWhole = typeof about === 'object' && about !== null && 'name' in about && 'version' in about;
  const isStaging = isWhole && 'tag' in about && about.tag === 'next';
  const found = isWhole ? world.registry.truth(String(about.name))?.distTags['next'] : undefined;
  if (call !== 'moveDistTag' || !isStaging || found !== about.version)
    recorder.violate(
      `${call} ${JSON.stringify(about)} was written by a try of rights, though next is ${found}`,
    );
}

/** No operation moves `latest` to a lower line. Versions of packages follow the line here. */
export function judgeLine(recorder: Recorder, world: FakeWorld, { call, args }: Write): void {
  const [about] = args;
  if (!isOfLatest(call, args) || typeof about !== 'object' || about === null) return;
  if (!('name' in about && 'version' in about)) return;
  const found = world.registry.truth(String(about.name))?.distTags['latest'] ?? '0';
  if (found.startsWith('2.') && !String(about.version).startsWith('2.'))
    recorder.violate(`latest of ${about.name} moves from ${found} down to ${about.version}`);
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
export async function judgeState(recorder: Recorder, world: FakeWorld, store: Store): Promise<void> {
  const { surfaces, open } = await store.transaction(async (tx) => ({
    surfaces: await tx.surfaces.all(),
    open: await tx.operations.open(),
  }));
  for (const operation of open)
    for (const id of surfacesOf(operation.plan.content, 'latest')) {
      const holder = surfaces.find((surface) => surface.id === id)?.heldBy;
      // A rollback that has given everything back holds nothing any more.
      if (holder !== operation.id && !isRestored(operation))
        recorder.violate(
          `${operation.id} is ${operation.state.is}, but ${id} is held by ${holder ?? 'none'}`,
        );
    }
  for (const surface of surfaces)
    if (surface.heldBy !== null && !open.some((one) => one.id === surface.heldBy && isOpen(one.state)))
      recorder.violate(`${surface.id} is held by ${surface.heldBy}, which has ended`);
  for (const post of world.chat.posts)
    if (world.chat.byKey(post.key).length > 1) recorder.violate(`${post.key} was posted twice`);
  judgeOnce(recorder, world);
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
function judgeOnce(recorder: Recorder, world: FakeWorld): void {
  for (const operation of recorder.operations()) {
    const arrived = (call: string) =>
      recorder.writes.filter(
        (write) => write.call === call && write.task?.subject === operation.id && write.effect === 'yes',
      );
    // A plan of the rest may move the pointer once more, over another writer's value.
    const { revision } = operation.plan;
    const retries = Object.values(operation.retries).reduce((sum, count) => sum + count, 0);
    for (const call of ['createTag', 'createRelease'])
      if (arrived(call).length > 1) recorder.violate(`${operation.id}: ${call} took effect twice`);
    if (operation.kind === 'release' && arrived('copy').length > revision)
      recorder.violate(`${operation.id}: the pointer was swapped ${arrived('copy').length} times`);
    const purges = new Set(arrived('purge').map(({ args }) => JSON.stringify(args)));
    // A rollback overwrites any other writer's pointer, and purges again when it finds the right bytes, by any
    // writer.
    const again = operation.kind === 'release' ? 0 : rewritesSince(world, operation);
    if (purges.size > revision + retries + again) recorder.violate(`${operation.id}: ${purges.size} purges`);
    const dispatches = recorder.writes.filter(
      (write) => write.call === 'dispatch' && write.task?.subject === operation.id && write.effect !== 'no',
    );
    for (const [i, write] of dispatches.entries()) {
      const previous = dispatches[i - 1];
      if (previous !== undefined && write.at - previous.at < RECONCILE_MS)
        recorder.violate(`${operation.id}: dispatched again after ${write.at - previous.at} ms`);
    }
    const runs = world.scm.runs.filter((run) => run.inputs['operation'] === operation.id);
    if (runs.filter((run) => run.conclusion === 'success').length > 1)
      recorder.violate(`${operation.id}: two runs with effects`);
  }
}
