import { defineGate, type Finding, type GateFacts } from '../../../domain/gate.ts';
import { namesIn } from '../../../domain/person.ts';
import { decideSignOff, SIGN_OFFS, type SignOff, type SignOffState } from '../../../domain/sign-off.ts';
import { tagOf } from '../../../domain/version.ts';
import { kindOf } from '../change-kind.ts';

/** Each sign-off that a release of this kind needs is given by its role, for what the commit has. */
export const signOffsAreGiven = defineGate({
  id: 'sign-offs are given',
  evaluate: (facts) => neededSignOffs(facts).map((one): Finding => findingOf(facts, one)),
});

/** A sign-off that a release needs: by which evidence it is given, or why it is owed. */
type NeededSignOff = { signOff: SignOff } & ({ is: 'given'; evidence: string } | { is: 'owed'; why: string });

/** The sign-offs that a release of this kind needs. */
export function neededSignOffs(facts: GateFacts): NeededSignOff[] {
  const { settings, signOffs, signers = settings.people, commit } = facts;
  const kind = kindOf(facts);
  const wanted = settings.signOffs.filter((one) => one.for.includes(kind));
  return wanted.map((signOff): NeededSignOff => {
    if (signOff.id === 'coordination' && breaksNothing(facts))
      return { signOff, is: 'given', evidence: `${SIGN_OFFS.coordination}: no changeset says BREAKING:` };
    const own = signOffs?.find(({ id }) => id === signOff.id);
    const holders = signers.flatMap(({ id, roles }) => (roles.includes(signOff.role) ? [id] : []));
    const state =
      own === undefined ? ({ is: 'unknown' } as const) : decideSignOff(own, { commit: commit.sha, holders });
    const evidence = signedText(signOff, state);
    return evidence === null
      ? { signOff, is: 'owed', why: owedText(signOff, state) }
      : { signOff, is: 'given', evidence };
  });
}

function findingOf({ settings, asked }: GateFacts, needed: NeededSignOff): Finding {
  if (needed.is === 'given') return { is: 'pass', evidence: needed.evidence };
  const { id, role } = needed.signOff;
  return {
    is: 'block',
    text: `${SIGN_OFFS[id]}: ${needed.why}.`,
    who: namesIn(settings.people, [role]).join(' or '),
    next: `Press Sign off on its card, or type /navi checklist ${tagOf(asked)} sign ${id} "what was done".`,
  };
}

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
