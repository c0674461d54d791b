import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { movesOf } from '../../../src/features/operation/decidable.ts';
import { release } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { codes, heldSurfaces, latest, pointerText } from '../../harness/app/seen.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { makeReady } from '../../model/world-actions.ts';

const BETA = '1.2.0-beta.1';
const NAMES = ['navi-core', 'navi-js'];

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  app.letWorkflowRun();
  makeReady(app.world, BETA);
});
afterEach(() => app.close());

const tagged = (tag: string) =>
  NAMES.map((name) => app.world.registry.truth(`@awell-health/${name}`)?.distTags[tag]);

async function releaseBeta(version = BETA) {
  const asked = await app.request(`v${version}`);
  await app.approve(asked);
  await app.work();
  return app.operation(asked.id);
}

describe('a prerelease', () => {
  it('publishes the pinned object and its dist-tag, and moves neither pointer nor latest', async () => {
    const done = await releaseBeta();

    expect(done.state).toMatchObject({ is: 'done' });
    expect(tagged('beta')).toEqual([BETA, BETA]);
    expect(NAMES.map((name) => latest(app, name))).toEqual(['1.1.0', '1.1.0']);
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(app.world.objects.callsOf('copy')).toEqual([]);
    expect(app.world.objects.live.has(`v${BETA}/navi-loader.js`)).toBe(true);
    expect(app.world.scm.callsOf('createRelease')).toMatchObject([[{ latest: false, prerelease: true }]]);
    const rows = await app.store.transaction(async (tx) => ({
      surfaces: (await tx.surfaces.all()).filter(({ by }) => by === done.id),
      release: await tx.releases.get(BETA),
    }));
    expect(rows).toEqual({ surfaces: [], release: undefined });
    expect(await heldSurfaces(app)).toEqual([]);
    expect(JSON.stringify(await typed(app, 'calendar'))).toContain(`v${BETA} was released`);
  });

  it('says on its card what moves, and what stays', async () => {
    const asked = await app.request(`v${BETA}`);
    const answer = await app.use.planRelease({
      ...{ version: BETA, dryRun: true, caller: app.caller('ada') },
      place: { is: 'slack', channel: 'C0RELEASES' },
    });
    if (answer.is !== 'plan') throw new Error('no plan');
    const { packages, brief } = app.context.operations.sheetOf(asked);
    expect(movesOf(asked, app.context)).toEqual([
      expect.stringContaining(`tag v${BETA} at `),
      ...NAMES.map((name) => `beta of @awell-health/${name}: nothing → ${BETA}`),
    ]);
    expect(answer.card.headline).toBe(`v${BETA}: prerelease on v1, v1.1.0 stays live`);
    expect(brief?.moves.flat()).toEqual(expect.arrayContaining([{ code: 'beta' }, 'of 2 packages']));
    expect(packages?.map(({ change }) => change.is)).toEqual([
      ...['is-published', 'not-published', 'is-published', 'is-published', 'stays'],
    ]);
  });

  it('leaves the line free: a release runs beside it, and a second one waits only for its dist-tag', async () => {
    const asked = await app.request(`v${BETA}`);
    await app.approve(asked);
    makeReady(app.world, '1.2.0-beta.2');
    const second = await app.use.planRelease({
      ...{ version: 'v1.2.0-beta.2', dryRun: true, caller: app.caller('ada') },
      place: { is: 'slack', channel: 'C0RELEASES' },
    });
    expect(codes(second)).toEqual(['gate-refused']);
    makeReady(app.world, '1.2.0');
    const stable = await app.request('v1.2.0');
    expect(stable.state.is).toBe('awaiting-approval');
  });

  it('is followed by the release of the same version', async () => {
    await releaseBeta();
    makeReady(app.world, '1.2.0');
    const done = await release(app);
    expect(done.state.is).toBe('done');
    expect(NAMES.map((name) => latest(app, name))).toEqual(['1.2.0', '1.2.0']);
    expect(tagged('beta')).toEqual([BETA, BETA]);
  });

  it('does not move its dist-tag down', async () => {
    app.world.registry.moveTag('@awell-health/navi-js', 'beta', '2.0.0-beta.1');
    await releaseBeta();
    expect(tagged('beta')).toEqual([BETA, '2.0.0-beta.1']);
  });

  it('has its notice drafted for customers of early access', async () => {
    app.world.customersFile.has({
      is: 'read',
      customers: [customerWith({ id: 'early', tags: ['early-access'] }), customerWith({ id: 'other' })],
    });
    const done = await releaseBeta();
    const found = await app.store.transaction(async (tx) => {
      const notice = await tx.notices.current(BETA, 'prerelease');
      return notice && { notice, deliveries: await tx.notices.deliveries(notice.id) };
    });
    expect(found?.notice).toMatchObject({ topic: 'prerelease', cause: done.id, state: { is: 'drafted' } });
    expect(found?.deliveries.map(({ recipient }) => recipient.id)).toEqual(['early']);
    expect(app.world.mail.letters).toEqual([]);
  });
});

describe('a prerelease that is done is taken back', () => {
  const stop = () =>
    app.use.stopRelease({
      ...{ release: `v${BETA}`, reason: 'it leaks', caller: app.caller('cleo') },
      place: { is: 'slack', channel: 'C0RELEASES' },
    });

  it.each([
    ['to the beta before it', '1.0.1-beta.1', '1.0.1-beta.1'],
    ['to latest where there was none', null, '1.1.0'],
  ])('%s', async (_, before, after) => {
    if (before !== null)
      for (const name of NAMES)
        app.world.registry.publish({ name: `@awell-health/${name}`, version: before, tag: 'beta' });
    const done = await releaseBeta();
    const said = await stop();
    expect(said, JSON.stringify(said)).toMatchObject({ is: 'accepted' });
    await app.work();
    expect(tagged('beta')).toEqual([after, after]);
    expect(app.world.registry.truth('@awell-health/navi-js')?.versions[BETA]?.deprecated).toMatch(/1\.1\.0/);
    expect((await app.operation(done.id)).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });

  it('while it runs, too: it is stopped, and its dist-tag goes back', async () => {
    const asked = await app.request(`v${BETA}`);
    await app.approve(asked);
    app.world.scm.breakCall('releaseByTag', 'unknown', 100);
    await app.work(60_000);
    expect((await app.operation(asked.id)).state.is).toBe('running');
    expect(tagged('beta')).toEqual([BETA, BETA]);
    const said = await stop();
    expect(said, JSON.stringify(said)).toMatchObject({ is: 'accepted' });
    await app.work();
    expect((await app.operation(asked.id)).state.is).toBe('cancelled');
    expect(tagged('beta').every((at) => at !== BETA)).toBe(true);
  });
});
