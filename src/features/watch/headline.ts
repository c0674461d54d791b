import type { Watch } from './decide-watch.ts';

/** What the comparison says, in one sentence without its period. */
export function headlineOf(watch: Watch): string {
  const name = `v${watch.version}`;
  const verdict = watch.judged?.verdict;
  if (watch.replaced === null) return firstReleaseOf(watch);
  switch (verdict?.is) {
    case undefined:
      return `${name} is watched`;
    case 'no-worse':
      return `${name} has no more errors per load than v${watch.replaced}`;
    case 'worse':
      return verdict.times === null
        ? `${name} has errors, v${watch.replaced} has none in the same minutes`
        : `${name} has ${verdict.times.toFixed(1)} times the errors per load of v${watch.replaced}`;
    case 'both-bad':
      return `${name} and v${watch.replaced} both have errors`;
    case 'cannot-judge':
      return watch.last === null && watch.worseSince === null
        ? `${name} is watched; Navi cannot judge it: ${verdict.why}`
        : `${name} was ${wasOf(watch)} when Navi could last judge it; now ${verdict.why}`;
  }
}

function wasOf({ last, worseSince, replaced }: Watch): string {
  if (worseSince !== null) return `worse than v${replaced}`;
  return last === 'both-bad' ? `as bad as v${replaced}` : `no worse than v${replaced}`;
}

function firstReleaseOf({ version, releaseLine, waits, checks }: Watch): string {
  const first = `v${version} is the first release of ${releaseLine}`;
  if (waits) return `${first}, and its watch is over`;
  return checks?.is === 'bad' ? `${first}; Navi’s probes: ${checks.why}` : `${first}, and is watched`;
}

/** What a watch calls people for; null where it needs none, or where a person keeps the release. */
export function callsFor(watch: Watch): string | null {
  const isWorse = watch.worseSince !== null && watch.kept === null;
  const isCalling = watch.waits || isWorse || watch.checks?.is === 'bad';
  return isCalling ? headlineOf(watch) : null;
}

/** What a summary says of an automatic rollback; null for nothing. */
export function summaryOf({ version, automatic, dueInShadow }: Watch): string | null {
  if (automatic?.operation != null)
    return `v${version} was rolled back automatically at ${automatic.dueAt} (${automatic.operation}).`;
  return dueInShadow === null
    ? null
    : `In shadow: v${version} would have been rolled back automatically at ${dueInShadow}.`;
}
