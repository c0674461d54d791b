import type { FakeObjects } from './objects.ts';
import type { FakeRegistry } from './registry.ts';
import { createFakeScm, type FakeScm } from './scm.ts';

/** The workflow file of the story; its only trigger is `workflow_dispatch`. */
export const STORY_WORKFLOW = `name: Release
run-name: Release \${{ inputs.version }} (\${{ inputs.operation }})
on:
  workflow_dispatch:
    inputs:
      version: { required: true, type: string }
      commit: { required: true, type: string }
      operation: { required: true, type: string }
      claim: { required: true, type: string }
env:
  NAVI_CLAIM_PROTOCOL: 1
jobs:
  claim: { runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
  build: { runs-on: ubuntu-latest, needs: claim, steps: [{ run: 'true' }] }
  publish: { runs-on: ubuntu-latest, needs: build, steps: [{ run: 'true' }] }
`;

interface Versions {
  core: string;
  portal: string;
  loader: string;
  js: string;
  react: string;
}

/** Versions of every package at each of the story's three releases; the last one is only on the branch. */
export const STORY: Readonly<Record<'v1.0.0' | 'v1.1.0' | 'v1.2.0', Versions>> = {
  'v1.0.0': { core: '1.0.0', portal: '0.1.0', loader: '1.0.0', js: '1.0.0', react: '1.0.0' },
  'v1.1.0': { core: '1.1.0', portal: '0.2.0', loader: '1.1.0', js: '1.1.0', react: '1.1.0' },
  'v1.2.0': { core: '1.2.0', portal: '0.2.0', loader: '1.2.0', js: '1.2.0', react: '1.1.0' },
};

/** The bytes of the loader at one version. */
export function loaderText(version: string): string {
  return `/* navi-loader ${version} */\n`;
}

/** What the story's monorepo consists of, in release order. */
export const STORY_RELEASE_FILE = JSON.stringify({
  packages: [
    { dir: 'packages/navi-core', ships: 'npm' },
    { dir: 'packages/navi-portal', ships: 'none' },
    { dir: 'packages/navi-loader', ships: 'cdn' },
    { dir: 'packages/navi-js', ships: 'npm' },
    { dir: 'packages/navi-js-react', ships: 'npm' },
  ],
  loader: 'packages/navi-loader/dist/navi-loader.js',
  versionMap: 'packages/navi-js/src/cdn-version-map.ts',
  budgets: 'budgets.json',
});

/** A package.json of the story; what does not ship to npm is private. */
export function packageText({ name, ...more }: { name: string; version: string } & Record<string, unknown>) {
  const isPrivate = name === 'navi-portal' || name === 'navi-loader';
  const fields = { name: `@awell-health/${name}`, ...(isPrivate ? { private: true } : {}), ...more };
  return `${JSON.stringify(fields, null, 2)}\n`;
}

/** The newest entry of each folder's changelog. */
export function changelogs(versions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(versions).map(([dir, version]) => [
      `packages/${dir}/CHANGELOG.md`,
      `# Changes\n\n## ${version}\n\n- Something.\n`,
    ]),
  );
}

/** The files that differ between the story's releases, as they are at one of them. */
export function filesAt(release: keyof typeof STORY): Record<string, string> {
  const at = STORY[release];
  const json = (name: string, version: string, dependencies: Record<string, string> = {}) =>
    packageText({ name, version, dependencies });
  const map = Object.keys(STORY)
    .filter((tag) => tag <= release)
    .map((tag) => `  '${tag.slice(1)}': '${tag}',`);
  const core = { '@awell-health/navi-core': `^${at.core}` };
  return {
    '.github/workflows/release.yml': STORY_WORKFLOW,
    'package.json': '{"name":"monorepo","private":true,"workspaces":["packages/*"]}',
    'navi.release.json': STORY_RELEASE_FILE,
    ...changelogs({ 'navi-core': at.core, 'navi-portal': at.portal, 'navi-loader': at.loader }),
    ...changelogs({ 'navi-js': at.js, 'navi-js-react': at.react }),
    'packages/navi-core/package.json': json('navi-core', at.core),
    'packages/navi-portal/package.json': json('navi-portal', at.portal, core),
    'packages/navi-loader/package.json': json('navi-loader', at.loader, core),
    'packages/navi-js/package.json': json('navi-js', at.js, core),
    'packages/navi-js-react/package.json': json('navi-react', at.react, {
      '@awell-health/navi-js': `^${at.react}`,
    }),
    'packages/navi-js/src/cdn-version-map.ts': `export const CDN_VERSION_MAP = {\n${map.join('\n')}\n};\n`,
  };
}

/** The repository of the simulated world: v1.0.0 and v1.1.0 tagged, the branch ready for v1.2.0 and its check green. */
export function createStoryScm(now?: () => Date): FakeScm {
  const scm = createFakeScm(now);
  scm.putTag('v1.0.0', scm.push({ title: 'Release v1.0.0', files: filesAt('v1.0.0') }));
  scm.putTag('v1.1.0', scm.push({ title: 'Release v1.1.0 (#12)', files: filesAt('v1.1.0') }));
  scm.push({ title: 'Fix <title> & focus order in the portal (#15)' });
  const head = scm.push({ title: 'Version packages for v1.2.0 (#16)', files: filesAt('v1.2.0') });
  const url = 'https://github.example/awell-health/navi/checks/1';
  scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url }]);
  return scm;
}

/** Puts on the bucket what the story's two releases left there: pinned objects and the pointer at v1.1.0. */
export function fillStoryObjects(objects: FakeObjects): void {
  const pinned = { cacheControl: 'public, max-age=31536000, immutable' };
  objects.put({ path: 'v1.0.0/navi-loader.js', text: loaderText('1.0.0'), ...pinned });
  objects.put({ path: 'v1.1.0/navi-loader.js', text: loaderText('1.1.0'), ...pinned });
  objects.put({ path: 'v1/navi-loader.js', text: loaderText('1.1.0') });
}

/** Publishes what the story's two releases published, `latest` at v1.1.0's versions. */
export function fillStoryRegistry(registry: FakeRegistry): void {
  for (const release of ['v1.0.0', 'v1.1.0'] as const) {
    const at = STORY[release];
    registry.publish({ name: '@awell-health/navi-core', version: at.core });
    registry.publish({ name: '@awell-health/navi-js', version: at.js });
    registry.publish({ name: '@awell-health/navi-react', version: at.react });
  }
}
