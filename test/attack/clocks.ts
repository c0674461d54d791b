import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../harness/until.ts';
import { type Attacked, type Tally, tally } from './tally.ts';
import { openTrial, releaseIn, rollBackIn, troubleAfter } from './trial.ts';

const HOUR_MS = 3_600_000;
const PRELOAD = new URL('./clock-preload.ts', import.meta.url).href;

/** Where the clock is set to in the middle, in hours from the true time, one after the other. */
const COURSES: readonly (readonly number[])[] = [[-3], [3], [26, 0], [26, 25, 27, 26, 0], [1, -1, 1, -1, 0]];
/** Between two settings. Milliseconds. */
const BETWEEN_MS = 3_000;

/** The clock is set forward and back by hours during a release, and again during its rollback. */
export async function attackClocks({ count = COURSES.length, only }: Attacked): Promise<Tally[]> {
  const chosen = COURSES.filter((course) => only === undefined || course.join(',') === only);
  const tries = chosen.slice(0, count).map((course) => () => playCourse(course));
  return [await tally('release and rollback, the clock set by hours', tries)];
}

async function playCourse(course: readonly number[]): Promise<string | null> {
  const dir = mkdtempSync(join(tmpdir(), 'navi-clock-'));
  const file = join(dir, 'offset');
  const set = (hours: number) => writeFileSync(file, String(hours * HOUR_MS));
  set(0);
  const trial = await openTrial({
    variables: { NODE_OPTIONS: `--import ${PRELOAD}`, NAVI_ATTACK_CLOCK: file },
    pace: { stepSeconds: 1, purgeSeconds: 2 },
  });
  const setAll = async () => {
    for (const hours of course) {
      set(hours);
      await pause(BETWEEN_MS);
    }
  };
  try {
    const { house } = trial;
    const releasing = releaseIn(trial, '1.2.0');
    releasing.catch(() => undefined);
    await until('the run', async () => (await house.github()).runs.length > 0, 60_000);
    await setAll();
    const releases = [await releasing];
    set(0);
    const rollingBack = rollBackIn(trial, '1.1.0');
    rollingBack.catch(() => undefined);
    await setAll();
    const rollbacks = [await rollingBack];
    const fault = await troubleAfter(trial, { releases, rollbacks, live: '1.1.0' });
    const isTold = (await house.messages()).some(({ text }) => /clock/i.test(text));
    return fault ?? (isTold ? null : 'the jump was not told');
  } finally {
    await trial.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
