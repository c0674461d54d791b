import type { Decided } from '../../domain/click.ts';
import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import type { RefusalReason } from '../../domain/refusal.ts';
import { subjectKey } from '../../domain/subject.ts';
import { parseVersion, releaseLineOf } from '../../domain/version.ts';
import { onDecision, placeOf } from '../../engine/click.ts';
import type { Context } from '../../engine/context.ts';
import { recordRefusal } from '../../engine/open-differences.ts';
import { saveReleases } from '../../engine/save-releases.ts';
import type { Tx } from '../../ports/store.ts';
import { saveFound } from '../surfaces/index.ts';
import { nameOfSubject } from './card.ts';
import type { DriftAlert } from './decide-drift.ts';
import { readKnown } from './known.ts';
import { endAlert } from './save.ts';
import { DRIFT_ALERT } from './subject.ts';

/** Records what an alert has found as live, with a person's reason. Writes to no service. */
export function adoptDrift(context: Context, decided: Decided): Promise<Message> {
  return onDecision(context, decided, {
    about: DRIFT_ALERT,
    asked: 'adopt',
    apply: async (tx, { row: alert, person }) => {
      const refused = await refusalOf(tx, context, alert);
      if (refused !== null) return { refused };
      const at = context.clock.now().toISOString();
      const { subject, finding } = alert;
      await saveAdopted(tx, alert, at);
      tx.journal.append({
        subject,
        event: 'adopted',
        actor: actorOf(decided.caller, placeOf(decided)),
        planHash: null,
        details: { alert: alert.id, what: finding.what, recorded: finding.recorded, reason: decided.reason },
      });
      const how = `adopted: ${decided.reason}`;
      await endAlert(tx, context, alert, { at, how, by: person.name });
      return { is: 'line', text: `You adopted ${nameOfSubject(subject)}: ${finding.what}.`, level: 'good' };
    },
  });
}

async function refusalOf(tx: Tx, context: Context, alert: DriftAlert): Promise<RefusalReason | null> {
  const { id, state, subject, finding } = alert;
  if (state.is !== 'firing') return { code: 'alert-over', alert: id };
  const { adopts } = finding;
  if (adopts === null) return { code: 'not-adoptable', alert: id, what: finding.what };
  const version = adopts.is === 'surface' ? adopts.live.version : null;
  const quarantined = (await tx.quarantined.all()).find((one) => one.version === version);
  if (quarantined !== undefined)
    return { code: 'not-adoptable', alert: id, what: `v${version} is quarantined: ${quarantined.why}` };
  const known = await readKnown(tx, context);
  if (known.holders.has(subjectKey(subject)))
    return { code: 'not-adoptable', alert: id, what: 'an approved operation is moving it' };
  return recordRefusal(tx);
}

async function saveAdopted(tx: Tx, { subject, finding }: DriftAlert, at: string): Promise<void> {
  const { adopts } = finding;
  if (adopts?.is === 'surface') {
    const surface = (await tx.surfaces.all()).find(({ id }) => id === subject.id);
    if (surface === undefined) throw new Error(`${subject.id} is not recorded any more`);
    await tx.surfaces.setLive(surface.id, adopts.live, { operation: 'adopted', at, verifiedAt: null });
    await saveFound(tx, { id: surface.id, live: adopts.live, verified: false }, at);
  }
  if (adopts?.is === 'git-tag') {
    const version = parseVersion(subject.id);
    if (version === undefined) throw new Error(`${subject.id} is no tag of a version`);
    await saveReleases(tx, releaseLineOf(version), (known) =>
      known.filter((one) => one.version === version).map((one) => ({ ...one, commit: adopts.commit })),
    );
  }
}
