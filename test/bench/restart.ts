import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Figure } from './figures.ts';
import { fillStore } from './filled-store.ts';
import { LIMITS, verdictOn } from './limits.ts';
import type { Measure, Thoroughness } from './measure.ts';
import { askNavi } from './navi-door.ts';
import { type Place, withPlaces } from './places.ts';
import { openStage } from './stage.ts';
import { takeBack } from './take-back.ts';

/** Five journal rows each. */
const OPERATIONS = 20_000;
const FEW = 10;
const PACE = { purgeSeconds: 1, edgeSeconds: 0, npmLagSeconds: 0, objectRateLimit: false };
/** How often an unproven caller may ask: the budget is one in ten seconds. */
const LOOK_MS = 12_000;
const CHECK_MS = 120_000;

const Status = z.object({ report: z.object({ record: z.object({ checkedAt: z.string().nullable() }) }) });

export const restart: Measure = {
  name: 'restart',
  summary: `a rollback asked for right after a start, with ${(OPERATIONS * 5).toLocaleString('en')} journal rows`,
  run: async (how) => [
    ...(await withFew(how, { isChecked: true })),
    ...(await withFew(how, { isChecked: false })),
  ],
};

interface Journal {
  operations: number;
  isChecked: boolean;
}

/** With a long journal, beside the same with a short one. */
async function withFew(how: Thoroughness, { isChecked }: Pick<Journal, 'isChecked'>): Promise<Figure[]> {
  const operations = how.quick ? OPERATIONS / 10 : OPERATIONS;
  const few: number[] = [];
  await withPlaces(how, async (place) => {
    few.push(await measure(place, how, { operations: FEW, isChecked }));
    return [];
  });
  return withPlaces(how, async (place) => {
    const navi = await measure(place, how, { operations, isChecked });
    const [peer = 0] = few.splice(0, 1);
    return [figureOf(place, { operations, isChecked }, { navi, peer })];
  });
}

function figureOf(
  place: Place,
  { operations, isChecked }: Journal,
  { navi, peer }: { navi: number; peer: number },
): Figure {
  const rows = (operations * 5).toLocaleString('en');
  const limit = verdictOn(navi, LIMITS.restart.limit, 'ms');
  return {
    what: `${place.name}: pointer moved since the rollback was asked for, ${rows} rows, ${kindOf(isChecked)}`,
    navi,
    peer: { name: `${FEW * 5} rows`, value: peer },
    unit: 'ms',
    limit: null,
    ...(isChecked ? { note: limit } : {}),
  };
}

function kindOf(isChecked: boolean): string {
  return isChecked ? 'checked by the process before' : 'not checked yet';
}

/** Releases v1.2.0, fills the journal, and takes the release back as soon as Navi was started again. */
async function measure(
  place: Place,
  { say }: Thoroughness,
  { operations, isChecked }: Journal,
): Promise<number> {
  say(`${place.name}, ${operations * 5} rows, ${kindOf(isChecked)}`);
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
    const { sinceAsked, sinceConfirmed } = await takeBack(stage);
    say(`${Math.round(sinceAsked)} ms, ${Math.round(sinceConfirmed)} of them since the confirmation`);
    return sinceAsked;
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
