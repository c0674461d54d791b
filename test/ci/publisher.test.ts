import { expect, test } from 'vitest';
import { type JobFacts, publisherToName, type Way, wayOf } from '../../src/ci/publisher.ts';

const HOSTED: JobFacts = { hasToken: false, hasIdToken: true, isHosted: true, npm: '11.19.1' };
const OLD_WORKFLOW: JobFacts = { hasToken: true, hasIdToken: false, isHosted: false, npm: '10.9.2' };

test.each<[string, Partial<JobFacts>, boolean, Way['by'], RegExp?]>([
  ['a hosted job with id-token', {}, false, 'trust'],
  ['the same, with a token too', { hasToken: true }, false, 'trust'],
  ['a runner that does not say what it is', { isHosted: undefined }, false, 'trust'],
  ['npm of the first version that can', { npm: '11.5.1' }, false, 'trust'],
  ['npm that is too old', { npm: '11.5.0' }, false, 'nothing', /npm 11\.5\.0 is too old/],
  ['npm that says nothing of its version', { npm: '' }, false, 'nothing', /too old/],
  ['no id-token', { hasIdToken: false }, false, 'nothing', /permissions: id-token: write/],
  ['an own runner', { isHosted: false }, false, 'nothing', /only from GitHub-hosted runners/],
  ['an own runner with a token', { isHosted: false, hasToken: true }, false, 'token'],
  ['npm that is too old, with a token', { npm: '10.9.2', hasToken: true }, false, 'token'],
  ['a new package', {}, true, 'nothing', /takes a first publish only with a token: set the secret NPM_TOKEN/],
  ['a new package with a token', { hasToken: true }, true, 'token'],
])('%s', (_what, facts, isNew, by, problem) => {
  const way = wayOf({ name: '@a/b', isNew }, { ...HOSTED, ...facts });

  expect(way.by).toBe(by);
  if (problem !== undefined) expect(way).toMatchObject({ problem: expect.stringMatching(problem) });
});

test('an old workflow publishes every package with its token', () => {
  for (const isNew of [true, false])
    expect(wayOf({ name: '@a/b', isNew }, OLD_WORKFLOW)).toEqual({ by: 'token' });
});

test('the publisher to name is the one that GitHub tells the job of', () => {
  const env = {
    GITHUB_REPOSITORY: 'awell-health/navi',
    GITHUB_WORKFLOW_REF: 'awell-health/navi/.github/workflows/release.yml@refs/tags/v1.2.0',
  };
  expect(publisherToName(env)).toMatch(
    /^organization awell-health, repository navi, workflow release\.yml, /,
  );
  expect(publisherToName({})).toMatch(/^organization this one, repository this one, workflow this one, /);
});
