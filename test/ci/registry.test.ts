import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type SimulatedEdge, startEdge } from '../../simulator/edge/index.ts';
import { type SimulatedGcs, startGcs } from '../../simulator/gcs/index.ts';
import { type SimulatedNpm, startNpm } from '../../simulator/npm/index.ts';
import { type Break, controlOf } from '../harness/world/control.ts';
import { packTiny } from '../simulator/seed/example.ts';
import { APPROVED, ci, downloadedArtifact, LOADER } from './ci.ts';

const HOST = 'cdn.awellhealth.com';
const BUCKET = 'cdn-navi-com';
let npm: SimulatedNpm;
let gcs: SimulatedGcs;
let edge: SimulatedEdge;

beforeAll(async () => {
  [npm, gcs] = await Promise.all([startNpm(), startGcs({ bucket: BUCKET })]);
  edge = await startEdge({ originUrl: gcs.url, bucket: BUCKET, host: HOST });
});
afterAll(async () => {
  await Promise.all([edge.close(), npm.close()]);
  await gcs.close();
});

function run(argv: string[], cwd: string, env: Record<string, string> = {}) {
  const world = {
    NAVI_BUCKET: BUCKET,
    GCS_API_URL: gcs.url,
    NAVI_CDN_HOST: HOST,
    CDN_PROBE_URLS: edge.probeUrls.join(','),
    NPM_REGISTRY_URL: npm.url,
    NPM_TOKEN: npm.tokens['workflow'] ?? '',
  };
  return ci({ argv, cwd, env: { ...APPROVED, ...world, ...env } });
}

async function breakCall(how: Break) {
  await controlOf(npm.url).breakCall(how);
}

async function published(name: string) {
  const answer = await fetch(`${npm.url}/${name.replace('/', '%2f')}`);
  return answer.status === 404 ? undefined : Packument.parse(await answer.json());
}

const Packument = z.object({
  'dist-tags': z.record(z.string(), z.string()),
  versions: z.record(z.string(), z.object({ dist: z.object({ integrity: z.string() }) })),
});

async function publishedIntegrity(name: string, version: string) {
  return (await published(name))?.versions[version]?.dist.integrity;
}

function integrityOf(tarball: Buffer) {
  return `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
}

test('new versions go out under next, in order; a repeat does nothing; nothing moves `latest`', async () => {
  const one = {
    name: '@awell-health/one',
    version: '1.2.0',
    tarball: await packTiny('@awell-health/one', '1.2.0'),
  };
  const two = {
    name: '@awell-health/two',
    version: '1.1.0',
    tarball: await packTiny('@awell-health/two', '1.1.0'),
  };
  const cwd = await downloadedArtifact({ packages: [one, two] });

  const first = await run(['publish'], cwd);
  const again = await run(['publish'], cwd);

  expect(first.log).toBe(
    '@awell-health/one@1.2.0: published under next\n@awell-health/two@1.1.0: published under next',
  );
  expect(again.log).toContain('@awell-health/one@1.2.0: published already, the same bytes');
  expect([first.code, again.code]).toEqual([0, 0]);
  expect((await published(one.name))?.['dist-tags']['next']).toBe('1.2.0');
  expect(await publishedIntegrity(one.name, '1.2.0')).toBe(integrityOf(one.tarball));
});

test('a version that is out with other bytes stops everything before the first publish', async () => {
  const name = '@awell-health/taken';
  const taken = { name, version: '1.0.0', tarball: await packTiny(name, '1.0.0') };
  await run(['publish'], await downloadedArtifact({ packages: [taken] }));
  const fresh = { name: '@awell-health/fresh', version: '1.0.0', tarball: Buffer.from('never sent') };
  const other = { ...taken, tarball: await packTiny(name, '1.0.0', 'other words') };

  const ended = await run(['publish'], await downloadedArtifact({ packages: [fresh, other] }));

  expect(ended.code).toBe(1);
  expect(ended.log).toContain('@awell-health/taken@1.0.0 is on npm with other bytes');
  expect(await published(fresh.name)).toBeUndefined();
  expect(await publishedIntegrity(name, '1.0.0')).toBe(integrityOf(taken.tarball));
});

test.each(['accept-then-reset', 'reset', 'duplicate'] as const)(
  'a publish that meets %s ends with the package there',
  async (kind) => {
    const name = `@awell-health/${kind}`;
    const packages = [{ name, version: '1.0.0', tarball: await packTiny(name, '1.0.0') }];
    await breakCall({ method: 'packument.put', kind });

    expect((await run(['publish'], await downloadedArtifact({ packages }))).code).toBe(0);
    expect(await publishedIntegrity(name, '1.0.0')).toBe(integrityOf(packages[0]?.tarball ?? Buffer.of()));
  },
);

test('a publish whose answer was lost is waited for while readers do not see it yet', async () => {
  const name = '@awell-health/late';
  const packages = [{ name, version: '1.0.0', tarball: await packTiny(name, '1.0.0') }];
  const setLag = (npmLagSeconds: number) => controlOf(npm.url).pace({ npmLagSeconds });
  await setLag(6);
  await breakCall({ method: 'packument.put', kind: 'accept-then-reset' });

  const ended = await run(['publish'], await downloadedArtifact({ packages }));
  await setLag(0);

  expect(ended).toMatchObject({ code: 0, log: expect.stringContaining('published under next (npm said:') });
});

test('a refused token fails with the words of npm, and is not shown', async () => {
  const name = '@awell-health/denied';
  const packages = [{ name, version: '1.0.0', tarball: await packTiny(name, '1.0.0') }];

  const ended = await run(['publish'], await downloadedArtifact({ packages }), {
    NPM_TOKEN: 'npm_of_nobody',
  });

  expect(ended.code).toBe(1);
  expect(ended.log).toContain('@awell-health/denied@1.0.0 was not published: npm error code E401');
  expect(ended.log).not.toContain('npm_of_nobody');
});

test('the smoke test reads back CDN and npm, and names what differs', async () => {
  const name = '@awell-health/smoke';
  const packages = [{ name, version: '1.2.0', tarball: await packTiny(name, '1.2.0') }];
  const cwd = await downloadedArtifact({ packages });

  const before = await run(['smoke', '--within', '0'], cwd);
  await run(['upload'], cwd);
  await run(['publish'], cwd);
  const after = await run(['smoke', '--within', '20'], cwd);
  const rebuilt = await downloadedArtifact({ loader: Buffer.concat([LOADER, LOADER]), packages });
  const differing = await run(['smoke', '--within', '0'], rebuilt);

  expect(before.code).toBe(1);
  expect(before.log).toContain('/v1.2.0/navi-loader.js: ');
  expect(before.log).toContain(`${name}@1.2.0: the registry does not know it yet`);
  expect(after).toMatchObject({ code: 0, log: expect.stringContaining(`${name}@1.2.0: as built`) });
  expect(differing.code).toBe(1);
  expect(differing.log).toContain(`${new URL(edge.probeUrls[0] ?? '').host} serves sha384-`);
});

test('a wrong option of the smoke test is a usage fault', async () => {
  const cwd = await downloadedArtifact();

  for (const argv of [
    ['smoke', '--within'],
    ['smoke', '--within', 'soon'],
    ['smoke', 'now'],
  ])
    expect((await run(argv, cwd)).code).toBe(2);
});
