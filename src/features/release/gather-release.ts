import { decideCadence, type WentLive } from '../../domain/cadence.ts';
import { isUntouched } from '../../domain/operation.ts';
import type { ReleaseFacts } from '../../domain/release-facts.ts';
import { pointerSurface } from '../../domain/surface.ts';
import { preTagOf, releaseLineOf, tagOf } from '../../domain/version.ts';
import { parseVersionMap } from '../../domain/version-map.ts';
import type { Context } from '../../engine/context.ts';
import { surfacesIn } from '../../engine/holders.ts';
import { peopleNow } from '../../engine/people-now.ts';
import { NO_COMMIT, type Scm, type Tag } from '../../ports/scm.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { configuredFreezes, releasedVersions, setFreezesIn, workingHours } from '../calendar/index.ts';
import { gatherNotice, readReach } from '../customers/index.ts';
import { readReleaseLine } from '../surfaces/index.ts';
import { reviewsOwed } from './break-glass/reviews.ts';
import { breaks, kindOf } from './change-kind.ts';
import { readSignOffs } from './checklist/read-sign-offs.ts';
import { asksForBeta } from './gates/beta-was-out.ts';
import { readBeta } from './gather-beta.ts';
import { readChangesets } from './gather-changesets.ts';
import { readChanges, readStanding, soleAuthor } from './gather-commits.ts';
import { readDocuments } from './gather-documents.ts';
import { readLeftBuilds, readLeftObjects, readNextFree, whoLeft } from './gather-leftovers.ts';
import { type Recorded, readMonorepo, readOnce, readPackage } from './gather-packages.ts';
import { readSensitive } from './gather-sensitive.ts';
import { gatherWayBack } from './gather-way-back.ts';
import { readProtection } from './read-protection.ts';
import { isSoaking } from './soaking.ts';

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
  const monorepoAt = readOnce(scm);
  const [branch, { tag, ...tagProblem }, namesake, objects, leftObjects, { recorded, released, ...held }] =
    await Promise.all([
      scm.defaultBranch(),
      readAskedTag(scm, tagOf(asked)),
      scm.branch(tagOf(asked)),
      readReleaseLine(context.objects, releaseLine, settings.cdn.loader),
      readLeftObjects(context, asked),
      readHeld(context, { releaseLine, asked }),
    ]);
  const { pointer } = objects;
  // The record decides: bytes that came from outside are no version, and are not the first of the line.
  const live =
    held.surfaces.find((one) => one.id === pointerSurface(releaseLine))?.live.version ?? pointer?.version;
  const sha = tag?.commit ?? planned ?? branch.head;
  const [commit, standing, checks, workflow, versionMap, packages, monorepo, changes] = await Promise.all([
    scm.commit(sha),
    readStanding(context, sha, branch.head),
    scm.checks(sha, settings.release.requiredChecks),
    scm.workflow(settings.repository.workflow, sha),
    scm.textFile(settings.versionMap.file, sha),
    Promise.all(
      settings.packages.map((one) =>
        readPackage(context, one, { preTag: preTagOf(asked), sha, pointer, recorded }),
      ),
    ),
    readMonorepo(context, { sha, monorepoAt }),
    readChanges(context, live, sha),
  ]);
  const facts = { asked, releaseLine, knownGood: live };
  const kind = kindOf(facts);
  const asksBeta = settings.release.betaDays !== null && asksForBeta(facts);
  const [protection, leftBy, sensitive, configured, hours, documents, signOffs, changesets, beta, reach] =
    await Promise.all([
      readProtection(scm, workflow),
      whoLeft(context, asked, tag),
      readSensitive(context, { live, sha, workflow: workflow?.blob }),
      configuredFreezes(context),
      workingHours(context),
      readDocuments(context, {
        asked,
        live,
        sha,
        isBreaking: breaks(facts),
      }),
      readSignOffs(context, { asked, live, sha, monorepoAt }),
      readChangesets(context, { live, sha, monorepoAt }),
      asksBeta ? readBeta(context, { asked, releaseLine, sha, monorepoAt }) : undefined,
      readReach(context, releaseLine),
    ]);
  return {
    asked,
    releaseLine,
    branch: branch.name,
    tag: tag === undefined ? undefined : { commit: tag.commit, behind: standing.behind, leftBy },
    ...tagProblem,
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
    leftBuilds: await readLeftBuilds(context, asked, { leftObjects, packages }),
    notice: await gatherNotice(context, { version: asked, commit: sha }),
    nextFree: await readNextFree(context, asked, { leftBy, leftObjects, packages }),
    wayBack: await gatherWayBack(context, {
      asked,
      releaseLine,
      objects,
      packages: packages.filter((one) => one.ships === 'npm'),
    }),
    documents,
    signOffs,
    changesets,
    ...(beta === undefined ? {} : { beta }),
    ...cadenceOf(kind, { released, zone: settings.monitoring.zone }),
    knownGood: live,
    changes,
    reach,
    ...sensitive,
    ...authorOf(soleAuthor(changes, { author: commit?.author ?? '' }, settings)),
    ...held,
    freezes: [...configured, ...held.freezes],
    workingHours: hours,
  };
}

