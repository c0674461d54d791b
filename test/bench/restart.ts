import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Figure } from './figures.ts';
import { fillStore } from './filled-store.ts';
import type { Measure, Thoroughness } from './measure.ts';
import { askNavi } from './navi-door.ts';
import { type Place, withPlaces } from './places.ts';
import { openStage } from './stage.ts';
import { takeBack } from './take-back.ts';

/** Five journal rows each. */
const OPERATIONS = 20_000;
const PACE = { purgeSeconds: 1, edgeSeconds: 0, npmLagSeconds: 0, objectRateLimit: false };
const MOST_MS = 2_000;
/** How often Navi may be asked by somebody unproven: its budget is one in ten seconds. */
const LOOK_MS = 12_000;
const CHECK_MS = 120_000;

const Status = z.object({ report: z.object({ record: z.object({ checkedAt: z.string().nullable() }) }) });

export const restart: Measure = {
  name: 'restart',
  summary: `a rollback asked for right after a start, with ${(OPERATIONS * 5).toLocaleString('en')} journal rows`,
  run: async (how) => [
    ...(await withPlaces(how, (place) => measure(place, how, { isChecked: true }))),
    ...(await withPlaces(how, (place) => measure(place, how, { isChecked: false }))),
  ],
};

/** Releases v1.2.0, fills the journal, and takes the release back as soon as Navi was started again. */
async function measure(
  place: Place,
  { quick, say }: Thoroughness,
  { isChecked }: { isChecked: boolean },
): Promise<Figure[]> {
  const operations = quick ? OPERATIONS / 10 : OPERATIONS;
  const kind = isChecked ? 'checked by the process before' : 'not checked yet';
  say(`${place.name}, a journal that was ${kind}`);
  const stage = await openStage({ pace: PACE, variables: place.variables });
  try {
    await stage.navi.start();
    await stage.beginRequest('v1.2.0');
    await stage.approve();
    await stage.cardSays(/done/i);
    await stage.navi.stop();
    await fillStore(stage.variables, { finished: operations, open: 0 });
    if (isChecked) {
      const since = new Date().toISOString();
      await stage.navi.start();
      await checkedSince(stage.variables, since);
      await stage.navi.stop();
    }
    await stage.navi.start();
    const { sinceAsked } = await takeBack(stage);
    const limit = `at most ${MOST_MS} ms: ${sinceAsked <= MOST_MS ? 'kept' : 'MISSED'}`;
    const figure: Figure = {
      what: `${place.name}: pointer moved since the rollback was asked for, ${(operations * 5).toLocaleString('en')} rows, ${kind}`,
      navi: sinceAsked,
      peer: null,
      unit: 'ms',
      limit: null,
      ...(isChecked ? { note: limit } : {}),
    };
    return [figure];
  } finally {
    await stage.close();
  }
}

async function checkedSince(variables: Readonly<Record<string, string>>, since: string): Promise<void> {
  for (const until = Date.now() + CHECK_MS; Date.now() < until; await pause(LOOK_MS)) {
    const { message } = await askNavi(variables, 'status');
    if ((Status.parse(message).report.record.checkedAt ?? '') > since) return;
  }
  throw new Error('the record was not checked');
}
