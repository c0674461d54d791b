import type { Figure } from './figures.ts';
import { LIMITS, verdictOn } from './limits.ts';
import type { Measure, Thoroughness } from './measure.ts';
import { openClone } from './next-version.ts';
import { type Place, withPlaces } from './places.ts';
import { mostMemoryOf } from './program.ts';
import { openStage, type Stage } from './stage.ts';

const PACE = { purgeSeconds: 1, edgeSeconds: 0, npmLagSeconds: 0, objectRateLimit: false, stepSeconds: 0.02 };
const RELEASES = 30;
const FEW = 5;
/** After so many releases the memory is told, and after every tenth. */
const FIRST_TOLD = 5;
const TOLD_EVERY = 10;
/** On a busy machine a service may not answer in time: people ask again. */
const TRIES = 10;

/** The most resident memory while each release ran, in MB. */
type Course = readonly number[];

export const releases: Measure = {
  name: 'releases',
  summary: `resident memory over ${RELEASES} releases in a row, or --count of them`,
  run: (how) => withPlaces(how, async (place) => [figureOf(place, await inARow(place, how))]),
};

function figureOf({ name }: Place, { started, course }: { started: number; course: Course }): Figure {
  const most = Math.max(...course);
  const told = course.flatMap((at, index) => {
    const count = index + 1;
    const isTold = count === FIRST_TOLD || count % TOLD_EVERY === 0 || count === course.length;
    return isTold ? [`${at.toFixed(0)} MB in release ${count}`] : [];
  });
  return {
    what: `${name}: most resident memory in ${course.length} releases in a row`,
    navi: most,
    peer: { name: 'right after its start', value: started },
    unit: 'MB',
    limit: null,
    note: `${told.join(', ')}; ${verdictOn(most, LIMITS.releases.limit, 'MB')}`,
  };
}

async function inARow(
  { variables }: Place,
  { quick, count = quick ? FEW : RELEASES, say }: Thoroughness,
): Promise<{ started: number; course: Course }> {
  const stage = await openStage({ pace: PACE, variables });
  const clone = await openClone(stage.repository);
  const course: number[] = [];
  try {
    await stage.navi.start();
    const started = stage.navi.memory();
    for (let patch = 0; patch < count; patch += 1) {
      if (patch > 0) await clone.prepare(`1.2.${patch - 1}`, `1.2.${patch}`);
      course.push(await mostMemoryOf(stage.navi, () => release(stage, `1.2.${patch}`)));
      say(`v1.2.${patch}: ${course.at(-1)?.toFixed(0)} MB`);
    }
    return { started, course };
  } finally {
    await clone.close();
    await stage.close();
  }
}

async function release(stage: Stage, version: string): Promise<void> {
  const name = `v${version.replaceAll('.', '\\.')}`;
  await request(stage, version);
  // The card of the release before is there already.
  await stage.cardSays(new RegExp(`${name}`));
  await stage.approve();
  await stage.cardSays(new RegExp(`${name}[^]*done`, 'i'));
}

async function request(stage: Stage, version: string): Promise<void> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await stage.beginRequest(`v${version}`);
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}
