import { describe } from 'vitest';
import { createScene } from '../harness/quick/scene.ts';
import { eachCase, expectReleasedThrough } from './each-case.ts';
import { prepareTagged } from './prepare.ts';
import { SINCE_TAG } from './table.ts';

const scene = createScene(prepareTagged);

describe('a release, from its tag to the end of its run', () => {
  eachCase(SINCE_TAG, (broken) => expectReleasedThrough(scene, broken));
});
