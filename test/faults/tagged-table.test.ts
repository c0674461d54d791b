import { describe } from 'vitest';
import { createFixture } from '../harness/quick/fixture.ts';
import { eachCase, expectReleasedThrough } from './each-case.ts';
import { prepareTagged } from './prepare.ts';
import { SINCE_TAG } from './table.ts';

const fixture = createFixture(prepareTagged);

describe('a release, from its tag to the end of its run', () => {
  eachCase(SINCE_TAG, (broken) => expectReleasedThrough(fixture, broken));
});
