import type { ReleaseFacts } from '../../domain/release-facts.ts';
import { operationSubject } from '../../domain/subject.ts';
import { releaseLineOf, tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { Tag } from '../../ports/scm.ts';
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
    for (const release of await tx.operations.ofReleaseLine(releaseLineOf(asked), ALWAYS)) {
      const { content } = release.plan;
      if (!leavesTag(release) || !releaseContent.is(content) || content.version !== asked) continue;
      const made = tagMadeIn(await tx.journal.of(operationSubject(release)));
      if (made === undefined) continue;
      if (made.object === null ? content.commit === tag.commit : made.object === tag.object)
        return release.id;
    }
    return null;
  });
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
