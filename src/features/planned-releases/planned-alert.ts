import { z } from 'zod';
import type { Alert } from '../../domain/alert.ts';
import type { AlertCard } from '../../domain/message.ts';
import { ownersOf, type Person } from '../../domain/person.ts';
import type { PlannedRelease } from '../../domain/planned-release.ts';
import { wallTimeOf } from '../../domain/wall-time.ts';
import { alertCardKey } from '../../engine/alert-card.ts';
import type { DecisionSubject } from '../../engine/decision-subject.ts';
import { defineCard } from '../../engine/define-card.ts';
import type { Tx } from '../../ports/store.ts';
import { readPlanned } from './read-planned.ts';

/** The kind of the rows. A row has what was ready at the hour; what is planned, the journal says. */
const PLANNED_RELEASE = 'planned-release';

const Ready = z.object({
  version: z.string(),
  at: z.string(),
  isReady: z.boolean(),
  lines: z.array(z.string()),
});
type Ready = z.infer<typeof Ready>;

/** The question of a planned release at its hour. */
export type PlannedAlert = Alert & { planned: PlannedRelease; ready: Ready };

/** The row of the question; it is no alarm, so it never fires. */
export function questionOf({ version, at }: PlannedRelease, ready: Omit<Ready, 'version' | 'at'>): Alert {
  const id = plannedId(version, at);
  return {
    ...{
      id,
      kind: PLANNED_RELEASE,
      subject: { kind: PLANNED_RELEASE, id },
      since: at,
      looks: 1,
      revision: 1,
    },
    ...{ state: { is: 'suspect' }, details: { version, at, ...ready } },
  };
}

/** One question for each time that a version is planned for. */
function plannedId(version: string, at: string): string {
  return `pln_${version}_${at.slice(0, 16).replace(/[-:]/g, '')}`;
}

async function withPlanned(tx: Tx, alert: Alert | undefined): Promise<PlannedAlert | undefined> {
  const ready = alert?.kind === PLANNED_RELEASE ? Ready.safeParse(alert.details).data : undefined;
  if (alert === undefined || ready === undefined) return undefined;
  const planned = (await readPlanned(tx)).find((one) => plannedId(one.version, one.at) === alert.id);
  return planned && { ...alert, planned, ready };
}

/** A planned release at its hour, for decisions about one. */
export const PLANNED_ALERT: DecisionSubject<PlannedAlert> = {
  kind: 'alert',
  cardKey: alertCardKey,
  lock: async (tx, id) => withPlanned(tx, await tx.alerts.lock(id)),
  isRow: (row): row is PlannedAlert => 'planned' in row && 'ready' in row,
  idOf: ({ id }) => id,
  nameOf: ({ planned }) => `release v${planned.version}`,
  revisionOf: ({ revision }) => revision,
  unknown: (alert) => ({ code: 'alert-unknown', alert }),
};

/** The card of a planned release at its hour. */
export const plannedReleaseCard = defineCard({
  kind: 'alert',
  read: async (tx, id) => withPlanned(tx, await tx.alerts.get(id)),
  compose: (alert, { settings, decisions }) => ({
    is: 'alert',
    alert: cardOf(alert, { people: settings.people, buttons: decisions.buttonsFor(alert) }),
  }),
});

function cardOf(
  { id, revision, state, planned, ready }: PlannedAlert,
  { people, buttons }: { people: readonly Person[]; buttons: AlertCard['buttons'] },
): AlertCard {
  const { version, at, zone, owner, cancelled } = planned;
  const isOver = state.is === 'over' || cancelled !== null;
  const end = cancelled !== null ? `Cancelled: ${cancelled}` : state.is === 'over' ? state.how : null;
  return {
    ...{ id, revision, isOver, tone: 'watch', buttons, asks: isOver ? [] : ownersOf(people, owner) },
    headline: `v${version} is planned for now, ${wallTimeOf(new Date(at), zone)}`,
    lines: [
      ready.isReady ? 'Nothing blocks it.' : 'It is blocked:',
      ...ready.lines,
      end ?? `Press Request it now, move it with /navi schedule v${version} --on …, or cancel the plan.`,
    ],
  };
}
