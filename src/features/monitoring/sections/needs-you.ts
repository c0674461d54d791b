import { z } from 'zod';
import type { Alert } from '../../../domain/alert.ts';
import { counted } from '../../../domain/figures.ts';
import { SOURCE_IDS, type SourceId } from '../../../domain/source-health.ts';
import { answerNote, callingLine, readCalling } from '../../alerts/index.ts';
import { openNoticeLines } from '../../customers/index.ts';
import { emergencyText, openEmergencies } from '../../emergencies/index.ts';
import { MEASURED } from '../alerts/monitor-alert.ts';
import { sourceName, sourceTrouble } from '../found/absent.ts';
import type { Section } from './section.ts';

/** What an alert calls a person for, where it says so itself. */
const Calling = z.object({ calls: z.string().nullable() });

/** What waits for a person: plans, blocked steps, alerts, notices to customers, and sources that do not answer. */
export const needsYou: Section = {
  id: 'needs-you',
  title: 'What needs you',
  gather: async (context, { now }) => {
    const { open, emergencies, notices, alerts, states } = await context.store.transaction(async (tx) => ({
      open: await tx.operations.open(),
      emergencies: await openEmergencies(tx, context),
      notices: await openNoticeLines(tx, context),
      alerts: await tx.alerts.open(),
      states: await tx.sourceStates.all(),
    }));
    const waiting = open.flatMap(({ id, plan, state, requestedAt }) => {
      const what = `${plan.content.kind} ${plan.content.version} (${id})`;
      if (state.is === 'awaiting-approval') return [`${what} waits for approval since ${requestedAt}`];
      return state.is === 'stopped'
        ? [`${what} is blocked since ${state.since}: ${state.trouble.detail}`]
        : [];
    });
    const firing = alerts.flatMap((alert) => {
      const calls = Calling.safeParse(alert.details).data?.calls ?? null;
      const calling = readCalling(alert);
      if (calls !== null) return [`${calls}, since ${alert.since}${answerNote(calling, now.toISOString())}`];
      return calling.calling === null ? [] : [callingLine(calling, now.toISOString())];
    });
    const broken = states.flatMap(({ source, health }) =>
      health.is === 'broken' && !hasAlert(alerts, source) ? (sourceTrouble(source, states) ?? []) : [],
    );
    const urgent = emergencies.map(emergencyText);
    const owed = notices.map((line) => `Notice to customers of ${line}`);
    const lines = [...urgent, ...firing, ...owed, ...waiting, ...broken];
    return {
      level: lines.length === 0 ? 'good' : urgent.length + firing.length > 0 ? 'bad' : 'warn',
      finding:
        lines.length === 0
          ? 'Nothing needs you.'
          : `${counted(lines.length, 'thing needs', 'things need')} you.`,
      lines,
      chart: null,
      facts: Object.fromEntries(
        SOURCE_IDS.flatMap((id) => {
          const state = states.find(({ source }) => source === id);
          return state === undefined ? [] : [[sourceName(id), state.health.is.replaceAll('-', ' ')]];
        }),
      ),
    };
  },
};

/** An alert about the source says the same. */
function hasAlert(alerts: readonly Alert[], source: SourceId): boolean {
  return alerts.some(
    ({ kind, subject, state }) => kind === MEASURED && state.is === 'firing' && subject.id === source,
  );
}
