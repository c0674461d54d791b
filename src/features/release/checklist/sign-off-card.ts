import { z } from 'zod';
import type { Alert } from '../../../domain/alert.ts';
import { counted } from '../../../domain/figures.ts';
import { canonical } from '../../../domain/json.ts';
import type { AlertCard } from '../../../domain/message.ts';
import { namesIn, slackIdsIn } from '../../../domain/person.ts';
import type { ReleaseFacts } from '../../../domain/release-facts.ts';
import type { Settings } from '../../../domain/settings.ts';
import { checklistOf, SIGN_OFF_IDS, SIGN_OFFS } from '../../../domain/sign-off.ts';
import { tagOf } from '../../../domain/version.ts';
import { alertCardKey, enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import type { DecisionSubject } from '../../../engine/decision-subject.ts';
import { defineCard } from '../../../engine/define-card.ts';
import type { Tx } from '../../../ports/store.ts';
import { neededSignOffs } from '../gates/sign-offs-are-given.ts';
import { coversText } from './sign.ts';

/** The kind of the rows. A row has what its card shows; what is signed, only the journal says. */
const OWED_SIGN_OFFS = 'sign-offs';

const Owed = z.object({
  version: z.string(),
  commit: z.string().regex(/^[0-9a-f]{7,64}$/),
  items: z.array(z.object({ id: z.enum(SIGN_OFF_IDS), why: z.string() })),
});
/** The sign-offs that a version's release needs at a commit, each with why. */
export type OwedSignOffs = z.infer<typeof Owed>;

/** The card of the sign-offs that are owed. */
export type SignOffAlert = Alert & { owedSignOffs: OwedSignOffs };

function withOwed(alert: Alert | undefined): SignOffAlert | undefined {
  const owed = alert?.kind === OWED_SIGN_OFFS ? Owed.safeParse(alert.details).data : undefined;
  return alert === undefined || owed === undefined ? undefined : { ...alert, owedSignOffs: owed };
}

/** The sign-offs of a version, for decisions about them. */
export const SIGN_OFF_ALERT: DecisionSubject<SignOffAlert> = {
  kind: 'alert',
  cardKey: alertCardKey,
  lock: async (tx, id) => withOwed(await tx.alerts.lock(id)),
  isRow: (row): row is SignOffAlert => 'owedSignOffs' in row,
  idOf: ({ id }) => id,
  nameOf: ({ owedSignOffs }) => `release of ${tagOf(owedSignOffs.version)}`,
  revisionOf: ({ revision }) => revision,
  unknown: (alert) => ({ code: 'alert-unknown', alert }),
};

/** The row by its id; undefined where there is none. */
export async function signOffAlert(tx: Tx, id: string): Promise<SignOffAlert | undefined> {
  return withOwed(await tx.alerts.get(id));
}

/** The open cards of sign-offs, for versions that are not live. */
export async function openSignOffs(tx: Tx): Promise<SignOffAlert[]> {
  const open = (await tx.alerts.open()).flatMap((one) => withOwed(one) ?? []);
  const releases = await Promise.all(open.map((one) => tx.releases.get(one.owedSignOffs.version)));
  return open.filter((_, index) => releases[index]?.liveAt == null);
}

/** What is owed by the facts of a release. */
export function owedBy(facts: ReleaseFacts, { settings }: Pick<Context, 'settings'>): OwedSignOffs {
  const items = neededSignOffs({ ...facts, settings }).flatMap((one) =>
    one.is === 'owed' ? [{ id: one.signOff.id, why: one.why }] : [],
  );
  return { version: facts.asked, commit: facts.commit.sha, items };
}

/** Posts, redraws or ends the card of a version's sign-offs, so that it shows what is owed now. */
export async function showOwed(tx: Tx, context: Context, owed: OwedSignOffs): Promise<void> {
  const at = context.clock.now().toISOString();
  const isOf = (one: Alert) => one.kind === OWED_SIGN_OFFS && one.subject.id === owed.version;
  const open = (await tx.alerts.open()).find(isOf);
  const known = open === undefined ? undefined : await tx.alerts.lock(open.id);
  if (known === undefined) {
    if (owed.items.length === 0) return;
    const id = context.ids.operation('sgn');
    const subject = checklistOf(owed.version);
    const first = {
      since: at,
      looks: 1,
      revision: 1,
      state: { is: 'suspect' },
      details: { ...owed },
    } as const;
    if (await tx.alerts.begin({ id, kind: OWED_SIGN_OFFS, subject, ...first }))
      await enqueueAlertCard(tx, context, { id, at });
    return;
  }
  if (canonical(known.details) === canonical({ ...owed })) return;
  const isOver = owed.items.length === 0;
  await tx.alerts.save({
    ...known,
    ...(isOver ? { state: { is: 'over', at, how: 'All sign-offs are given.', by: null } } : {}),
    revision: known.revision + 1,
    details: { ...owed },
  });
  await enqueueAlertCard(tx, context, { id: known.id, at });
}

/** The card of the sign-offs that are owed. */
export const signOffCard = defineCard({
  kind: 'alert',
  read: signOffAlert,
  compose: (alert, { settings, decisions }) => ({
    is: 'alert',
    alert: cardOf(alert, { settings, buttons: decisions.buttonsFor(alert) }),
  }),
});

/** The card as of now. Pure. */
function cardOf(
  { id, revision, state, owedSignOffs: { version, commit, items } }: SignOffAlert,
  { settings, buttons }: { settings: Settings; buttons: AlertCard['buttons'] },
): AlertCard {
  const wanted = items.flatMap(({ id: item, why }) => {
    const signOff = settings.signOffs.find((one) => one.id === item);
    return signOff === undefined ? [] : [{ signOff, why }];
  });
  const lines = wanted.map(({ signOff, why }) => {
    const who = namesIn(settings.people, [signOff.role]).join(' or ');
    return `${SIGN_OFFS[signOff.id]}: ${why}. ${who} can sign it. It covers ${coversText(signOff)}`;
  });
  const isOver = state.is === 'over';
  const roles = wanted.map(({ signOff }) => signOff.role);
  return {
    ...{ id, revision, isOver, tone: isOver ? 'alarm' : 'watch', buttons },
    headline: isOver
      ? `The sign-offs of ${tagOf(version)} are given`
      : `${tagOf(version)} needs ${counted(items.length, 'sign-off', 'sign-offs')}`,
    lines: [...lines, `For commit ${commit.slice(0, 7)}`],
    asks: isOver ? [] : slackIdsIn(settings.people, roles),
  };
}
