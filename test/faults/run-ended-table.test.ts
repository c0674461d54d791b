import { describe } from 'vitest';
import { createFixture } from '../harness/quick/fixture.ts';
import { eachCase, expectReleasedThrough } from './each-case.ts';
import { prepareRunEnded } from './prepare.ts';
import { SINCE_RUN } from './table.ts';

const fixture = createFixture(prepareRunEnded);

describe('a release, from the end of its run on', () => {
  eachCase(SINCE_RUN, (broken) => expectReleasedThrough(fixture, broken));
});
