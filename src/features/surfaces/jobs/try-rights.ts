import { hasWritten, type Operation } from '../../../domain/operation.ts';
import { distTagsRight, NPM_TOKEN_RIGHT, type Right } from '../../../domain/right.ts';
import { serviceName } from '../../../domain/service-names.ts';
import { expiryWords } from '../../../domain/token-expiry.ts';
import type { Context } from '../../../engine/context.ts';
import { defineJob, SCHEDULED } from '../../../engine/define-job.ts';
import { enqueueNotice } from '../../../engine/save.ts';
import { type Receipt, together } from '../../../ports/receipt.ts';
import { requestIdsOf, ServiceError } from '../../../ports/service-error.ts';
import type { JobOutcome, Tx } from '../../../ports/store.ts';
import { releaseContent } from '../../release/plans/release-content.ts';
import { leaveTag } from '../steps/leave-tag.ts';
import { warnOfToken } from '../warn-of-token.ts';

/** Replacing an object needs the right to delete it too (Cloud Storage, "IAM permissions for JSON methods"). */
const ON_BUCKET = [
  'storage.objects.get',
  'storage.objects.list',
  'storage.objects.create',
  'storage.objects.delete',
];
const ON_URL_MAP = ['compute.urlMaps.invalidateCache'];

type Tried = Omit<Right, 'triedAt' | 'workedAt'> & Receipt;

/**
 * Tests, without a change, the rights that a release and its rollback need: bucket and URL map by a permission test,
 * the npm token by its identity, dist-tags by writing the staging tag's current version again. A deprecation has no
 * harmless test. Alerts the owners about newly refused rights and a token that expires soon.
 */
export async function tryRights(context: Context): Promise<JobOutcome> {
  const { cdn, packages } = context.settings;
  const { open } = await context.store.transaction(async (tx) => ({ open: await tx.operations.open() }));
  const moving = open.find(movesStagingTag);
  const tried = await Promise.all([
    permissions('bucket', ON_BUCKET, {
      on: `gs://${cdn.bucket}`,
      ask: (some) => context.objects.permissions(some),
    }),
    permissions('url-map', ON_URL_MAP, {
      on: `URL map ${cdn.urlMap}`,
      ask: (some) => context.cdn.permissions(some),
    }),
    npmToken(context),
    ...packages.filter((one) => one.ships === 'npm').map(({ name }) => distTags(context, name, moving)),
  ]);
  await save(context, tried);
  return { is: 'over' };
}

async function permissions(
  id: string,
  wanted: readonly string[],
  { on, ask }: { on: string; ask(wanted: readonly string[]): Promise<readonly string[]> },
): Promise<Tried> {
  return attempt(id, async () => {
    const granted = await ask(wanted);
    const lacks = wanted.filter((one) => !granted.includes(one));
    return lacks.length === 0
      ? { id, state: 'granted', detail: `${wanted.join(', ')} on ${on}` }
      : { id, state: 'refused', detail: `${lacks.join(', ')} on ${on}` };
  });
}

async function npmToken({ registry }: Context): Promise<Tried> {
  const id = NPM_TOKEN_RIGHT;
  const tried = await attempt(id, async () => {
    const expiry = await registry.token();
    const detail = `npm takes NPM_TOKEN; ${expiryWords(expiry)}`;
    return { id, state: 'granted', detail, ...(expiry.is === 'at' ? { expiresAt: expiry.at } : {}) };
  });
  return tried.state === 'refused' ? { ...tried, detail: `npm refuses NPM_TOKEN (${tried.detail})` } : tried;
}

/** Whether the operation moves the staging tag: the workflow of a release does, and a step of a rollback or a stop. */
function movesStagingTag(operation: Operation): boolean {
  if (releaseContent.isIn(operation)) return hasWritten(operation);
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

/**
 * A refusal is the result; a service that does not answer gives no result; npm may ask for a one-time password, which
 * only a person can enter.
 */
async function attempt(id: string, tryIt: () => Promise<Tried>): Promise<Tried> {
  try {
    return await tryIt();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, kind, problem, code } = error.facts;
    const isNo = kind === 'refused' && code !== 'EOTP';
    return {
      id,
      state: isNo ? 'refused' : 'untried',
      detail: `${serviceName(service)}: ${problem}`,
      ...requestIdsOf(error),
    };
  }
}

async function save(context: Context, tried: readonly Tried[]): Promise<void> {
  const at = context.clock.now().toISOString();
  await context.store.transaction(async (tx) => {
    const before = new Map((await tx.rights.all()).map((right) => [right.id, right]));
    for (const { requestIds: _, ...one } of tried) {
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
  run: tryRights,
});
