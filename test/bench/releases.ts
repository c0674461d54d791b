import type { Figure } from './figures.ts';
import type { Measure, Thoroughness } from './measure.ts';
import { openClone } from './next-version.ts';
import { type Place, withPlaces } from './places.ts';
import { mostMemoryOf } from './program.ts';
import { openStage, type Stage } from './stage.ts';

const PACE = { purgeSeconds: 1, edgeSeconds: 0, npmLagSeconds: 0, objectRateLimit: false, stepSeconds: 0.02 };
const RELEASES = 30;
const FEW = 5;
/** After so many releases the memory is told. */
const TOLD = [5, 10, 20, 30];
/** Resident, in MB. */
const MOST = 300;

/** The most resident memory while each release ran, in MB. */
type Course = readonly number[];

export const releases: Measure = {
  name: 'releases',
  summary: `resident memory over ${RELEASES} releases in a row`,
  run: (how) => withPlaces(how, async (place) => [figureOf(place, await inARow(place, how))]),
};

function figureOf({ name }: Place, { started, course }: { started: number; course: Course }): Figure {
  const most = Math.max(...course);
  const told = TOLD.flatMap((count) => {
    const at = course[count - 1];
    return at === undefined ? [] : [`${at.toFixed(0)} MB in the ${count}th`];
  });
  return {
    what: `${name}: most resident memory in ${course.length} releases in a row`,
    navi: most,
    peer: { name: 'right after its start', value: started },
    unit: 'MB',
    limit: null,
    note: `${told.join(', ')}; at most ${MOST} MB: ${most <= MOST ? 'kept' : 'MISSED'}`,
  };
}

async function inARow(
  { variables }: Place,
  { quick, say }: Thoroughness,
): Promise<{ started: number; course: Course }> {
  const stage = await openStage({ pace: PACE, variables });
  const clone = await openClone(stage.repository);
  const course: number[] = [];
  try {
    await stage.navi.start();
    const started = stage.navi.memory();
    for (let patch = 0; patch < (quick ? FEW : RELEASES); patch += 1) {
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
  await stage.beginRequest(`v${version}`);
  // The card of the release before is there already.
  await stage.cardSays(new RegExp(`${name}`));
  await stage.approve();
  await stage.cardSays(new RegExp(`${name}[^]*done`, 'i'));
}
