import { actorOf } from '../../../domain/journal.ts';
import { type Caller, namesIn, type Person, type Place, ROLE_NAMES } from '../../../domain/person.ts';
import type { RefusalReason } from '../../../domain/refusal.ts';
import { checklistOf, SIGN_OFFS, type SignOff } from '../../../domain/sign-off.ts';
import { tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { recordRefusal } from '../../../engine/open-differences.ts';
import { peopleNow } from '../../../engine/people-now.ts';
import type { Tx } from '../../../ports/store.ts';

const LONGEST_EVIDENCE = 300;

/** Why this person cannot sign this item now; null where they may. The roles are read again. */
export async function whyNotSign(
  tx: Tx,
  context: Pick<Context, 'settings' | 'clock'>,
  { signOff: { id, role }, caller }: { signOff: SignOff; caller: Caller },
): Promise<RefusalReason | null> {
  const people = await peopleNow(tx, context);
  const isHolder = (all: readonly Person[]) =>
    caller.is === 'person' && all.some((one) => one.id === caller.person.id && one.roles.includes(role));
  if (isHolder(people)) return null;
  const names = namesIn(people, [role]);
  if (isHolder(context.settings.people)) return { code: 'role-too-new', role, people: names };
  return {
    code: 'gate-refused',
    gate: 'sign-offs are given',
    text: `${SIGN_OFFS[id]} is signed by ${ROLE_NAMES[role].all}.`,
    who: names.join(' or '),
    next: 'Ask one of them to sign it.',
  };
}

/** What a person signs: the item, for what it covers (`digest`) at a commit. */
export interface Signing {
  signOff: SignOff;
  version: string;
  commit: string;
  digest: string | null;
  evidence: string;
  caller: Caller;
  place: Place;
}

/** Journals a signature, and says what it counts for; or why this person cannot give it. */
export async function signItem(
  tx: Tx,
  context: Context,
  { signOff, version, commit, digest, evidence, caller, place }: Signing,
): Promise<string | RefusalReason> {
  const differs = (await recordRefusal(tx)) ?? (await whyNotSign(tx, context, { signOff, caller }));
  if (differs !== null || caller.is !== 'person') return differs ?? { code: 'token-invalid' };
  tx.journal.append({
    subject: checklistOf(version),
    event: 'signed-off',
    actor: actorOf(caller, place, signOff.role),
    planHash: null,
    details: {
      item: signOff.id,
      commit,
      digest: digest ?? '',
      evidence: evidence.slice(0, LONGEST_EVIDENCE),
      name: caller.person.name,
    },
  });
  return `You signed for ${tagOf(version)} at ${commit.slice(0, 7)}: ${SIGN_OFFS[signOff.id]}. It covers ${coversText(signOff)}, and counts for later commits that do not change it.`;
}

/** In a sentence: which files it is about. */
export function coversText({ covers }: SignOff): string {
  return covers.length === 0 ? 'the whole repository' : covers.join(', ');
}
