import { defineGate, type Finding, type GateFacts } from '../../../domain/gate.ts';
import { namesIn } from '../../../domain/person.ts';
import { decideSignOff, SIGN_OFFS, type SignOff, type SignOffState } from '../../../domain/sign-off.ts';
import { tagOf } from '../../../domain/version.ts';
import { kindOf } from '../change-kind.ts';

/** Each sign-off that a release of this kind needs is given by its role, for what the commit has. */
export const signOffsAreGiven = defineGate({
  id: 'sign-offs are given',
  evaluate: (facts) => {
    const { settings, signOffs, commit, asked } = facts;
    const kind = kindOf(facts);
    const wanted = settings.signOffs.filter((one) => one.for.includes(kind));
    return wanted.flatMap((signOff): Finding[] => {
      if (signOff.id === 'coordination' && breaksNothing(facts))
        return [{ is: 'pass', evidence: `${SIGN_OFFS.coordination}: no changeset says BREAKING:` }];
      const own = signOffs?.find(({ id }) => id === signOff.id);
      const holders = settings.people.filter(({ roles }) => roles.includes(signOff.role));
      const state =
        own === undefined
          ? ({ is: 'unknown' } as const)
          : decideSignOff(own, { commit: commit.sha, holders: holders.map(({ id }) => id) });
      const evidence = signedText(signOff, state);
      if (evidence !== null) return [{ is: 'pass', evidence }];
      return [
        {
          is: 'block',
          text: `${SIGN_OFFS[signOff.id]}: ${owedText(signOff, state)}.`,
          who: namesIn(holders, [signOff.role]).join(' or '),
          next: `Type /navi checklist ${tagOf(asked)} sign ${signOff.id} "what was done".`,
        },
      ];
    });
  },
});

/**
 * Whether the changesets of a release in 0.x declare nothing as breaking, so that there is nothing to coordinate. From 1.0.0
 * on the version says it. Changesets that could not be read count as breaking.
 */
function breaksNothing({ releaseLine, changesets }: GateFacts): boolean {
  return (
    releaseLine === 'v0' &&
    changesets?.is === 'known' &&
    changesets.unreadable.length === 0 &&
    changesets.declared.every(({ isBreaking }) => !isBreaking)
  );
}

/** Who has signed it, or why no one has to; null where it is owed. */
function signedText({ id, covers }: SignOff, state: SignOffState): string | null {
  const title = SIGN_OFFS[id];
  switch (state.is) {
    case 'given':
      return `${title}: ${state.signature.name}, ${state.signature.at}`;
    case 'carried':
      return `${title}: ${state.signature.name} at ${state.signature.commit.slice(0, 7)}; ${coveredText(covers)} not changed since`;
    case 'not-needed':
      return `${title}: ${coveredText(covers)} not changed since the live version`;
    default:
      return null;
  }
}

/** Why it is owed. */
function owedText({ covers }: SignOff, state: SignOffState): string {
  if (state.is === 'outdated') {
    const { name, commit } = state.signature;
    return `${name} signed it at ${commit.slice(0, 7)}, and ${coveredText(covers).replace(/ (has|have)$/, '')} changed since`;
  }
  return state.is === 'unknown'
    ? 'GitHub does not list all files, so only a signature of this commit counts'
    : 'no one has signed it';
}

function coveredText(covers: readonly string[]): string {
  if (covers.length === 0) return 'the repository has';
  return `${covers.join(', ')} ${covers.length === 1 ? 'has' : 'have'}`;
}
