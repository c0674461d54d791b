import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startWorld, type World } from '../../../simulator/world.ts';
import { control } from '../control.ts';

const dir = mkdtempSync(join(tmpdir(), 'navi-world-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const Edge = z.object({
  probes: z.array(
    z.object({ paths: z.array(z.object({ path: z.string(), version: z.string().optional() })) }),
  ),
});
const Npm = z.object({
  packages: z.array(z.object({ name: z.string(), distTags: z.record(z.string(), z.string()) })),
});

const Visitors = z.object({ releases: z.array(z.object({ release: z.string() })) });

/** What the probes show under `v1/`, and `latest` of each package. */
async function look({ urls }: World) {
  const { probes } = Edge.parse(await control(urls.edge ?? '').state());
  const { packages } = Npm.parse(await control(urls.npm ?? '').state());
  return {
    pointer: probes.map(({ paths }) => paths.find(({ path }) => path === '/v1/navi-loader.js')?.version),
    latest: packages.map(({ name, distTags }) => `${name} ${distTags['latest']}`),
  };
}

async function moveLatest({ variables }: World, version: string): Promise<number> {
  const path = '/-/package/@awell-health%2fnavi-core/dist-tags/latest';
  const headers = { authorization: `Bearer ${variables['NPM_TOKEN']}`, 'content-type': 'application/json' };
  const body = JSON.stringify(version);
  return (await fetch(`${variables['NPM_REGISTRY_URL']}${path}`, { method: 'PUT', headers, body })).status;
}

it('holds v1.1.0 at the start, is found again as it was left, goes back on reset, and begins anew', async () => {
  const first = await startWorld({ dir, keep: false });
  const seeded = await look(first);
  expect(await moveLatest(first, '1.0.0')).toBe(201);
  await first.close();

  const second = await startWorld({ dir, keep: true });
  const kept = await look(second);
  await control(second.urls.slack ?? '').reset();
  const back = await look(second);
  await moveLatest(second, '1.0.0');
  await second.close();
  const third = await startWorld({ dir, keep: false });
  const anew = await look(third);
  await third.close();

  const latest = ['core', 'js', 'react'].map((name) => `@awell-health/navi-${name} 1.1.0`);
  expect(seeded).toEqual({ pointer: ['1.1.0', '1.1.0', '1.1.0'], latest });
  expect(kept.latest[0]).toBe('@awell-health/navi-core 1.0.0');
  expect(second.variables['NPM_TOKEN']).toBe(first.variables['NPM_TOKEN']);
  expect(back.latest).toEqual(latest);
  expect(anew).toEqual(seeded);
}, 120_000);

it('names every variable of the contract, and leaves out what is left out', async () => {
  const whole = await startWorld({ dir: join(dir, 'whole'), keep: false });
  await whole.close();
  const part = await startWorld({ dir: join(dir, 'part'), keep: false, without: ['slack', 'npm'] });
  const state = await control(part.urls.github ?? '').state();
  await part.close();

  const slack = ['SLACK_API_URL', 'SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET'];
  const npm = ['NPM_REGISTRY_URL', 'NPM_TOKEN'];
  const others = [
    'CDN_PROBE_URLS',
    'COMPUTE_API_URL',
    'GCS_API_URL',
    'GITHUB_API_URL',
    'GITHUB_TOKEN',
    'GITHUB_WEBHOOK_SECRET',
    'GOOGLE_CLOUD_PROJECT',
    'NAVI_DATA_DIR',
    'NAVI_JOURNAL_KEY',
    'NAVI_URL',
    'PORT',
  ];
  expect(Object.keys(whole.variables).sort()).toEqual([...slack, ...npm, ...others].sort());
  expect(Object.keys(part.variables).sort()).toEqual(others);
  expect(state).toMatchObject({ repo: 'awell-health/navi', tags: [{ name: 'v1.0.0' }, { name: 'v1.1.0' }] });
}, 120_000);

it('has visitors who load the script through the edge, once the knob on Slack’s address is turned', async () => {
  const world = await startWorld({ dir: join(dir, 'visited'), keep: false, without: ['github'] });
  const slack = control(world.urls.slack ?? '');
  const releases = async () =>
    Visitors.parse(await control(world.urls.visitors ?? '').state()).releases.map(({ release }) => release);

  expect(await releases()).toEqual([]);
  await slack.post('visitors', { perMinute: 60_000, errorRate: { '1.1.0': 0.1 } });
  await vi.waitFor(async () => expect(await releases()).toEqual(['1.0.0', '1.1.0']), { timeout: 10_000 });
  await expect(slack.post('visitors', { perMinutes: 1 })).rejects.toThrow('perMinutes');
  await world.close();
}, 120_000);
