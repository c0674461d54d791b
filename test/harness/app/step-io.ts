import type { StepIo } from '../../../src/engine/step.ts';
import type { FakeWorld } from '../fakes/world.ts';
import { sampleOperation } from '../samples/sample-release.ts';
import { settingsWith } from '../samples/settings.ts';

/** What a step is given that has not begun: this world, and a release of v1.2.0. */
export function stepIo(world: FakeWorld): StepIo {
  const now = world.clock.now();
  return {
    use: world,
    settings: settingsWith(),
    operation: sampleOperation({ steps: {} }),
    state: { is: 'waiting' },
    retries: 0,
    now,
    begunAt: now.toISOString(),
    since: () => 0,
    readSoak: async () => ({
      ...{ hasBegun: false, worseSince: null, asksPerson: false, over: null, verdict: null },
    }),
  };
}
