import type { ReleaseFacts } from '../../domain/release-facts.ts';
import { releaseLineOf, tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { Tag } from '../../ports/scm.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Tx } from '../../ports/store.ts';
import { built } from '../surfaces/index.ts';
import { leavesTag, tagMadeIn } from './left-tag/left-tag.ts';
import { nextFreeVersion } from './next-free.ts';
import { releaseContent } from './plans/release-content.ts';

const ALWAYS = new Date(0).toISOString();

/**
 * The failed release that created this tag, by the journal. Where GitHub did not answer its creation, a tag at the
 * planned commit counts as its own.
 */
export async function whoLeft(context: Context, asked: string, tag: Tag | undefined): Promise<string | null> {
  if (tag === undefined) return null;
  return context.store.transaction(async (tx) => {
    for (const { operation, commit } of await endedReleases(tx, asked)) {
      const made = tagMadeIn(await tx.journal.of({ kind: 'operation', id: operation }));
      if (made === undefined) continue;
      if (made.object === null ? commit === tag.commit : made.object === tag.object) return operation;
    }
    return null;
  });
}

/**
 * Operations that ended without a release of this version, and their commits. The rows of ended operations are not
 * compared with the journal, and one that was edited is not found by them; the release's own row is compared.
 */
async function endedReleases(tx: Tx, asked: string): Promise<{ operation: string; commit: string | null }[]> {
  const all = await tx.operations.ofReleaseLine(releaseLineOf(asked), ALWAYS);
  const ended = all.flatMap((one) => {
    const { content } = one.plan;
    const isIt = leavesTag(one) && releaseContent.is(content) && content.version === asked;
    return isIt ? [{ operation: one.id, commit: content.commit }] : [];
  });
  const release = await tx.releases.get(asked);
  if (release === undefined || release.operation === null || release.liveAt !== null) return ended;
  const { operation, commit } = release;
  const isOpen = (await tx.operations.open()).some(({ id }) => id === operation);
  return isOpen ? ended : [...ended, { operation, commit }];
}

/** Where something of the version exists: the next version that is completely free. */
export async function readNextFree(
  context: Context,
  asked: string,
  {
    leftBy,
    leftObjects,
    packages,
  }: { leftBy: string | null } & Pick<ReleaseFacts, 'leftObjects' | 'packages'>,
): Promise<string | null> {
  const published = packages.filter((one) => one.published || one.wasUnpublished);
  if (leftBy === null && leftObjects.length === 0 && published.length === 0) return null;
  const alike = packages.filter(({ ships, file }) => ships === 'npm' && file?.version === asked);
  return nextFreeVersion(
    context,
    asked,
    alike.map(({ name }) => name),
  );
}

/**
 * What builds of this version made that was never live, by authentic rows of the ended releases, else by the manifest
 * in the bucket. It is only shown, so a manifest that cannot be read stops nothing.
 */
export async function readLeftBuilds(
  { store, objects, settings }: Context,
  asked: string,
  { leftObjects, packages }: Pick<ReleaseFacts, 'leftObjects' | 'packages'>,
): Promise<NonNullable<ReleaseFacts['leftBuilds']>> {
  if (!packages.some((one) => one.published && !one.isRecorded)) return {};
  const path = leftObjects.find((one) => one.path === `${tagOf(asked)}/${settings.cdn.manifest}`)?.path;
  const manifest = path === undefined ? undefined : await orUnread(objects.releaseManifest(path));
  const inBucket = (manifest?.packages ?? []).map(
    ({ name, version, integrity }) => [`${name}@${version}`, { integrity, from: path ?? '' }] as const,
  );
  const journalled = await store.transaction(async (tx) => {
    const found = [];
    for (const { operation } of await endedReleases(tx, asked)) {
      const made = built.inRows(await tx.journal.of({ kind: 'operation', id: operation }));
      for (const [key, integrity] of Object.entries(made?.packages ?? {}))
        found.push([key, { integrity, from: operation }] as const);
    }
    return found;
  });
  return Object.fromEntries([...inBucket, ...journalled]);
}

async function orUnread<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

/** The version's pinned object and its release manifest, where they exist. */
export async function readLeftObjects(context: Context, asked: string): Promise<ReleaseFacts['leftObjects']> {
  const { loader, manifest } = context.settings.cdn;
  const paths = [loader, manifest].map((file) => `${tagOf(asked)}/${file}`);
  const found = await Promise.all(paths.map((path) => context.objects.stat(path)));
  return found.flatMap((one) =>
    one === undefined
      ? []
      : [{ path: one.path, md5: one.md5, at: one.updatedAt, by: one.metadata['naviOperation'] ?? null }],
  );
}
