import { describe } from 'vitest';
import { createScene } from '../harness/quick/scene.ts';
import { eachCase, expectReleasedThrough } from './each-case.ts';
import { prepareRunEnded } from './prepare.ts';
import { SINCE_RUN } from './table.ts';

const scene = createScene(prepareRunEnded);

describe('a release, from the end of its run on', () => {
  eachCase(SINCE_RUN, (broken) => expectReleasedThrough(scene, broken));
});
