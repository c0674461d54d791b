import { afterEach, beforeEach, expect, it } from 'vitest';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';
import { codes } from '../../harness/app/seen.ts';
import { typed } from '../../harness/app/typed.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { makeReady } from '../../model/world-actions.ts';

const DAY_MS = 86_400_000;

let app: TestApp;
beforeEach(async () => {
  const { release } = settingsWith();
  app = await openApp({ release: { ...release, betaDays: 7 } });
  app.letWorkflowRun();
});
afterEach(() => app.close());

async function releaseBeta(version: string): Promise<string> {
  makeReady(app.world, version);
  const asked = await app.request(`v${version}`);
  await app.approve(asked);
  await app.work();
  expect((await app.operation(asked.id)).state.is).toBe('done');
  return asked.id;
}

async function ask() {
  const { world, caller } = app;
  const answer = await app.use.planRelease({
    ...{ version: 'v1.2.0', dryRun: true, caller: caller('ada'), place: RELEASES },
  });
  return { answer, text: JSON.stringify(answer), now: world.clock.now() };
}

it('blocks a minor without a beta, says so in when, and lets it pass after seven days', async () => {
  makeReady(app.world, '1.2.0');
  expect((await ask()).text).toMatch(/No beta of v1\.2\.0 was released/);

  await releaseBeta('1.2.0-beta.1');
  makeReady(app.world, '1.2.0');
  const early = await ask();
  expect(codes(early.answer)).toEqual(['gate-refused']);
  expect(early.text).toMatch(/v1\.2\.0-beta\.1 has the same content and is out since/);
  expect(JSON.stringify(await typed(app, 'when v1.2.0'))).toMatch(
    /can be requested from .*Until .*its 7 days end/,
  );

  await app.world.clock.advance(7 * DAY_MS);
  expect((await ask()).answer.is).toBe('plan');
});

it('counts from the oldest beta of the same content, though a newer one is out', async () => {
  await releaseBeta('1.2.0-beta.1');
  await app.world.clock.advance(6 * DAY_MS);
  await releaseBeta('1.2.0-beta.2');
  makeReady(app.world, '1.2.0');
  await app.world.clock.advance(1 * DAY_MS);
  expect((await ask()).answer.is).toBe('plan');
});

it('begins again with other content, and names the file', async () => {
  await releaseBeta('1.2.0-beta.1');
  await app.world.clock.advance(8 * DAY_MS);
  makeReady(app.world, '1.2.0', { 'packages/navi-core/src/new.ts': 'export const news = 1;\n' });
  expect((await ask()).text).toMatch(/packages\/navi-core\/src\/new\.ts.*7 days begin again, and 7 that/);
});

it('does not count a beta that was taken back', async () => {
  await releaseBeta('1.2.0-beta.1');
  await app.use.stopRelease({
    ...{ release: 'v1.2.0-beta.1', reason: 'it leaks', caller: app.caller('cleo'), place: RELEASES },
  });
  await app.work();
  makeReady(app.world, '1.2.0');
  await app.world.clock.advance(8 * DAY_MS);
  expect((await ask()).text).toMatch(/No beta of v1\.2\.0 was released/);
});

it('does not believe a row that the journal does not know', async () => {
  const id = await releaseBeta('1.2.0-beta.1');
  const beta = await app.operation(id);
  const forged = {
    ...beta,
    id: 'rel_forged',
    plan: { ...beta.plan, content: { ...beta.plan.content, version: '1.3.0-beta.1' } },
  };
  await app.store.transaction((tx) => tx.operations.insert(forged));
  makeReady(app.world, '1.3.0');
  await app.world.clock.advance(8 * DAY_MS);
  const answer = await app.use.planRelease({
    ...{ version: 'v1.3.0', dryRun: true, caller: app.caller('ada'), place: RELEASES },
  });
  expect(JSON.stringify(answer)).toMatch(/No beta of v1\.3\.0 was released/);
});
