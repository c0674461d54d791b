import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startWorld, type World } from '../../../simulator/world.ts';
import { controlOf } from '../../harness/world/control.ts';

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

const Visitors = z.object({
  releases: z.array(z.object({ release: z.string(), loads: z.number(), errors: z.number() })),
});

/** What the probes show under `v1/`, and `latest` of each package. */
async function look({ urls }: World) {
  const { probes } = Edge.parse(await controlOf(urls.edge ?? '').state());
  const { packages } = Npm.parse(await controlOf(urls.npm ?? '').state());
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
  await controlOf(second.urls.slack ?? '').reset();
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
  const state = await controlOf(part.urls.github ?? '').state();
  await part.close();

  const slack = ['SLACK_API_URL', 'SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET'];
  const npm = ['NPM_DOWNLOADS_URL', 'NPM_REGISTRY_URL', 'NPM_TOKEN'];
  const others = [
    'CDN_PROBE_URLS',
    'COMPUTE_API_URL',
    'DATADOG_API_KEY',
    'DATADOG_APP_KEY',
    'DATADOG_URL',
    'GCS_API_URL',
    'GITHUB_API_URL',
    'GITHUB_TOKEN',
    'GITHUB_WEBHOOK_SECRET',
    'GOOGLE_CLOUD_PROJECT',
    'MONITORING_API_URL',
    'NAVI_CUSTOMERS',
    'NAVI_DATA_DIR',
    'NAVI_JOURNAL_KEY',
    'NAVI_MAIL_FROM',
    'NAVI_PAGER_SECRET',
    'NAVI_PAGER_URL',
    'NAVI_URL',
    'PORT',
    'SENTRY_AUTH_TOKEN',
    'SENTRY_URL',
    'SMTP_URL',
  ];
  // A world whose clock cannot be moved, because a service is missing, names none.
  const clock = ['NAVI_WORLD_CLOCK_URL'];
  expect(Object.keys(whole.variables).sort()).toEqual([...slack, ...npm, ...clock, ...others].sort());
  expect(Object.keys(part.variables).sort()).toEqual(others);
  expect(state).toMatchObject({ repo: 'awell-health/navi', tags: [{ name: 'v1.0.0' }, { name: 'v1.1.0' }] });
}, 120_000);

it('has visitors, of whom every source says the same', async () => {
  const world = await startWorld({ dir: join(dir, 'visited'), keep: false, without: ['github'] });
  const { variables } = world;
  const json = async (url: string, init?: RequestInit) => (await fetch(url, init)).json();
  const slack = controlOf(world.urls.slack ?? '');
  const visitors = controlOf(world.urls.visitors ?? '');
  const views = async () => Visitors.parse(await visitors.state()).releases;
  for (const name of ['sentry', 'datadog', 'monitoring'] as const)
    await controlOf(world.urls[name] ?? '').pace({ sentryLagSeconds: 0, datadogLagSeconds: 0 });

  expect(await views()).toEqual([]);
  await slack.post('visitors', { perMinute: 60_000, errorRate: { '1.1.0': 0.1 } });
  await vi.waitFor(
    async () => expect((await views()).map(({ release }) => release)).toEqual(['1.0.0', '1.1.0']),
    {
      timeout: 10_000,
    },
  );
  await slack.post('visitors', { perMinute: 0 });
  const loads = (await views()).reduce((sum, one) => sum + one.loads, 0);
  const errors = (await views()).reduce((sum, one) => sum + one.errors, 0);

  const sentry = `${variables['SENTRY_URL']}/api/0/organizations/awell-health/events/?field=count()&statsPeriod=1h`;
  const bearer = { headers: { authorization: `Bearer ${variables['SENTRY_AUTH_TOKEN']}` } };
  expect(await json(`${sentry}&dataset=transactions`, bearer)).toMatchObject({
    data: [{ 'count()': loads }],
  });
  expect(await json(`${sentry}&dataset=errors`, bearer)).toMatchObject({ data: [{ 'count()': errors }] });
  const counted = await json(`${variables['DATADOG_URL']}/api/v2/rum/analytics/aggregate`, {
    method: 'POST',
    headers: {
      'dd-api-key': variables['DATADOG_API_KEY'] ?? '',
      'dd-application-key': variables['DATADOG_APP_KEY'] ?? '',
    },
    body: JSON.stringify({
      compute: [{ aggregation: 'count' }],
      filter: { query: '@type:view', from: 'now-1h' },
    }),
  });
  expect(counted).toMatchObject({ data: { buckets: [{ computes: { c0: loads } }] } });
  const downloads = `${variables['NPM_DOWNLOADS_URL']}/versions/@awell-health%2Fnavi-js/last-week`;
  expect(await json(downloads)).toMatchObject({ downloads: { '1.1.0': expect.any(Number) } });
  await expect(slack.post('visitors', { perMinutes: 1 })).rejects.toThrow('perMinutes');
  await world.close();
}, 120_000);
