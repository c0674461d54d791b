import type { Operation } from '../../domain/operation.ts';
import { hashPlan } from '../../domain/plan.ts';
import type { Settings } from '../../domain/settings.ts';
import type { ReleaseContent } from '../release/plans/release-content.ts';

/** A release that waits for the end of a freeze under other content, as a new revision; what was held starts again. */
export function revisedInFreeze(
  operation: Operation,
  content: ReleaseContent,
  { settings, at }: { settings: Settings; at: string },
): Operation {
  const waiting = Object.entries(operation.steps).map(([id, state]) => {
    const isHeld = state.is === 'held' && state.reason.code === 'frozen';
    return [id, isHeld ? ({ is: 'waiting' } as const) : state] as const;
  });
  return {
    ...operation,
    steps: Object.fromEntries(waiting),
    plan: {
      content,
      hash: hashPlan(content),
      revision: operation.plan.revision + 1,
      createdAt: at,
      expiresAt: new Date(Date.parse(at) + settings.release.expiresAfter).toISOString(),
    },
  };
}