/** The tag, or why it leads to no commit: the gate then says what to do. */
async function readAskedTag(scm: Scm, name: string): Promise<{ tag: Tag | undefined; tagProblem?: string }> {
  try {
    return { tag: await scm.tag(name) };
  } catch (error) {
    if (!(error instanceof ServiceError && error.facts.code === NO_COMMIT)) throw error;
    return { tag: undefined, tagProblem: error.facts.problem };
  }
}

function cadenceOf(
  kind: ReturnType<typeof kindOf>,
  known: Parameters<typeof decideCadence>[1],
): Pick<ReleaseFacts, 'cadence'> {
  const cadence = kind === 'patch' ? undefined : decideCadence(kind, known);
  return cadence === undefined ? {} : { cadence };
}

function authorOf(person: string | undefined): Pick<ReleaseFacts, 'soleAuthor'> {
  return person === undefined ? {} : { soleAuthor: person };
}

/** What the store has about it and about what is under way. */
async function readHeld(
  context: Context,
  { releaseLine, asked }: { releaseLine: string; asked: string },
): Promise<
  Pick<
    ReleaseFacts,
    | 'reviews'
    | 'signers'
    | 'soaking'
    | 'surfaces'
    | 'holders'
    | 'instruments'
    | 'locked'
    | 'releasedBy'
    | 'everLive'
    | 'freezes'
  > & {
    recorded: Recorded;
    released: readonly WentLive[];
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
    const soaking = open.find(
      (one) => one.plan.content.line === releaseLine && one.plan.content.version !== asked && isSoaking(one),
    );
    const live = surfaces.find(({ id }) => id === pointerSurface(releaseLineOf(asked)))?.live.version ?? null;
    const path = `/${releaseLine}/${context.settings.cdn.loader}`;
    const instruments = await context.readInstruments(tx, { live, path, now: context.clock.now() });
    const released = await tx.releases.get(asked);
    const wereLive = (await tx.releases.ofReleaseLine(releaseLine)).filter((one) => one.liveAt !== null);
    const lock = (await tx.lockedLines.all()).find((one) => one.line === releaseLine);
    return {
      recorded: wereLive.flatMap((one) => one.packages),
      released: await releasedVersions(tx),
      surfaces,
      holders,
      ...(soaking === undefined ? {} : { soaking: soaking.plan.content.version }),
      instruments,
      releasedBy: released?.liveAt == null ? undefined : (released.operation ?? undefined),
      everLive: wereLive.map((one) => one.version),
      freezes: await setFreezesIn(tx),
      signers: (await peopleNow(tx, context)).map(({ id, roles }) => ({ id, roles })),
      reviews: (await reviewsOwed(tx)).map(({ version, due }) => ({ version, due })),
      locked: lock === undefined ? undefined : { since: lock.since, why: lock.why },
    };
  });
}
