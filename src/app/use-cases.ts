import type { Decided, Opened, RollbackRequest, StopRequest } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import { whyNot } from '../domain/permission.ts';
import type { JournalHead } from '../domain/record-check.ts';
import { type RefusalReason, refuse } from '../domain/refusal.ts';
import type { Context } from '../engine/context.ts';
import type { Check } from '../engine/define-check.ts';
import type { Decision, Decisions } from '../engine/define-decision.ts';
import { examine } from '../features/doctor/examine.ts';
import { listDrift } from '../features/drift/list.ts';
import { confirmPairing, openPairing } from '../features/people/pair.ts';
import { listTokens, revokeToken } from '../features/people/tokens.ts';
import { type Accepting, acceptRecord } from '../features/record/accept.ts';
import { auditShow, auditVerify } from '../features/record/audit.ts';
import { type DeleteTagRequest, deleteTag, previewDeleteTag } from '../features/release/left-tag/ask.ts';
import { planRelease, type ReleaseAsk } from '../features/release/plan-release.ts';
import { previewStop, stopRelease } from '../features/release/stop-release.ts';
import { type Unlocking, unlock } from '../features/rollback/locks.ts';
import { createLooks } from '../features/rollback/looks.ts';
import {
  previewQuarantine,
  type QuarantineAsk,
  quarantine,
  unquarantine,
} from '../features/rollback/quarantine.ts';
import { previewRollback, rollBack } from '../features/rollback/roll-back.ts';
import { type ConfirmRequest, confirmUnproven } from '../features/rollback/unproven.ts';
import { history, status } from '../features/status/report.ts';
import type { Host } from '../ports/host.ts';

interface Registered {
  decisions: Pick<Decisions, 'get'>;
  checks: readonly Check[];
  host: Host;
}

/** All use cases, bound to this context; `dispatch/use-cases.ts` has the interface for Slack, web and terminal. */
export function createUseCases(context: Context, { decisions, checks, host }: Registered) {
  const looks = createLooks(context);
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
    planRelease: async (ask: ReleaseAsk) => {
      context.cdn.warm();
      return planRelease(context, ask);
    },
    status: () => status(context),
    drift: () => listDrift(context),
    doctor: (only: string | null) => examine({ ...context, host }, checks, { only }),
    history: (limit: number) => history(context, limit),
    openDecision: (name: string, click: Decided) =>
      through(name, click, (decision): Promise<Opened> => decision.open(context, click)),
    decide: (name: string, decided: Decided) =>
      through(name, decided, (decision): Promise<Message> => decision.apply(context, decided)),
    previewRollback: (request: RollbackRequest) => previewRollback(context, request, looks),
    rollBack: (request: RollbackRequest) => rollBack(context, request, looks),
    previewStop: (request: StopRequest) => previewStop(context, request),
    stopRelease: (request: StopRequest) => stopRelease(context, request),
    previewDeleteTag: (request: DeleteTagRequest) => previewDeleteTag(context, request),
    deleteTag: (request: DeleteTagRequest) => deleteTag(context, request),
    unlock: (ask: Unlocking) => unlock(context, ask),
    previewQuarantine: (ask: QuarantineAsk) => previewQuarantine(context, ask),
    quarantine: (ask: QuarantineAsk) => quarantine(context, ask),
    unquarantine: (ask: QuarantineAsk) => unquarantine(context, ask),
    confirmUnproven: (ask: ConfirmRequest) => confirmUnproven(context, ask),
    openPairing: (ask: Parameters<typeof openPairing>[1]) => openPairing(context, ask),
    confirmPairing: (ask: Parameters<typeof confirmPairing>[1]) => confirmPairing(context, ask),
    listTokens: (ask: Parameters<typeof listTokens>[1]) => listTokens(context, ask),
    revokeToken: (ask: Parameters<typeof revokeToken>[1]) => revokeToken(context, ask),
    auditVerify: (posted: JournalHead | undefined) => auditVerify(context, posted),
    auditShow: (operation: string) => auditShow(context, operation),
    acceptRecord: (ask: Accepting) => acceptRecord(context, ask),
  };
}

function refused(reason: RefusalReason, asked: string): Message {
  return { is: 'refusal', refusal: refuse(reason), asked };
}
