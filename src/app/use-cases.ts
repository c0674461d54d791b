import type { UseCases } from '../dispatch/use-cases.ts';
import type { Decided } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import { whyNot } from '../domain/permission.ts';
import { type RefusalReason, refuse } from '../domain/refusal.ts';
import type { Context } from '../engine/context.ts';
import type { Decisions } from '../engine/decisions.ts';
import type { Check } from '../engine/define-check.ts';
import type { Decision } from '../engine/define-decision.ts';
import { muteAlert } from '../features/alerts/mute.ts';
import { breakForm, feedback } from '../features/customers/breaks.ts';
import { eraseContacts } from '../features/customers/erase.ts';
import { notice } from '../features/customers/notices/notice.ts';
import { reportCustomers, setUpCustomerLoads } from '../features/customers/report.ts';
import { createDoctor } from '../features/doctor/examine.ts';
import { listDrift } from '../features/drift/list.ts';
import { emergency } from '../features/emergencies/declare.ts';
import { listAlerts } from '../features/monitoring/alerts/list.ts';
import { monitor } from '../features/monitoring/monitor.ts';
import { onCall } from '../features/on-call/on-call.ts';
import { confirmPairing, openPairing } from '../features/people/pair.ts';
import { listTokens, revokeToken } from '../features/people/tokens.ts';
import { calendar } from '../features/planned-releases/calendar.ts';
import { schedule } from '../features/planned-releases/schedule.ts';
import { freeze, unfreeze } from '../features/policy/set-freeze.ts';
import { acceptRecord } from '../features/record/accept.ts';
import { auditShow, auditVerify } from '../features/record/audit.ts';
import { reviewRelease } from '../features/release/break-glass/reviews.ts';
import { checklist } from '../features/release/checklist/checklist.ts';
import { deleteTag, previewDeleteTag } from '../features/release/left-tag/ask.ts';
import { planRelease } from '../features/release/plan-release.ts';
import { previewStop, stopRelease } from '../features/release/stop-release.ts';
import { canIRelease, when } from '../features/release/when.ts';
import { unlock } from '../features/rollback/locks.ts';
import { createLooks } from '../features/rollback/looks.ts';
import { previewQuarantine, quarantine, unquarantine } from '../features/rollback/quarantine.ts';
import { previewRollback, rollBack } from '../features/rollback/roll-back.ts';
import { confirmUnproven } from '../features/rollback/unproven.ts';
import { home } from '../features/status/home.ts';
import { followHome, saveShownHome, takeDueHomes } from '../features/status/open-homes.ts';
import { history, status } from '../features/status/report.ts';
import { chooseDirect, directChoice } from '../outbox/direct/choice.ts';
import type { Host } from '../ports/host.ts';

interface Registered {
  decisions: Pick<Decisions, 'get'>;
  checks: readonly Check[];
  host: Host;
}

/** The use cases of `dispatch/use-cases.ts`, each with its implementation. */
export function createUseCases(context: Context, { decisions, checks, host }: Registered): UseCases {
  const looks = createLooks(context);
  const on =
    <Asked extends unknown[], Answer>(run: (context: Context, ...asked: Asked) => Answer) =>
    (...asked: Asked) =>
      run(context, ...asked);
  const through = async <Answer>(
    name: string,
    { caller }: Decided,
    go: (decision: Decision) => Promise<Answer>,
  ): Promise<Answer | Message> => {
    const asked = name.replaceAll('-', ' ');
    const decision = decisions.get(name);
    if (decision === undefined) return refused({ code: 'card-not-ours' }, asked);
    const { permission } = decision;
    const denied = permission === null ? null : whyNot(caller, permission, context.settings);
    return denied === null ? go(decision) : refused(denied, asked);
  };
  return {
    planRelease: async (ask) => {
      context.cdn.warm();
      return planRelease(context, ask);
    },
    checklist: on(checklist),
    reviewRelease: on(reviewRelease),
    canIRelease: on(canIRelease),
    when: on(when),
    chooseDirect: on(chooseDirect),
    directChoice: on(directChoice),
    status: on(status),
    home: on(home),
    followHome: on(followHome),
    takeDueHomes: on(takeDueHomes),
    saveShownHome: on(saveShownHome),
    monitor: on(monitor),
    alerts: on(listAlerts),
    muteAlert: on(muteAlert),
    onCall: on(onCall),
    emergency: on(emergency),
    schedule: on(schedule),
    calendar: on(calendar),
    drift: on(listDrift),
    doctor: createDoctor({ ...context, host }, checks),
    customers: on(reportCustomers),
    setUpCustomerLoads: async (place) => setUpCustomerLoads(context, place),
    eraseContacts: on(eraseContacts),
    breakForm: on(breakForm),
    feedback: on(feedback),
    notice: on(notice),
    history: on(history),
    openDecision: (name, click) => through(name, click, (decision) => decision.open(context, click)),
    decide: (name, decided) => through(name, decided, (decision) => decision.apply(context, decided)),
    previewRollback: (request) => previewRollback(context, request, looks),
    rollBack: (request) => rollBack(context, request, looks),
    previewStop: on(previewStop),
    stopRelease: on(stopRelease),
    previewDeleteTag: on(previewDeleteTag),
    deleteTag: on(deleteTag),
    freeze: on(freeze),
    unfreeze: on(unfreeze),
    unlock: on(unlock),
    previewQuarantine: on(previewQuarantine),
    quarantine: on(quarantine),
    unquarantine: on(unquarantine),
    confirmUnproven: on(confirmUnproven),
    openPairing: on(openPairing),
    confirmPairing: on(confirmPairing),
    listTokens: on(listTokens),
    revokeToken: on(revokeToken),
    auditVerify: on(auditVerify),
    auditShow: on(auditShow),
    acceptRecord: on(acceptRecord),
  };
}

function refused(reason: RefusalReason, asked: string): Message {
  return { is: 'refusal', refusal: refuse(reason), asked };
}
