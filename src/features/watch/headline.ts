import type { Watch } from './decide-watch.ts';

/** What the comparison says, in one sentence without its period. */
export function headlineOf(watch: Watch): string {
  const name = `v${watch.version}`;
  const verdict = watch.judged?.verdict;
  if (watch.waits) return `${name} is the first release of ${watch.releaseLine}, and its watch is over`;
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
      if (watch.worseSince !== null)
        return `${name} was worse than v${watch.replaced} when Navi could last judge it; now ${verdict.why}`;
      return `${name} is watched; Navi cannot judge it: ${verdict.why}`;
  }
}

/** What a watch calls people for; null where it needs none, or where a person keeps the release. */
export function callsFor(watch: Watch): string | null {
  const isCalling = watch.waits || (watch.worseSince !== null && watch.kept === null);
  return isCalling ? headlineOf(watch) : null;
}
