import { hasWritten, type Operation } from '../../../domain/operation.ts';
import { distTagsRight, NPM_TOKEN_RIGHT } from '../../../domain/right.ts';
import type { Context } from '../../../engine/context.ts';
import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { enqueueNotice } from '../../../engine/save.ts';
import { together } from '../../../ports/receipt.ts';
import type { Tx } from '../../../ports/store.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import { leaveTag } from '../steps/leave-tag.ts';
import { attempt, type Tried, tryBucket, tryNpmToken, tryUrlMap } from '../try-right.ts';
import { warnOfToken } from '../warn-of-token.ts';

/**
 * Tests, without a change, the rights that a release and its rollback need: bucket and URL map by a permission test,
 * the npm token by its identity, dist-tags by writing the staging tag's current version again. A deprecation has no
 * harmless test. Alerts the owners about newly refused rights and a token that expires soon.
 */
export async function tryRights(context: Context): Promise<JobOutcome> {
  const { packages } = context.settings;
  const { open } = await context.store.transaction(async (tx) => ({ open: await tx.operations.open() }));
  const moving = open.find((one) => movesStagingTag(one, context));
  const tried = await Promise.all([
    tryBucket(context),
    tryUrlMap(context),
    tryNpmToken(context),
    ...packages.filter((one) => one.ships === 'npm').map(({ name }) => distTags(context, name, moving)),
  ]);
  await save(context, tried);
  return { is: 'over' };
}

/** Whether the operation moves the staging tag: the workflow of a release does, and a step of a rollback or a stop. */
function movesStagingTag(operation: Operation, { operations }: Context): boolean {
  const { releases, holds } = operations.traitsOf(operation);
  // The workflow of a release that soaks has ended.
  if (releases === true) return hasWritten(operation) && holds?.(operation) !== 'nothing';
  const { plan, steps } = operation;
  return leaveTag.idsIn(plan.content.steps).some((id) => steps[id]?.is !== 'done');
}

/** Writing the staging tag's old value would undo a move that came in between. */
async function distTags(context: Context, name: string, moving: Operation | undefined): Promise<Tried> {
  const id = distTagsRight(name);
  const tag = context.settings.npm.stagingTag;
  if (moving !== undefined)
    return { id, state: 'untried', detail: `${moving.id} moves ${tag}, so the right is not tested now` };
  return attempt(id, async () => {
    const version = (await context.registry.primary(name))?.distTags[tag];
    if (version === undefined) return { id, state: 'untried', detail: `it has no tag ${tag} yet` };
    const receipt = await context.registry.moveDistTag({ name, tag, version });
    const detail = `put ${tag} of ${name} onto ${version}, where it was`;
    return { id, state: 'granted', detail, ...receipt };
  });
}

async function save(context: Context, tried: readonly Tried[]): Promise<void> {
  const at = context.clock.now().toISOString();
  await context.store.transaction(async (tx) => {
    const before = new Map((await tx.rights.all()).map((right) => [right.id, right]));
    for (const { requestIds: _, expiry: __, ...one } of tried) {
      const workedAt = one.state === 'granted' ? at : (before.get(one.id)?.workedAt ?? null);
      await tx.rights.save({ ...one, triedAt: at, workedAt });
    }
    tx.journal.append({
      subject: { kind: 'store', id: 'rights' },
      event: 'rights-tried',
      actor: { is: 'navi' },
      planHash: null,
      details: Object.fromEntries(tried.map(({ id, state, detail }) => [id, `${state}: ${detail}`])),
      ...together(tried),
    });
    const refused = tried.filter(({ id, state }) => state === 'refused' && before.get(id)?.state !== state);
    if (refused.length > 0) await enqueueForOwners(context, tx, { refused, at });
    await warnOfToken(context, tx, { token: tried.find(({ id }) => id === NPM_TOKEN_RIGHT), at });
  });
}

async function enqueueForOwners(
  { settings }: Context,
  tx: Tx,
  { refused, at }: { refused: readonly Tried[]; at: string },
): Promise<void> {
  await enqueueNotice(tx, {
    subject: { kind: 'store', id: 'rights' },
    text: `Navi lacks permissions that a release and its rollback need:\n${refused.map(({ detail }) => detail).join('\n')}`,
    level: 'bad',
    whom: 'owners',
    channel: settings.slack.channel,
    key: `rights-refused:${at}`,
    at,
  });
}

export default defineJob({
  name: 'try-rights',
  payload: SCHEDULED,
  schedule: {
    usual: { at: '05:20' },
    why: 'When Navi tests, without changing anything, the rights that a release and its rollback need',
  },
  run: tryRights,
});
