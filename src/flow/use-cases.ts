import type { Decided, Opened, RollbackRequest, StopRequest } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import { whyNot } from '../domain/permission.ts';
import type { JournalHead } from '../domain/record-check.ts';
import { type RefusalReason, refuse } from '../domain/refusal.ts';
import { auditShow, auditVerify } from './audit.ts';
import type { Decision, Decisions } from './define-decision.ts';
import { type DeleteTagRequest, deleteTag, previewDeleteTag } from './left-tag/ask.ts';
import { type Unlocking, unlock } from './marks.ts';
import { createLooks } from './planners/looks.ts';
import { planRelease, type ReleaseAsk } from './planners/plan-release.ts';
import { previewRollback, rollBack } from './planners/roll-back.ts';
import { previewStop, stopRelease } from './planners/stop-release.ts';
import type { Ground } from './ports.ts';
import { previewQuarantine, type QuarantineAsk, quarantine, unquarantine } from './quarantine.ts';
import { type Accepting, acceptRecord } from './record/accept.ts';
import { history, status } from './report.ts';
import { confirmPairing, openPairing } from './terminals/pair.ts';
import { listTokens, revokeToken } from './terminals/tokens.ts';
import { type ConfirmRequest, confirmUnproven } from './unproven.ts';

/** Everything the doors may ask for, on this ground; `dispatch/use-cases.ts` is its shape for them. */
export function createUseCases(ground: Ground, decisions: Pick<Decisions, 'get'>) {
  const looks = createLooks(ground);
  const through = async <Answer>(
    name: string,
    { caller }: Decided,
    go: (decision: Decision) => Promise<Answer>,
  ): Promise<Answer | Message> => {
    const asked = name.replaceAll('-', ' ');
    const decision = decisions.get(name);
    if (decision === undefined) return refused({ code: 'card-not-ours' }, asked);
    const { permission } = decision;
    const denied = permission === null ? null : whyNot(caller, permission, ground.settings);
    return denied === null ? go(decision) : refused(denied, asked);
  };
  return {
    planRelease: async (ask: ReleaseAsk) => {
      ground.cdn.warm();
      return planRelease(ground, ask);
    },
    status: () => status(ground),
    history: (limit: number) => history(ground, limit),
    openDecision: (name: string, click: Decided) =>
      through(name, click, (decision): Promise<Opened> => decision.open(ground, click)),
    decide: (name: string, decided: Decided) =>
      through(name, decided, (decision): Promise<Message> => decision.apply(ground, decided)),
    previewRollback: (request: RollbackRequest) => previewRollback(ground, request, looks),
    rollBack: (request: RollbackRequest) => rollBack(ground, request, looks),
    previewStop: (request: StopRequest) => previewStop(ground, request),
    stopRelease: (request: StopRequest) => stopRelease(ground, request),
    previewDeleteTag: (request: DeleteTagRequest) => previewDeleteTag(ground, request),
    deleteTag: (request: DeleteTagRequest) => deleteTag(ground, request),
    unlock: (ask: Unlocking) => unlock(ground, ask),
    previewQuarantine: (ask: QuarantineAsk) => previewQuarantine(ground, ask),
    quarantine: (ask: QuarantineAsk) => quarantine(ground, ask),
    unquarantine: (ask: QuarantineAsk) => unquarantine(ground, ask),
    confirmUnproven: (ask: ConfirmRequest) => confirmUnproven(ground, ask),
    openPairing: (ask: Parameters<typeof openPairing>[1]) => openPairing(ground, ask),
    confirmPairing: (ask: Parameters<typeof confirmPairing>[1]) => confirmPairing(ground, ask),
    listTokens: (ask: Parameters<typeof listTokens>[1]) => listTokens(ground, ask),
    revokeToken: (ask: Parameters<typeof revokeToken>[1]) => revokeToken(ground, ask),
    auditVerify: (posted: JournalHead | undefined) => auditVerify(ground, posted),
    auditShow: (operation: string) => auditShow(ground, operation),
    acceptRecord: (ask: Accepting) => acceptRecord(ground, ask),
  };
}

function refused(reason: RefusalReason, asked: string): Message {
  return { is: 'refusal', refusal: refuse(reason), asked };
}
