import { hasEntry } from '../../domain/changelog.ts';
import { isUntouched } from '../../domain/operation.ts';
import type {
  ChangesFacts,
  MonorepoFacts,
  PackageFacts,
  PointerFacts,
  ReleaseFacts,
} from '../../domain/release-facts.ts';
import type { PackageSetting } from '../../domain/settings.ts';
import { operationSubject } from '../../domain/subject.ts';
import { pointerSurface } from '../../domain/surface.ts';
import { releaseLineOf, tagOf } from '../../domain/version.ts';
import { parseVersionMap } from '../../domain/version-map.ts';
import type { Context } from '../../engine/context.ts';
import { surfacesIn } from '../../engine/holders.ts';
import type { PublishedPackage } from '../../ports/registry.ts';
import type { Tag } from '../../ports/scm.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { readReleaseLine } from '../surfaces/index.ts';
import { gatherWayBack } from './gather-way-back.ts';
import { leavesTag, tagMadeIn } from './left-tag/left-tag.ts';
import { nextFreeVersion } from './next-free.ts';
import { releaseContent } from './plans/release-content.ts';
import { readProtection } from './read-protection.ts';

const SHOWN_CHANGES = 20;
/**
 * Reads every fact that decides a release's plan. `planned` is the commit of a plan that is checked again: the
 * branch's head may have moved since the request. Throws `ServiceError`.
 */
export async function gatherRelease(
  context: Context,
  asked: string,
  planned?: string,
): Promise<ReleaseFacts> {
  const { scm, settings } = context;
  const releaseLine = releaseLineOf(asked);
  const [branch, tag, namesake, objects, leftObjects, { recorded, ...held }] = await Promise.all([
    scm.defaultBranch(),
    scm.tag(tagOf(asked)),
    scm.branch(tagOf(asked)),
    readReleaseLine(context.objects, releaseLine, settings.cdn.loader),
    readLeftObjects(context, asked),
    readHolders(context, { releaseLine, asked }),
  ]);
  const { pointer } = objects;
  const sha = tag?.commit ?? planned ?? branch.head;
  const [commit, standing, checks, workflow, versionMap, packages, monorepo, changes] = await Promise.all([
    scm.commit(sha),
    readStanding(context, sha, branch.head),
    scm.checks(sha, settings.release.requiredChecks),
    scm.workflow(settings.repository.workflow, sha),
    scm.textFile(settings.versionMap.file, sha),
    Promise.all(settings.packages.map((one) => readPackage(context, one, { sha, pointer, recorded }))),
    readMonorepo(context, sha),
    readChanges(context, pointer?.version, sha),
  ]);
  const [protection, leftBy] = await Promise.all([
    readProtection(scm, workflow),
    whoLeft(context, asked, tag),
  ]);
  return {
    asked,
    releaseLine,
    branch: branch.name,
    tag: tag === undefined ? undefined : { commit: tag.commit, behind: standing.behind, leftBy },
    branchOfTagName: namesake?.head,
    commit: {
      sha,
      title: commit?.title ?? '',
      author: commit?.author ?? '',
      url: commit?.url ?? '',
      onDefaultBranch: standing.onDefaultBranch,
    },
    checks,
    workflow,
    protection,
    packages,
    monorepo,
    registry: context.registry.address,
    versionMap: versionMap === undefined ? undefined : parseVersionMap(versionMap),
    pointer,
    leftObjects,
    nextFree: await readNextFree(context, asked, { leftBy, leftObjects, packages }),
    wayBack: await gatherWayBack(context, {
      asked,
      releaseLine,
      objects,
      packages: packages.filter((one) => one.ships === 'npm'),
    }),
    knownGood:
      held.surfaces.find((one) => one.id === pointerSurface(releaseLine))?.live.version ?? pointer?.version,
    changes,
    ...held,
  };
}

/** How the commit relates to the default branch's head. Throws where GitHub does not say, because this decides. */
async function readStanding(context: Context, sha: string, head: string) {
  if (sha === head) return { onDefaultBranch: true, behind: { inAll: 0, newest: [] } };
  const { is, commits, inAll } = await context.scm.compare(sha, head);
  const newest = commits.map((commit) => commit.title).reverse();
  return {
    onDefaultBranch: is === 'ahead' || is === 'identical',
    behind: is === 'unrelated' ? null : { inAll, newest: newest.slice(0, SHOWN_CHANGES) },
  };
}

const ALWAYS = new Date(0).toISOString();

/**
 * The failed release that created this tag, by the journal. Where GitHub did not answer its creation, a tag at the
 * planned commit counts as its own.
 */
