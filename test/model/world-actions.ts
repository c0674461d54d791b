import type { DispatchedRun } from '../harness/fakes/scm-runs.ts';
import { changelogs, loaderText, packageText } from '../harness/fakes/story.ts';
import type { FakeWorld } from '../harness/fakes/world.ts';

/** How the workflow's runs continue: to their end, to a failure, with a job skipped, or only when told. */
export type RunsEnd = 'well' | 'in-failure' | 'skipping' | 'later';

export const MEDDLINGS = [
  'pointer-to-strange-bytes',
  'pointer-to-v1.0.0',
  'latest-moved-down',
  'tag-on-another-commit',
  'pinned-object-changed',
  'probe-cut',
  'probe-stale',
  'probes-mended',
  'purge-fails',
  'purge-slow',
  'checks-red',
  'checks-green',
  'npm-lags',
  'run-not-told',
] as const;
export type Meddling = (typeof MEDDLINGS)[number];

/** Has the world's runs end in this way from now on, those that wait too. */
export function createWorkflow(world: FakeWorld): (ends: RunsEnd) => Promise<void> {
  let ends: RunsEnd = 'well';
  world.scm.onRun((run) => {
    if (ends !== 'later') void endRun(world, run, ends);
  });
  return async (wanted) => {
    ends = wanted;
    if (wanted === 'later') return;
    for (const run of world.scm.runs) if (run.status !== 'completed') await endRun(world, run, wanted);
  };
}

async function endRun(world: FakeWorld, run: DispatchedRun, ends: RunsEnd): Promise<void> {
  if (ends === 'well') return world.runWorkflow(run);
  if (!world.scm.claimFor(run)) return world.scm.finishRun(run.id, { claim: 'failure' });
  if (ends === 'skipping')
    return world.runWorkflow(run, { claim: 'success', build: 'success', publish: 'skipped' });
  world.scm.finishRun(run.id, { claim: 'success', build: 'failure', publish: 'skipped' });
}

/** Gets the branch ready for one more version, its check green. */
export function makeReady(
  world: FakeWorld,
  version: string,
  more: Readonly<Record<string, string>> = {},
): void {
  const json = (name: string, at = version) => packageText({ name, version: at });
  const react = version.startsWith('2.') ? version : '1.1.0';
  const map = ['1.2.0', '1.3.0', '2.0.0', version].map((one) => `  '${one}': 'v${one}',`).join('\n');
  const head = world.scm.push({
    title: `Version packages for v${version}`,
    files: {
      'packages/navi-core/package.json': json('navi-core'),
      'packages/navi-loader/package.json': json('navi-loader'),
      'packages/navi-portal/package.json': json('navi-portal'),
      'packages/navi-js/package.json': json('navi-js'),
      // It follows a major only, so that most releases leave it as it is.
      'packages/navi-js-react/package.json': json('navi-react', react),
      ...changelogs({ 'navi-core': version, 'navi-loader': version, 'navi-portal': version }),
      ...changelogs({ 'navi-js': version, 'navi-js-react': react }),
      ...(version.startsWith('2.') ? { 'docs/migration/v2.md': '# To version 2\n' } : {}),
      'packages/navi-js/src/cdn-version-map.ts': `export const CDN_VERSION_MAP = {\n${map}\n};\n`,
      ...more,
    },
  });
  setChecks(world, head, 'success');
}

function setChecks(world: FakeWorld, sha: string, state: 'success' | 'failure'): void {
  world.scm.setChecks(sha, [{ name: 'ci', app: 'github-actions', state, url: 'https://ci.example/1' }]);
}

/** A change of the world outside Navi. */
export async function meddle(world: FakeWorld, what: Meddling): Promise<void> {
  const { objects, scm, edge, cdn, registry } = world;
  const pointer = 'v1/navi-loader.js';
  const head = () => scm.runs.at(-1)?.commit ?? scm.tags.get('v1.1.0')?.commit ?? '';
  switch (what) {
    case 'pointer-to-strange-bytes':
      return void objects.put({ path: pointer, text: '/* somebody was here */\n' });
    case 'pointer-to-v1.0.0':
      return void objects.put({ path: pointer, text: loaderText('1.0.0') });
    case 'latest-moved-down':
      return registry.moveTag('@awell-health/navi-react', 'latest', '1.0.0');
    case 'tag-on-another-commit':
      return void (scm.tags.has('v1.2.0') || scm.putTag('v1.2.0', scm.tags.get('v1.1.0')?.commit ?? ''));
    case 'pinned-object-changed':
      return void objects.put({ path: 'v1.2.0/navi-loader.js', text: '/* not what was built */\n' });
    case 'probe-cut':
      return edge.cut('probe-b');
    case 'probe-stale':
      return edge.serve('probe-a', `/${pointer}`, loaderText('0.9.0'));
    case 'probes-mended':
      return mend(world);
    case 'purge-fails':
      return cdn.failNextOperation('backend error');
    case 'purge-slow':
      return cdn.setPolls(4);
    case 'checks-red':
      return setChecks(world, head(), 'failure');
    case 'checks-green':
      return setChecks(world, head(), 'success');
    case 'npm-lags':
      return registry.setLag(2);
    case 'run-not-told':
      return scm.setTellsRun(false);
  }
}

/** Every probe answers, and has nothing cached that the bucket does not hold. */
export function mend({ edge }: FakeWorld): void {
  edge.mend('probe-b');
  for (const line of ['v1', 'v2']) edge.drop(`/${line}/navi-loader.js`);
}
