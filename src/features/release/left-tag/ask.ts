import { actorOf } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { Caller, Place } from '../../../domain/person.ts';
import { type RefusalReason, refuse } from '../../../domain/refusal.ts';
import { operationSubject } from '../../../domain/subject.ts';
import { parseVersion, releaseLineOf, tagOf } from '../../../domain/version.ts';
import { accepted } from '../../../engine/accepted.ts';
import type { Context } from '../../../engine/context.ts';
import { mayEndReleases } from '../../../engine/may-end.ts';
import { enqueueJob, saveOperation } from '../../../engine/save.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import type { Tx } from '../../../ports/store.ts';
import { releaseContent } from '../plans/release-content.ts';
import { hasBegunToTag } from '../run-left.ts';
import { judgeLeftTag } from './gather.ts';
import { deleteTagConfirmation, leavesTag } from './left-tag.ts';

/** A request to delete the tag of an ended release, by its version, as v1.2.0, or its operation. */
export interface DeleteTagRequest {
  tag: string;
  caller: Caller;
  place: Place;
}

/** What deleting the tag would do; a refusal, with the next free version, where it must stay. Saves nothing. */
export async function previewDeleteTag(context: Context, request: DeleteTagRequest): Promise<Message> {
  const found = await findDeletable(context, request);
  if ('refused' in found) return refusal(request, found.refused);
  return { is: 'confirmation', form: deleteTagConfirmation(found.release, found.object) };
}

/**
 * Enqueues the deletion of the tag; the job checks everything again. The request is journalled in the person's name.
 */
export async function deleteTag(context: Context, request: DeleteTagRequest): Promise<Message> {
  const found = await findDeletable(context, request);
  if ('refused' in found) return refusal(request, found.refused);
  const { object, by } = found;
  const at = context.clock.now().toISOString();
  return context.store.transaction(async (tx): Promise<Message> => {
    const release = await tx.operations.lock(found.release.id);
    if (release === undefined)
      return refusal(request, { code: 'no-left-tag', tag: request.tag.slice(0, 60) });
    const tag = tagOf(release.plan.content.version);
    if (release.leftTag?.is === 'deleting')
      return accepted(release, `The tag ${tag} is being deleted (requested by ${release.leftTag.by}).`);
    tx.journal.append({
      subject: operationSubject(release),
      event: 'tag-deletion-asked',
      actor: actorOf(request.caller, request.place),
      planHash: release.plan.hash,
      details: { tag, object },
    });
    const leftTag = { is: 'deleting' as const, object, since: at, by, sentAt: null };
    await saveOperation(tx, { ...release, leftTag }, { at, known: context });
    await enqueueJob(tx, { kind: 'delete-tag', subject: operationSubject(release), at });
    return accepted(release, `The tag ${tag} is being deleted. The release's card shows when it is done.`);
  });
}

type Refused = { refused: RefusalReason };

async function findDeletable(
  context: Context,
  request: DeleteTagRequest,
): Promise<{ release: Operation; object: string; by: string } | Refused> {
  const { caller } = request;
  if (caller.is === 'stranger') return { refused: { code: 'stranger', why: caller.why } };
  if (caller.is === 'unproven') return { refused: { code: 'token-invalid' } };
  const denied = mayEndReleases(context.settings, caller.person);
  if (denied !== null) return { refused: denied };
  const release = await context.store.transaction((tx) => findRelease(tx, request.tag));
  if (release === undefined) return { refused: { code: 'no-left-tag', tag: request.tag.slice(0, 60) } };
  const tag = tagOf(release.plan.content.version);
  try {
    const verdict = await judgeLeftTag(context, release);
    if (verdict.is === 'gone') return { refused: { code: 'no-left-tag', tag } };
    if (verdict.is === 'stays')
      return { refused: { code: 'tag-stays', tag, why: verdict.why, next: verdict.next } };
    return { release, object: verdict.object, by: caller.person.name };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    return { refused: { code: 'neighbour-unreadable', service, problem } };
  }
}

const ALWAYS = new Date(0).toISOString();

/** The newest release of this version, or this operation, that may have created a tag and ended without a release. */
async function findRelease(tx: Tx, asked: string): Promise<Operation | undefined> {
  const version = parseVersion(asked);
  if (version === undefined) return tx.operations.get(asked);
  const all = await tx.operations.ofReleaseLine(releaseLineOf(version), ALWAYS);
  const same = all.filter((one) => releaseContent.isIn(one) && one.plan.content.version === version);
  return same.find((one) => leavesTag(one) && hasBegunToTag(one)) ?? same[0];
}

function refusal({ tag }: DeleteTagRequest, reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked: `delete-tag ${tag}`.slice(0, 100) };
}
