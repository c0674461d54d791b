import { describe } from 'vitest';
import { eachCase, expectReleasedThrough } from './each-case.ts';
import { prepareRunEnded } from './prepare.ts';
import { createScene } from './scene.ts';
import { SINCE_RUN } from './table.ts';

const scene = createScene(prepareRunEnded);

describe('a release, from the end of its run on', () => {
  eachCase(SINCE_RUN, (broken) => expectReleasedThrough(scene, broken));
});