async function whoLeft(context: Context, asked: string, tag: Tag | undefined): Promise<string | null> {
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
async function readNextFree(
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

/** The commits since the previous version. They are only shown, so a failed read does not block. */
async function readChanges(context: Context, from: string | undefined, sha: string): Promise<ChangesFacts> {
  if (from === undefined) return { is: 'unknown', why: 'nothing was live before' };
  try {
    const previous = await context.scm.tag(tagOf(from));
    if (previous === undefined) return { is: 'unknown', why: `the tag ${tagOf(from)} does not exist` };
    const { is, commits, inAll } = await context.scm.compare(previous.commit, sha);
    if (is === 'unrelated') return { is: 'unknown', why: `it has no commit in common with ${tagOf(from)}` };
    const newest = commits.map((commit) => commit.title).reverse();
    return { is: 'known', newest: newest.slice(0, SHOWN_CHANGES), inAll };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { is: 'unknown', why: error.facts.problem };
  }
}

/** The version's pinned object and its release manifest, where they exist. */
async function readLeftObjects(context: Context, asked: string): Promise<ReleaseFacts['leftObjects']> {
  const { loader, manifest } = context.settings.cdn;
  const paths = [loader, manifest].map((file) => `${tagOf(asked)}/${file}`);
  const found = await Promise.all(paths.map((path) => context.objects.stat(path)));
  return found.flatMap((one) =>
    one === undefined
      ? []
      : [{ path: one.path, md5: one.md5, at: one.updatedAt, by: one.metadata['naviOperation'] ?? null }],
  );
}

/** Packages of releases that were live, as their commits had them. */
type Recorded = readonly { name: string; version: string | null }[];

interface At {
  recorded: Recorded;
  sha: string;
  pointer: PointerFacts | undefined;
}

async function readPackage(
  context: Context,
  one: PackageSetting,
  { sha, pointer, recorded }: At,
): Promise<PackageFacts> {
  const [file, changelog, published] = await Promise.all([
    context.scm.packageAt(one.dir, sha),
    readChangelog(context, `${one.dir}/CHANGELOG.md`, sha),
    one.ships === 'npm' ? context.registry.primary(one.name) : undefined,
  ]);
  return {
    name: one.name,
    dir: one.dir,
    ships: one.ships,
    file,
    changelog: entryOf(changelog, file?.version),
    live: liveOf(one, published, { tag: context.settings.npm.liveTag, pointer }),
    isOnNpm: published !== undefined,
    visibility: published === undefined ? null : await readVisibility(context, one.name),
    published: file !== undefined && published?.versions[file.version] !== undefined,
    integrity: published?.versions[file?.version ?? '']?.integrity,
    wasUnpublished: file !== undefined && published?.unpublished.includes(file.version) === true,
    isRecorded: recorded.some(({ name, version }) => name === one.name && version === file?.version),
    versions: Object.keys(published?.versions ?? {}),
  };
}

/** Null where the registry does not say. An unscoped package is always public. */
async function readVisibility({ registry }: Context, name: string): Promise<PackageFacts['visibility']> {
  if (!name.startsWith('@')) return null;
  try {
    return (await registry.visibility(name)) ?? null;
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

function entryOf(changelog: string | undefined, version: string | undefined): PackageFacts['changelog'] {
  if (changelog === undefined || version === undefined) return 'cannot-tell';
  return hasEntry(changelog, version) ? 'has-entry' : 'lacks-entry';
}

/** Undefined for a file above 1 MB, which GitHub does not return here; the run checks it. */
async function readChangelog(context: Context, path: string, sha: string): Promise<string | undefined> {
  try {
    return (await context.scm.textFile(path, sha)) ?? '';
  } catch (error) {
    if (error instanceof ServiceError && error.facts.kind === 'refused') return undefined;
    throw error;
  }
}

/** How many workspace packages outside the configuration are read at most. */
const STRANGERS = 50;

async function readMonorepo(context: Context, sha: string): Promise<MonorepoFacts> {
  const { workspace, ...rest } = await context.scm.monorepo(sha);
  if (workspace === undefined) return { ...rest, workspace };
  const known = new Set(context.settings.packages.map((one) => one.dir));
  const strangers = workspace.filter((dir) => !known.has(dir)).slice(0, STRANGERS);
  const files = await Promise.all(strangers.map((dir) => context.scm.packageAt(dir, sha)));
  const read = new Map(strangers.map((dir, index) => [dir, files[index]]));
  return { ...rest, workspace: workspace.map((dir) => ({ dir, file: read.get(dir) })) };
}

function liveOf(
  one: PackageSetting,
  published: PublishedPackage | undefined,
  at: { tag: string; pointer: PointerFacts | undefined },
): string | undefined {
  if (one.ships === 'npm') return published?.distTags[at.tag];
  return one.ships === 'cdn' ? at.pointer?.version : undefined;
}

async function readHolders(
  context: Context,
  { releaseLine, asked }: { releaseLine: string; asked: string },
): Promise<
  Pick<ReleaseFacts, 'surfaces' | 'holders' | 'locked' | 'releasedBy' | 'everLive'> & {
    recorded: Recorded;
  }
> {
  return context.store.transaction(async (tx) => {
    const surfaces = await surfacesIn(tx, context);
    const open = await tx.operations.open();
    const holders = Object.fromEntries(
      open.map((one) => [
        one.id,
        {
          version: one.plan.content.version,
          requester: one.requester.name,
          approved: !isUntouched(one),
        },
      ]),
    );
    const released = await tx.releases.get(asked);
    const wereLive = (await tx.releases.ofReleaseLine(releaseLine)).filter((one) => one.liveAt !== null);
    const lock = (await tx.lockedLines.all()).find((one) => one.line === releaseLine);
    return {
      recorded: wereLive.flatMap((one) => one.packages),
      surfaces,
      holders,
      releasedBy: released?.liveAt == null ? undefined : (released.operation ?? undefined),
      everLive: wereLive.map((one) => one.version),
      locked: lock === undefined ? undefined : { since: lock.since, why: lock.why },
    };
  });
}
