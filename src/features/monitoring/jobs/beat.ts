import { z } from 'zod';
import { defineJob } from '../../../engine/define-job.ts';
import { ServiceError } from '../../../ports/service-error.ts';

/** After this long the silence is the alarm. */
const LATEST_MS = 60 * 60_000;
const PAUSE_MS = 30_000;

/** Calls the heartbeat's address once a summary was posted, so that Navi's own silence raises an alarm elsewhere. */
export default defineJob({
  name: 'beat',
  payload: z.object({ summary: z.string(), since: z.iso.datetime() }),
  run: async ({ store, clock, heartbeat, telemetry }, { payload }) => {
    const now = clock.now().getTime();
    if (heartbeat === null || now - Date.parse(payload.since) > LATEST_MS) return { is: 'over' };
    const again = { is: 'again', at: new Date(now + PAUSE_MS).toISOString() } as const;
    const row = await store.transaction((tx) => tx.outbox.get(payload.summary));
    if (row?.state !== 'sent') return again;
    try {
      await heartbeat.beat();
      return { is: 'over' };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      telemetry.warn('the heartbeat was not taken', { problem: error.facts.problem });
      return again;
    }
  },
});
