import { defineGate, type Finding } from '../../../domain/gate.ts';
import type { Instruments } from '../../../domain/instruments.ts';
import { isPrerelease } from '../../../domain/version.ts';

/**
 * Whether what watches a release sees the live one: each source that is set up within the hour, and Navi's own probes. It
 * warns; where Navi may roll back by itself, it blocks. Without such a source there is nothing to say.
 */
export const releaseCanBeWatched = defineGate({
  id: 'the release can be watched',
  whenWarned: { who: 'an owner of Navi', next: 'Type /navi doctor.' },
  evaluate: ({ asked, instruments, settings }) => {
    if (isPrerelease(asked)) return [];
    const isAutomatic = settings.releaseWatch.automaticRollback === 'on';
    if (instruments.sources.length === 0) return isAutomatic ? blocked([NO_SOURCE]) : [];
    const problems = problemsOf(instruments);
    if (problems.length === 0) return { is: 'pass', evidence: seenText(instruments) };
    return isAutomatic ? blocked(problems) : { is: 'warn', evidence: problems.join('; ') };
  },
});

const NO_SOURCE = 'no source that counts loads by release is set up';

function problemsOf({ live, sources, probeTrouble }: Instruments): string[] {
  const unseen = sources.flatMap(({ name, trouble, sawLiveAt }) => {
    if (trouble !== null) return [trouble];
    return live === null || sawLiveAt !== null ? [] : [`${name} saw no load of v${live} in the last hour`];
  });
  return [...unseen, ...(probeTrouble === null ? [] : [probeTrouble])];
}

function seenText({ live, sources }: Instruments): string {
  const seen = sources.map(({ name, sawLiveAt }) =>
    sawLiveAt === null ? `${name} answers` : `${name} saw v${live} at ${sawLiveAt}`,
  );
  return [...seen, 'Navi’s probes answer'].join('; ');
}

function blocked(problems: readonly string[]): Finding {
  return {
    is: 'block',
    text: `Navi may roll this release back by itself, and could not judge it: ${problems.join('; ')}.`,
    who: 'those who run Navi',
    next: 'Type /navi doctor sources; or set releaseWatch.automaticRollback to shadow or off.',
  };
}
