import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../simulator/kernel/free-port.ts';
import { createEdge } from '../../src/adapters/edge/index.ts';
import { createSystemClock } from '../../src/adapters/process/clock.ts';
import { tryAddresses } from '../../src/app/first-look.ts';
import { hostOf } from '../../src/app/host.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { ServiceError } from '../../src/ports/service-error.ts';
import { createFakeTelemetry } from '../harness/fakes/telemetry.ts';
import { settingsWith } from '../harness/samples/settings.ts';

let server: Server;
let there: string;
beforeEach(async () => {
  server = createServer((_, response) => response.writeHead(403).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  there = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function warningsWith(
  changes: Record<string, string>,
  isMember: () => Promise<boolean> = async () => true,
): Promise<unknown[]> {
  const environment = readEnvironment({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
    GITHUB_TOKEN: 'ghs_1',
    GOOGLE_CLOUD_PROJECT: 'navi',
    NPM_TOKEN: 'npm_1',
    NAVI_JOURNAL_KEY: 'a-journal-key-of-some-length-and-sense',
    SLACK_API_URL: `${there}/api/`,
    GITHUB_API_URL: there,
    GCS_API_URL: there,
    COMPUTE_API_URL: there,
    NPM_REGISTRY_URL: there,
    CDN_PROBE_URLS: there,
    ...changes,
  });
  if (Array.isArray(environment)) throw new Error(JSON.stringify(environment));
  const telemetry = createFakeTelemetry();
  const settings = settingsWith({});
  const { CDN_PROBE_URLS: probes } = environment;
  const edge = createEdge({ probes, host: settings.cdn.host, deadlineMs: 5_000, maxBytes: 1_000 });
  const host = hostOf(environment, createSystemClock());
  await tryAddresses({ environment, settings }, { host, chat: { isMember }, edge, telemetry });
  return telemetry.warnings().map(({ message, fields }) => ({ message, ...fields }));
}

it('logs nothing about an address that answers, with any answer', async () => {
  expect(await warningsWith({})).toEqual([]);
});

it('says that Navi is not in its channel, and nothing where Slack does not answer', async () => {
  expect(await warningsWith({}, async () => false)).toEqual([
    {
      message: 'Navi is not a member of its channel',
      channel: settingsWith({}).slack.channel,
      fix: 'Invite Navi to the channel that slack.channel names.',
    },
  ]);
  const silent = new ServiceError({
    service: 'slack',
    call: 'isMember',
    kind: 'unknown',
    problem: 'no answer',
  });
  expect(await warningsWith({}, () => Promise.reject(silent))).toEqual([]);
});

it.each([
  'SLACK_API_URL',
  'GITHUB_API_URL',
  'GCS_API_URL',
  'COMPUTE_API_URL',
  'NPM_REGISTRY_URL',
  'CDN_PROBE_URLS',
])('names %s where no server answers', async (setting) => {
  const nobody = `127.0.0.1:${await freePort()}`;
  const value = setting === 'SLACK_API_URL' ? `http://${nobody}/api/` : `http://${nobody}`;
  expect(await warningsWith({ [setting]: value })).toEqual([
    {
      message: 'an address does not answer',
      setting,
      address: expect.stringContaining(nobody),
      problem: expect.stringContaining('ECONNREFUSED'),
      fix: expect.stringContaining(`See that ${setting} is right`),
    },
  ]);
});

it('waits a moment for who is silent, and no longer', async () => {
  server.removeAllListeners('request');
  const began = performance.now();
  expect(await warningsWith({})).toHaveLength(6);
  expect(performance.now() - began).toBeLessThan(10_000);
});
