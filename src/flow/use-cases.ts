import type { Click, RollbackRequest, StopRequest } from '../domain/click.ts';
import type { JournalHead } from '../domain/record-check.ts';
import { customerNote, postMortem } from './aftermath.ts';
import { approve, openDecision, reject } from './approve.ts';
import { auditVerify } from './audit.ts';
import { details, planAgain, retract } from './choose.ts';
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
import { abandon, replanTheRest, retry } from './stopped.ts';
import { confirmPairing, openPairing } from './terminals/pair.ts';
import { listTokens, revokeToken } from './terminals/tokens.ts';
import { type Confirming, type ConfirmRequest, confirmOnCard, confirmUnproven } from './unproven.ts';

/** Everything the doors may ask for, on this ground; `dispatch/use-cases.ts` is its shape for them. */
export function createUseCases(ground: Ground) {
  const looks = createLooks(ground);
  return {
    planRelease: async (ask: ReleaseAsk) => {
      ground.cdn.warm();
      return planRelease(ground, ask);
    },
    status: () => status(ground),
    history: (limit: number) => history(ground, limit),
    openDecision: (click: Click & { decision: 'approve' | 'reject' }) => openDecision(ground, click),
    approve: (click: Click & { planHash: string }) => approve(ground, click),
    reject: (click: Click & { planHash: string; reason: string }) => reject(ground, click),
    retract: (click: Click) => retract(ground, click),
    retry: (click: Click) => retry(ground, click),
    replan: (click: Click) => replanTheRest(ground, click),
    abandon: (click: Click) => abandon(ground, click),
    planAgain: (click: Click) => planAgain(ground, click),
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
    postMortem: (click: Click) => postMortem(ground, click),
    customerNote: (click: Click) => customerNote(ground, click),
    confirmOnCard: (click: Click, how: Confirming) => confirmOnCard(ground, click, how),
    confirmUnproven: (ask: ConfirmRequest) => confirmUnproven(ground, ask),
    openPairing: (ask: Parameters<typeof openPairing>[1]) => openPairing(ground, ask),
    confirmPairing: (ask: Parameters<typeof confirmPairing>[1]) => confirmPairing(ground, ask),
    listTokens: (ask: Parameters<typeof listTokens>[1]) => listTokens(ground, ask),
    revokeToken: (ask: Parameters<typeof revokeToken>[1]) => revokeToken(ground, ask),
    auditVerify: (posted: JournalHead | undefined) => auditVerify(ground, posted),
    acceptRecord: (ask: Accepting) => acceptRecord(ground, ask),
    details: (click: Click) => details(ground, click),
  };
}
