import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepState } from '../../../src/domain/step.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { planRelease, release, rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { minutes } from '../../harness/app/late.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const refused = (call: string, problem: string) =>
  new ServiceError({ service: 'github', call, kind: 'refused', problem, status: 422 });

/** A release of v1.2.0 that is done, announced, and holds nothing any more. */
async function expectDone(remark: string | undefined): Promise<void> {
  const { id } = await release(app);
  await minutes(app, 3);
  const done = await app.operation(id);
  expect(done.state.is, JSON.stringify(done.state)).toBe('done');
  const page = done.steps['github-release'];
  if (page?.is !== 'done') throw new Error('the page is not done');
  expect(page.evidence['remark']).toEqual(remark === undefined ? undefined : expect.stringContaining(remark));
  const surfaces = await app.store.transaction((tx) => tx.surfaces.all());
  expect(surfaces.filter((one) => one.heldBy !== null)).toEqual([]);
  const posts = JSON.stringify(app.world.chat.posts);
  expect(posts.includes('"is":"announcement"')).toBe(true);
}

function secondsOf(state: StepState | undefined): number {
  if (state?.is !== 'done') throw new Error('it is not done');
  return (Date.parse(state.since) - Date.parse(state.begunAt)) / 1000;
}

it('the release page says what the changelogs say of each package, and then what GitHub lists', async () => {
  const { id } = await release(app);
  const body = app.world.scm.releases.get('v1.2.0')?.body ?? '';
  expect(body).toMatch(/^### @awell-health\/navi-core 1\.2\.0\n\n- Something\.\n/);
  expect(body).toMatch(/### @awell-health\/navi-js 1\.2\.0\n\n- Something\.\n\n## What's Changed/);
  expect(body).not.toContain('navi-react');
  expect(body).toContain(id);
});

describe('a release page that cannot be made', () => {
  it('is made without its notes when GitHub refuses them', async () => {
    app.world.scm.breakCall('createRelease', refused('createRelease', 'body is too long'));

    await expectDone('has no notes: GitHub refused them (body is too long); write them there');

    expect(app.world.scm.releases.get('v1.2.0')?.body).not.toContain("What's Changed");
    expect(app.world.scm.callsOf('createRelease')).toHaveLength(2);
  });

  it.each([
    ['are lost', () => '', 'has no notes; write them there'],
    ['are others', (body: string) => body.replace('Something.', 'Else.'), 'has other notes than were sent'],
    ['have other ends of lines', (body: string) => body.replaceAll('\n', '\r\n'), undefined],
  ])('reads its notes back, and says where they %s', async (_, shown, remark) => {
    const { scm } = app.world;
    scm.before('releaseByTag', () => {
      const page = scm.releases.get('v1.2.0');
      const [, marker = ''] = page?.body.split('<!--') ?? [];
      if (page !== undefined) page.body = `${shown(page.body.split('<!--')[0] ?? '')}<!--${marker}`;
    });

    await expectDone(remark);
  });

  it('is a remark when GitHub refuses it for good', async () => {
    app.world.scm.breakCall('createRelease', refused('createRelease', 'no'), 100);

    await expectDone('no release page was made: no');
  });

  it('is a remark when GitHub never shows it', async () => {
    app.world.scm.breakCall('createRelease', 'unknown', 100);

    await expectDone('no release page was made');
  });

  it('is a remark when GitHub does not answer for two minutes', async () => {
    app.world.scm.breakCall('releaseByTag', 'unknown', 10_000);

    await expectDone('no release page was made');
  });

  it.each(['createRelease', 'releaseByTag', 'generateNotes'] as const)(
    'is not waited for when GitHub asks for an hour of patience: %s',
    async (call) => {
      const hour = {
        kind: 'rate-limited',
        problem: 'API rate limit exceeded',
        retryAfterMs: 3_600_000,
      } as const;
      app.world.scm.breakCall(call, new ServiceError({ service: 'github', call, ...hour }), 10_000);

      await expectDone(call === 'generateNotes' ? undefined : 'rate limit exceeded');

      const [operation] = await app.store.transaction((tx) => tx.operations.recent(1));
      expect(secondsOf(operation?.steps['github-release'])).toBeLessThan(125);
    },
  );

  it('is made with other notes, or without, when notes are refused', async () => {
    app.world.scm.breakCall('generateNotes', refused('generateNotes', 'Invalid previous_tag parameter'), 2);

    await expectDone(undefined);

    expect(app.world.scm.callsOf('generateNotes').map(([notes]) => notes)).toMatchObject([
      { previous: 'v1.1.0' },
      { previous: null },
    ]);
    expect(app.world.scm.releases.has('v1.2.0')).toBe(true);
  });

  it('has notes that are cut where GitHub would refuse them', async () => {
    const { scm } = app.world;
    scm.before('createRelease', () => {
      const [made] = scm.callsOf('createRelease').at(-1) ?? [];
      expect((made as { body: string }).body.length).toBeLessThanOrEqual(125_000);
    });
    scm.setNotes('x'.repeat(200_000));

    await expectDone(undefined);

    expect(scm.releases.get('v1.2.0')?.body).toMatch(/…\n\n<!-- navi-operation: rel_\w+ -->\n$/);
  });
});

it.each([
  ['github', 'updateRelease', 'mark-release'],
  ['npm', 'moveDistTag', `leave-tag`],
] as const)(
  'a rollback is not kept waiting by %s, which asks for an hour of patience: %s',
  async (service, call, kind) => {
    await release(app);
    const { registry, scm } = app.world;
    const hour = { kind: 'rate-limited', problem: 'slow down', retryAfterMs: 3_600_000 } as const;
    const error = new ServiceError({ service, call, ...hour });
    if (call === 'updateRelease') scm.breakCall(call, error, 10_000);
    registry.before('moveDistTag', () => {
      const [move] = registry.callsOf('moveDistTag').at(-1) ?? [];
      if (JSON.stringify(move).includes('"tag":"next"') && call === 'moveDistTag') throw error;
    });
    const rollback = await rollBack(app);
    await minutes(app, 15);

    const { steps, plan, state } = await app.operation(rollback.id);
    expect(state.is).toBe('done');
    const { id = '' } = plan.content.steps.find((step) => step.kind === kind) ?? {};
    expect(steps[id]).toMatchObject({
      is: 'done',
      evidence: { remark: expect.stringContaining('slow down') },
    });
    expect(secondsOf(steps[id])).toBeLessThan(125);
  },
);

describe('the list of commits', () => {
  it('is left out, with a remark, when GitHub cannot compute it', async () => {
    app.world.scm.breakCall('compare', 'unknown', 10);

    const answer = await planRelease(app);

    expect(answer).toMatchObject({ is: 'accepted' });
    const [operation] = await app.store.transaction((tx) => tx.operations.recent(1));
    expect(operation?.shown).toMatchObject({
      changes: [],
      changesInAll: null,
      verdicts: expect.arrayContaining([
        expect.objectContaining({
          is: 'warn',
          evidence: expect.stringContaining('the list of commits is unknown'),
        }),
      ]),
    });
  });

  it('has the true number and the newest titles', async () => {
    const { scm } = app.world;
    for (let at = 1; at <= 270; at += 1) scm.push({ title: `Change ${at}` });
    scm.setChecks((await scm.defaultBranch()).head, [
      { name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' },
    ]);

    await planRelease(app);

    const [operation] = await app.store.transaction((tx) => tx.operations.recent(1));
    expect(operation?.shown.changesInAll).toBe(272);
    expect(operation?.shown.changes[0]).toBe('Change 270');
    expect(operation?.shown.changes).toHaveLength(20);
  });
});

it('a tag on a commit without a common ancestor is not on the default branch', async () => {
  const { scm } = app.world;
  scm.putTag('v1.2.0', scm.push({ title: 'Orphan', on: 'nowhere' }));

  expect(JSON.stringify(await planRelease(app))).toContain('commit-not-on-default-branch');
});
