import { ServiceError } from '../../src/ports/service-error.ts';
import type { FakeWorld } from '../harness/fakes/world.ts';
import type { Faults } from './faults.ts';
import { type Life, type Outward, tasks } from './life.ts';
import { judgeLine, judgeTry, judgeWrite } from './promises.ts';
import type { Seen } from './proofs.ts';
import type { Recorder, Write } from './recorder.ts';

const WRITES = [
  'createTag',
  'openClaim',
  'dispatch',
  'createRelease',
  'updateRelease',
  'createIssue',
  'revokeClaim',
  'cancelRun',
  'forceCancelRun',
  'rerunFailedJobs',
].concat(['copy', 'purge', 'moveDistTag', 'deprecate']);

interface Outside {
  world: FakeWorld;
  faults: Faults;
  recorder: Recorder;
  /** What each job has seen at the edge last. */
  seen: Seen;
}

/** One call that a process makes at a service. */
export type Pass = (life: Life, outward: Outward, work: () => Promise<unknown>) => Promise<unknown>;

/** Lets calls out past the injected faults; every write is recorded and judged before it goes. */
export function createPass({ world, faults, recorder, seen }: Outside): Pass {
  async function look(work: () => Promise<unknown>): Promise<unknown> {
    const readings = await work();
    if (Array.isArray(readings)) seen.set(tasks.getStore()?.subject ?? '', readings);
    return readings;
  }

  return async (life, outward, work) => {
    if (outward.call === 'look') return life.through(false, () => faults.meet(outward, () => look(work)));
    const isPost = outward.port === 'chat' && (outward.call === 'post' || outward.call === 'update');
    if (!WRITES.includes(outward.call)) return life.through(isPost, () => faults.meet(outward, work));
    return life.through(true, async () => {
      const at = world.clock.now().getTime();
      const task = tasks.getStore();
      const write: Write = { ...outward, task, life: life.name, at, effect: 'unknown' };
      recorder.writes.push(write);
      judgeWrite(recorder, write, life.pauses());
      judgeLine(recorder, world, write);
      judgeTry(recorder, world, write);
      return faults
        .meet(outward, async () => {
          const arrived = await work();
          write.effect = 'yes';
          return arrived;
        })
        .catch((error: unknown) => {
          const isNo = error instanceof ServiceError && error.facts.kind !== 'unknown';
          if (write.effect !== 'yes' && isNo) write.effect = 'no';
          throw error;
        });
    });
  };
}
