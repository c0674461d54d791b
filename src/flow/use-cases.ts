import type { Click } from '../domain/click.ts';
import { approve, openDecision, reject } from './approve.ts';
import { abandon, details, planAgain, retract, retry } from './choose.ts';
import { planRelease, type ReleaseAsk } from './planners/plan-release.ts';
import type { Ground } from './ports.ts';
import { history, status } from './report.ts';

/** Everything the doors may ask for, on this ground; `dispatch/use-cases.ts` is its shape for them. */
export function createUseCases(ground: Ground) {
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
    abandon: (click: Click) => abandon(ground, click),
    planAgain: (click: Click) => planAgain(ground, click),
    details: (click: Click) => details(ground, click),
  };
}
