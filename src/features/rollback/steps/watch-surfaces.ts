import { z } from 'zod';
import type { JsonObject } from '../../../domain/json.ts';
import { defineStep } from '../../../engine/define-step.ts';

/** Stored fields are ignored. */
const Any: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/**
 * The last step of rollbacks that older versions planned, which watched for late writes. The drift monitor does that
 * now, so the step is done at its first observation; new plans do not have it.
 */
export const watchSurfaces = defineStep({
  kind: 'watch-surfaces',
  params: Any,
  evidence: Any,
  sent: Any,
  title: () => 'Monitor for unexpected changes',
  summary: () => 'the drift monitor does this',
  observe: async (_params, { now, begunAt }) => ({
    is: 'ours',
    evidence: { watchedSeconds: Math.round((now.getTime() - Date.parse(begunAt)) / 1000) },
  }),
});
