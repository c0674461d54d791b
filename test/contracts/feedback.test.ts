import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGithub } from '../../src/adapters/github/index.ts';
import type { Feedback } from '../../src/ports/feedback.ts';
import { ServiceError } from '../../src/ports/service-error.ts';
import { startWorld, type World } from '../simulator/github/world.ts';

const LABEL = 'customer-reported';
const SINCE = new Date(Date.now() - 30 * 86_400_000);
let world: World;
let github: Feedback;

beforeAll(async () => {
  world = await startWorld({ 'a.txt': 'a' });
  github = createGithub({
    baseUrl: world.url,
    auth: { token: 'ghs_simulated_navi' },
    repository: { owner: 'awell-health', name: 'navi' },
    deadlineMs: 5_000,
    writesApartMs: 0,
  });
}, 30_000);
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('reset', {});
});

async function order(path: string, body: object): Promise<number> {
  const answer = await world.control(path, body);
  return ((await answer.json()) as { number: number }).number;
}

const facts = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (error instanceof ServiceError ? error.facts : undefined),
  );

describe('issues that customers caused', () => {
  it('are those with the label, without pull requests, titles and people', async () => {
    const open = await order('issues', { title: 'jane.roe sees nothing', labels: [LABEL] });
    const closed = await order('issues', { labels: [LABEL] });
    await order('issues', { number: closed, state: 'closed' });
    await order('issues', { labels: [LABEL], isPullRequest: true });
    await order('issues', { labels: ['bug'] });
    const found = await github.labelled({ label: LABEL, since: SINCE });

    expect(found.isAtLeast).toBe(false);
    expect(found.issues.toSorted((one, other) => one.number - other.number)).toEqual([
      { number: open, isOpen: true, closedAt: null },
      { number: closed, isOpen: false, closedAt: expect.stringMatching(/^20/) },
    ]);
  });

  it('are at least two hundred where there are more', async () => {
    for (let nth = 0; nth < 205; nth += 1) await order('issues', { labels: [LABEL] });
    const { issues, isAtLeast } = await github.labelled({ label: LABEL, since: SINCE });

    expect([issues.length, isAtLeast]).toEqual([200, true]);
  });

  it('count from the first time that the label was set', async () => {
    const number = await order('issues', { labels: [LABEL] });
    const [first] = await github.labellings({ number, label: LABEL });
    await order('issues', { number, labels: [] });
    await order('issues', { number, labels: [LABEL] });

    expect(first).toEqual({ at: expect.stringMatching(/^20/), by: 'cleo-martins' });
    expect((await github.labellings({ number, label: LABEL }))[0]).toEqual(first);
    expect(await github.labellings({ number, label: 'bug' })).toEqual([]);
  });

  it('need a right', async () => {
    await world.control('permissions', { permission: 'issues', granted: false });

    expect(await facts(github.labelled({ label: LABEL, since: SINCE }))).toMatchObject({ status: 403 });
  });
});

describe('vulnerabilities', () => {
  const found = async () => (await github.vulnerabilities({ since: SINCE }))?.alerts;

  it('are critical and high ones of what runs', async () => {
    const high = await order('alerts', { package: 'ws', severity: 'high' });
    await order('alerts', { severity: 'medium' });
    await order('alerts', { severity: 'critical', scope: 'development' });

    expect(await found()).toEqual([
      {
        number: high,
        package: 'ws',
        severity: 'high',
        advisory: expect.stringMatching(/^GHSA-/),
        manifest: 'package-lock.json',
        openedAt: expect.stringMatching(/^20/),
        fixedAt: null,
        dismissedAt: null,
      },
    ]);
  });

  it('end with a fix or a good reason; having no time is none', async () => {
    const [fixed, unused, busy] = [
      await order('alerts', {}),
      await order('alerts', {}),
      await order('alerts', {}),
    ];
    await order('alerts', { number: fixed, state: 'fixed' });
    await order('alerts', { number: unused, state: 'dismissed', reason: 'not_used' });
    await order('alerts', { number: busy, state: 'dismissed', reason: 'no_bandwidth' });
    const byNumber = new Map((await found())?.map((one) => [one.number, one]));

    expect(byNumber.get(fixed)).toMatchObject({ fixedAt: expect.stringMatching(/^20/), dismissedAt: null });
    expect(byNumber.get(unused)).toMatchObject({ fixedAt: null, dismissedAt: expect.stringMatching(/^20/) });
    expect(byNumber.get(busy)).toMatchObject({ fixedAt: null, dismissedAt: null });
  });

  it('are read in pages, up to two hundred', async () => {
    for (let nth = 0; nth < 205; nth += 1) await order('alerts', {});
    const answer = await github.vulnerabilities({ since: SINCE });

    expect([answer?.alerts.length, answer?.isAtLeast]).toEqual([200, true]);
  });

  it('are not known where the repository has the alerts off, and need a right', async () => {
    await world.control('permissions', { dependabot: false });
    expect(await github.vulnerabilities({ since: SINCE })).toBeUndefined();
    await world.control('permissions', {
      dependabot: true,
      permission: 'vulnerability_alerts',
      granted: false,
    });

    expect(await facts(github.vulnerabilities({ since: SINCE }))).toMatchObject({ status: 403 });
  });
});
