import { thirdPartyChanges, thirdPartyOf } from '../../domain/lockfile.ts';
import type { ReleaseFacts } from '../../domain/release-facts.ts';
import type { Settings } from '../../domain/settings.ts';
import { tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';

const LOCKFILE = 'package-lock.json';
const MOST_NAMED = 5;

type Kind = Settings['approvals']['oneMoreFor'][number];

interface Compared {
  /** The version that is live. */
  live: string | undefined;
  sha: string;
  /** The workflow's blob at this commit. */
  workflow: string | undefined;
}

/**
 * What has changed since the live version of what needs one more approver, in sentences; absent where nothing does.
 * What cannot be compared counts as changed.
 */
export async function readSensitive(
  context: Context,
  { live, ...now }: Compared,
): Promise<Pick<ReleaseFacts, 'sensitive'>> {
  const { oneMoreFor } = context.settings.approvals;
  if (oneMoreFor.length === 0) return {};
  const before = live === undefined ? undefined : await context.scm.tag(tagOf(live));
  if (live === undefined || before === undefined)
    return {
      sensitive: [
        `nothing to compare with: ${live === undefined ? 'no version is live' : `there is no tag ${tagOf(live)}`}`,
      ],
    };
  const found = await Promise.all(
    oneMoreFor.map((kind) => READ[kind](context, { ...now, live, before: before.commit })),
  );
  return { sensitive: found.flatMap((one) => one ?? []) };
}

type Between = Omit<Compared, 'live'> & { live: string; before: string };

const READ: Readonly<Record<Kind, (context: Context, between: Between) => Promise<string | null>>> = {
  workflow: async ({ scm, settings }, { workflow, before }) => {
    const { workflow: path } = settings.repository;
    const was = (await scm.workflow(path, before))?.blob;
    const short = (blob: string | undefined) => blob?.slice(0, 7) ?? 'missing';
    return was === workflow ? null : `${path}: ${short(was)} → ${short(workflow)}`;
  },
  dependencies: async ({ scm }, { sha, before }) => {
    const [was, is] = await Promise.all([scm.textFile(LOCKFILE, before), scm.textFile(LOCKFILE, sha)]);
    const [old, now] = [thirdPartyOf(was ?? ''), thirdPartyOf(is ?? '')];
    if (old === undefined || now === undefined) return `${LOCKFILE} could not be compared`;
    const changes = thirdPartyChanges(old, now);
    const more = changes.length - MOST_NAMED;
    if (changes.length === 0) return null;
    return `${LOCKFILE}: ${changes.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  },
  policy: async ({ store, policy }, { live }) => {
    const was = await store.transaction(async (tx) => {
      const operation = (await tx.releases.get(live))?.operation ?? null;
      return operation === null ? undefined : (await tx.operations.get(operation))?.plan.content.policy;
    });
    if (was === policy) return null;
    return `Navi's policy: ${was?.slice(0, 8) ?? 'not recorded'} → ${policy.slice(0, 8)}`;
  },
};
