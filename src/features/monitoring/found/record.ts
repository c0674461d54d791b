import type { Operation } from '../../../domain/operation.ts';
import type { Release } from '../../../domain/release.ts';
import { publishesOf, verifyNpm } from '../../surfaces/index.ts';
import type { Figures } from '../decide-verdict.ts';
import type { Vulnerabilities } from '../details.ts';
import type { Tally } from '../tally.ts';

/**
 * Packages that releases had to publish: read back from npm, or not because the run has failed. A release that ended
 * before its run published nothing, and does not count.
 */
export function publishTally(operations: readonly Operation[]): Tally {
  let [good, bad] = [0, 0];
  for (const operation of operations.filter(hasRun)) {
    const { packages, steps } = operation.plan.content;
    const proven = new Set(
      verifyNpm
        .in(steps)
        .filter(({ id }) => operation.steps[id]?.is === 'done')
        .map(({ params }) => `${params.name}@${params.version}`),
    );
    const published = publishesOf(packages);
    const done = published.filter(({ name, version }) => proven.has(`${name}@${version}`)).length;
    good += done;
    if (hasFailed(operation)) bad += published.length - done;
  }
  return { bad, total: good + bad, isBadAtLeast: false, isTotalAtLeast: false };
}

/** Whether a workflow run of its own publishes for it. */
function hasRun({ plan }: Operation): boolean {
  return plan.content.steps.some(({ kind }) => kind === 'watch-run');
}

/** Whether the run has failed, or a published version could not be read back. */
function hasFailed({ plan, steps }: Operation): boolean {
  return plan.content.steps.some(({ id, kind }) => {
    const state = steps[id];
    return (
      (kind === 'watch-run' || kind === 'verify-npm') && (state?.is === 'failed' || state?.is === 'held')
    );
  });
}

/** Breaks that were reported in the window. */
export function breaksFigures(
  { breaks, isAtLeast }: { breaks: readonly { reportedAt: string }[]; isAtLeast: boolean },
  { from, reads }: { from: Date; reads: number },
): Figures {
  const count = breaks.filter(({ reportedAt }) => Date.parse(reportedAt) >= from.getTime()).length;
  return { is: 'none', count, isAtLeast, reads };
}

interface Window {
  from: Date;
  now: Date;
  reads: number;
}

/** Vulnerabilities that were open in the window. A fix counts from the release that brought it to customers. */
export function ageFigures(
  { alerts, isAtLeast }: Vulnerabilities,
  releases: readonly Release[],
  { from, now, reads }: Window,
): Figures {
  const ages = alerts.flatMap((alert) => {
    const end = resolvedAt(alert, releases) ?? now.getTime();
    if (end < from.getTime()) return [];
    return [{ name: `${alert.package} (${alert.severity})`, ageMs: end - Date.parse(alert.openedAt) }];
  });
  return { is: 'ages', ages, isAtLeast, reads };
}

/** When customers had the fix, or when the alert was dismissed; null while neither. */
function resolvedAt(
  { fixedAt, dismissedAt }: Vulnerabilities['alerts'][number],
  releases: readonly Release[],
): number | null {
  if (dismissedAt !== null) return Date.parse(dismissedAt);
  if (fixedAt === null) return null;
  const later = releases.flatMap(({ liveAt }) =>
    liveAt !== null && liveAt > fixedAt ? [Date.parse(liveAt)] : [],
  );
  return later.length === 0 ? null : Math.min(...later);
}
