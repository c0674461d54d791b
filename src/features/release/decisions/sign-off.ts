import type { Decided } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import { type RefusalReason, refuse } from '../../../domain/refusal.ts';
import type { Settings } from '../../../domain/settings.ts';
import { SIGN_OFFS, type SignOff } from '../../../domain/sign-off.ts';
import { tagOf } from '../../../domain/version.ts';
import { onDecision, placeOf } from '../../../engine/click.ts';
import type { Context } from '../../../engine/context.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import { readDigest } from '../checklist/read-sign-offs.ts';
import { coversText, signItem, whyNotSign } from '../checklist/sign.ts';
import { SIGN_OFF_ALERT, type SignOffAlert, showOwed, signOffAlert } from '../checklist/sign-off-card.ts';

/** A person signs an item that a release needs, with what was done. */
export default defineDecision({
  name: 'sign-off',
  about: SIGN_OFF_ALERT,
  permission: 'read',
  button: { label: 'Sign off', says: 'Sign off an item for the', style: 'primary' },
  place: 10,
  offered: ({ state }) => state.is !== 'over',
  asks: {
    title: 'Sign off',
    submit: 'Sign off',
    reason: 'What was done',
    says: ({ owedSignOffs: { version, commit } }) => [
      `For ${tagOf(version)} at ${commit.slice(0, 7)}`,
      'It counts for later commits that do not change what it covers.',
    ],
    choice: (row, { settings }, person) => ({
      label: 'What you sign',
      options: owedIn(row, settings)
        .filter(({ role }) => person.roles.includes(role))
        .map((one) => ({ value: one.id, label: `${SIGN_OFFS[one.id]} (${coversText(one)})` })),
    }),
    refuses: async (tx, context, { row, person }) => {
      const owed = owedIn(row, context.settings);
      if (owed.some(({ role }) => person.roles.includes(role))) return null;
      const caller = { is: 'person', person, account: '', how: 'slack' } as const;
      const [first] = owed;
      return first === undefined ? nothingOwed(row) : whyNotSign(tx, context, { signOff: first, caller });
    },
  },
  apply: sign,
});

function owedIn({ owedSignOffs: { items } }: SignOffAlert, { signOffs }: Settings): SignOff[] {
  return signOffs.filter(({ id }) => items.some((one) => one.id === id));
}

/** Another person was faster, or the configuration asks for it no more. */
function nothingOwed({ owedSignOffs: { version } }: SignOffAlert): RefusalReason {
  return {
    ...{ code: 'gate-refused', gate: 'sign-offs are given', who: 'no action needed' },
    text: `This sign-off of ${tagOf(version)} is not needed any more.`,
    next: `Type /navi checklist ${tagOf(version)} to see what is.`,
  };
}

async function sign(context: Context, decided: Decided): Promise<Message> {
  const asked = 'sign off';
  const { settings, store } = context;
  const shown = await store.transaction((tx) => signOffAlert(tx, decided.subject.id));
  const signOff = settings.signOffs.find(({ id }) => id === decided.choice);
  let digest: string | null = null;
  try {
    if (shown !== undefined && signOff !== undefined)
      digest = await readDigest(context, { sha: shown.owedSignOffs.commit, covers: signOff.covers });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    return { is: 'refusal', refusal: refuse({ code: 'neighbour-unreadable', service, problem }), asked };
  }
  return onDecision(context, decided, {
    ...{ about: SIGN_OFF_ALERT, asked },
    apply: async (tx, { row }) => {
      const { version, commit, items } = row.owedSignOffs;
      const isOwed = items.some(({ id }) => id === signOff?.id) && row.state.is !== 'over';
      if (signOff === undefined || !isOwed || commit !== shown?.owedSignOffs.commit)
        return { refused: nothingOwed(row) };
      const evidence = decided.reason;
      const what = { signOff, version, commit, digest, evidence };
      const text = await signItem(tx, context, { ...what, caller: decided.caller, place: placeOf(decided) });
      if (typeof text !== 'string') return { refused: text };
      await showOwed(tx, context, { version, commit, items: items.filter(({ id }) => id !== signOff.id) });
      return { is: 'line', text, level: 'good' };
    },
  });
}
