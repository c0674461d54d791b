import { setTimeout as pause } from 'node:timers/promises';
import { type Figure, median } from './figures.ts';
import { LIMITS, verdictOn } from './limits.ts';
import type { Measure } from './measure.ts';
import { mostMemoryOf } from './program.ts';
import { openStage } from './stage.ts';

const PACE = { purgeSeconds: 1, edgeSeconds: 0, npmLagSeconds: 0, objectRateLimit: false };
const ON_CALL = 'U0CLEO';
/** A rollback has moved, purged and proven everything by then. */
const ROLLBACK_MS = 8_000;
const TIMES = 3;

export const memory: Measure = {
  name: 'memory',
  summary: 'the most resident memory in a release and a rollback, beside memory right after the start',
  run: async ({ quick, say }) => {
    const seen: { most: number; started: number }[] = [];
    for (let time = 0; time < (quick ? 1 : TIMES); time += 1) {
      say(`release and rollback ${time + 1}`);
      seen.push(await whileItWorks());
    }
    const most = Math.max(...seen.map((one) => one.most));
    return [
      {
        what: `most resident memory in a release and a rollback, of ${seen.length}`,
        navi: most,
        peer: { name: 'right after its start', value: median(seen.map(({ started }) => started)) },
        unit: 'MB',
        limit: null,
        note: verdictOn(most, LIMITS.memory.limit, 'MB'),
      } satisfies Figure,
    ];
  },
};

async function whileItWorks(): Promise<{ most: number; started: number }> {
  const stage = await openStage({ pace: PACE });
  try {
    await stage.navi.start();
    const started = stage.navi.memory();
    const most = await mostMemoryOf(stage.navi, async () => {
      await stage.beginRequest('v1.2.0');
      await stage.approve();
      await stage.cardSays(/done/i);
      const form = await stage.door.commandForModal(ON_CALL, 'rollback');
      await stage.door.submit(ON_CALL, form);
      await pause(ROLLBACK_MS);
    });
    return { most, started };
  } finally {
    await stage.close();
  }
}
