import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { problemsOf } from '../../schemas/conforms.ts';
import { REPO, startWorld, type World } from './world.ts';

const TIMELINE = 'GET /repos/{owner}/{repo}/issues/{issue_number}/timeline';
const ISSUES = 'GET /repos/{owner}/{repo}/issues';
const ALERTS = 'GET /repos/{owner}/{repo}/dependabot/alerts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ 'a.txt': 'a' });
}, 30_000);
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('reset', {});
});

async function order(path: string, body: object): Promise<number> {
  const answer = await world.control(path, body);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { number: number }).number;
}
const labelsOf = (issue: { labels: (string | { name?: string })[] }) =>
  issue.labels.map((label) => (typeof label === 'string' ? label : label.name));

describe('issues', () => {
  const list = (more: object) => world.octokit.issues.listForRepo({ ...REPO, ...more });

  it('are found by labels and by when they last changed; pull requests are among them', async () => {
    const bug = await order('issues', { title: 'Blank page', labels: ['customer', 'bug'] });
    await order('issues', { title: 'Idea', labels: ['customer'] });
    await order('issues', { title: 'Fix', labels: ['bug'], isPullRequest: true });
    await order('issues', { number: bug, state: 'closed' });

    expect((await list({ labels: 'customer,bug', state: 'all' })).data.map(({ title }) => title)).toEqual([
      'Blank page',
    ]);
    const bugs = await list({ labels: 'bug', state: 'all' });
    expect(bugs.data.map(({ title, pull_request }) => [title, pull_request !== undefined])).toEqual([
      ['Fix', true],
      ['Blank page', false],
    ]);
    expect((await list({ since: '2999-01-01T00:00:00Z', state: 'all' })).data).toEqual([]);
    expect((await list({ since: '2020-01-01T00:00:00Z', sort: 'updated', per_page: 2 })).data).toHaveLength(
      2,
    );
    expect(problemsOf(ISSUES, { status: 200, body: bugs.data })).toEqual([]);
  });

  it('tell when a label was set and taken away', async () => {
    const number = await order('issues', { labels: ['bug'] });
    await order('issues', { number, labels: ['bug', 'customer'], by: 'dev-rao' });
    await order('issues', { number, labels: ['bug'] });
    await world.octokit.issues.update({ ...REPO, issue_number: number, state: 'closed', labels: ['done'] });

    const { data } = await world.octokit.issues.listEventsForTimeline({ ...REPO, issue_number: number });

    const told = data.map((event) => [event.event, 'label' in event ? event.label?.name : undefined]);
    expect(told).toEqual([
      ['labeled', 'bug'],
      ['labeled', 'customer'],
      ['unlabeled', 'customer'],
      ['labeled', 'done'],
      ['unlabeled', 'bug'],
      ['closed', undefined],
    ]);
    expect(data[1]).toMatchObject({ actor: { login: 'dev-rao' }, created_at: expect.stringMatching(/Z$/) });
    expect(problemsOf(TIMELINE, { status: 200, body: data })).toEqual([]);
    expect(labelsOf((await world.octokit.issues.get({ ...REPO, issue_number: number })).data)).toEqual([
      'done',
    ]);
  });

  it('have pages of events', async () => {
    const number = await order('issues', { labels: ['a', 'b', 'c'] });
    const first = await world.octokit.issues.listEventsForTimeline({
      ...REPO,
      issue_number: number,
      per_page: 2,
    });

    expect(first.data).toHaveLength(2);
    expect(first.headers.link).toContain('rel="next"');
    await expect(
      world.octokit.issues.listEventsForTimeline({ ...REPO, issue_number: 99 }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('are not readable without the permission', async () => {
    await order('permissions', { permission: 'issues', granted: false });

    await expect(list({})).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
    });
  });
});

describe('Dependabot’s alerts', () => {
  const list = (more: object = {}) => world.octokit.dependabot.listAlertsForRepo({ ...REPO, ...more });

  it('are found by state, severity, scope and patch', async () => {
    await order('alerts', { package: 'ws', severity: 'critical' });
    await order('alerts', { package: 'vite', severity: 'high', scope: 'development' });
    const late = await order('alerts', { package: 'semver', severity: 'high', patched: null });
    await order('alerts', { number: late, state: 'dismissed', reason: 'no_bandwidth' });
    const names = async (more: object) =>
      (await list(more)).data.map(({ dependency }) => dependency.package?.name);

    expect(await names({ state: 'open', severity: 'critical,high', direction: 'asc' })).toEqual([
      'ws',
      'vite',
    ]);
    expect(await names({ scope: 'runtime', direction: 'asc' })).toEqual(['ws', 'semver']);
    expect(await names({ has: 'patch', sort: 'created', direction: 'asc' })).toEqual(['ws', 'vite']);
    const { data } = await list();
    expect(data.find(({ number }) => number === late)).toMatchObject({
      state: 'dismissed',
      dismissed_reason: 'no_bandwidth',
      dismissed_at: expect.any(String),
    });
    expect(problemsOf(ALERTS, { status: 200, body: data })).toEqual([]);
    const one = await world.octokit.dependabot.getAlert({ ...REPO, alert_number: late });
    expect(one.data.number).toBe(late);
  });

  it('go by cursors, and refuse a page’s number', async () => {
    for (const name of ['a', 'b', 'c']) await order('alerts', { package: name });
    const all = await world.octokit.paginate('GET /repos/{owner}/{repo}/dependabot/alerts', {
      ...REPO,
      per_page: 2,
    });

    expect(all).toHaveLength(3);
    await expect(list({ page: 2 })).rejects.toMatchObject({ status: 400 });
    await expect(list({ after: 'somewhere' })).rejects.toMatchObject({ status: 400 });
  });

  it('are a 403 without the permission, and where they are switched off', async () => {
    await order('permissions', { permission: 'vulnerability_alerts', granted: false });
    await expect(list()).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('integration'),
    });

    await order('permissions', { permission: 'vulnerability_alerts', dependabot: false });
    await expect(list()).rejects.toMatchObject({ status: 403, message: expect.stringContaining('disabled') });
  });
});
