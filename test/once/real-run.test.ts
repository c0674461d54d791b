import { afterAll, describe, it } from 'vitest';
import { crashAt } from '../harness/crash/at.ts';
import type { Instant } from '../harness/crash/instants.ts';
import { inFolder } from '../harness/crash/places.ts';
import { createPool } from '../harness/crash/pool.ts';
import type { Scenario, Stage } from '../harness/crash/scenario.ts';
import { release } from './scenarios/release.ts';
import { rollback } from './scenarios/rollback.ts';

const CASE_MS = 900_000;
const POINTER = 'rewriteTo/b/cdn-navi-com/o/v1/navi-loader.js';
const first = (when: Instant['when'], label: string): Instant => ({ when, label, nth: 1 });

const pool = createPool(1);
afterAll(() => pool.close());

/** In a world whose workflow builds, tests and publishes, instead of one that knows the outcome beforehand. */
function withRealRuns(scenario: Scenario): Scenario {
  const really = async (stage: Stage) => {
    await stage.world.tell('pace', { workflow: 'real' }, 'github');
  };
  const { prepare } = scenario;
  if (prepare === undefined)
    return {
      ...scenario,
      begin: async (stage) => {
        await really(stage);
        await scenario.begin(stage);
      },
    };
  return {
    ...scenario,
    prepare: async (stage) => {
      await really(stage);
      await prepare(stage);
    },
  };
}

describe('with a workflow that really runs', () => {
  it(
    'a release that dies around its run and its swap is done once',
    () =>
      crashAt({ pool, scenario: withRealRuns(release), createPlace: inFolder }, [
        first('after-write', 'github POST actions/workflows/release.yml/dispatches'),
        first('after-commit', 'journal step-done dispatch'),
        first('before-commit', 'journal step-done watch-run'),
        first('after-write', `gcs POST v1.2.0/navi-loader.js/${POINTER}`),
        first('after-commit', 'journal step-intended latest:@awell-health/navi-core'),
      ]),
    CASE_MS,
  );

  it(
    'a rollback of what a real run released, that dies at both of its legs, is done once',
    () =>
      crashAt({ pool, scenario: withRealRuns(rollback), createPlace: inFolder }, [
        first('after-write', `gcs POST v1.1.0/navi-loader.js/${POINTER}`),
        first('after-write', 'npm PUT @awell-health/navi-core/dist-tags/latest'),
        first('after-write', 'npm PUT /@awell-health/navi-js'),
      ]),
    CASE_MS,
  );
});
