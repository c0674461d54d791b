import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BREAK_GLASS } from '../../../src/domain/break-glass.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { noteRoles } from '../../../src/features/policy/index.ts';
import { alertCards, clickOn } from '../../harness/app/alert-cards.ts';
import { appOn, openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';
import { codes } from '../../harness/app/seen.ts';
import { typed } from '../../harness/app/typed.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { makeReady } from '../../model/world-actions.ts';

const HOUR_MS = 3_600_000;

let app: TestApp;
beforeEach(async () => {
  const { release, people } = settingsWith();
  app = await openApp({
    release: { ...release, approvals: 2, betaDays: 7 },
    signOffs: [{ id: 'integration', role: 'engineer', covers: [], for: ['minor'] }],
    people: people.map((one) => (one.id === 'dev' ? { ...one, roles: [...one.roles, 'approver'] } : one)),
  });
  app.letWorkflowRun();
  makeReady(app.world, '1.2.0');
});
afterEach(() => app.close());

const ask = (words: string, by = 'ada') => typed(app, words, { by });
const posted = () => JSON.stringify(app.world.chat.posts.map(({ message }) => message));

async function broken(): Promise<Operation> {
  expect(await ask('release v1.2.0 --break-glass "customers are down"')).toMatchObject({ is: 'accepted' });
  const [operation] = await app.store.transaction((tx) => tx.operations.open());
  if (operation === undefined) throw new Error('nothing was requested');
  await app.work(60_000);
  return operation;
}

async function releasedByGlass(): Promise<Operation> {
  const { id } = await broken();
  await app.approve(await app.operation(id));
  await app.work();
  const done = await app.operation(id);
  expect(done.state.is).toBe('done');
  return done;
}

describe('a release by break glass', () => {
  it('lifts freeze, beta, sign-offs and approvals above the first, and names each', async () => {
    await ask('freeze until 17:00 "the audit"', 'cleo');
    expect(codes(await ask('release v1.2.0'))?.length).toBeGreaterThan(2);

    const { plan } = await releasedByGlass();
    expect(plan.content).toMatchObject({
      breakGlass: {
        reason: 'customers are down',
        lifts: [
          ...['sign-offs are given', 'a beta was out'],
          ...['releases are not frozen', 'approvals above the first'],
        ],
      },
      approval: { n: 1, notRequester: true },
    });
    expect(posted()).toMatch(
      /Ada Okafor releases v1\.2\.0 by break glass: customers are down\. Lifted: the check that sign-offs/,
    );
    const rows = await app.store.transaction((tx) => tx.journal.of(BREAK_GLASS));
    expect(rows.map(({ row, authentic }) => [row.event, authentic])).toEqual([['glass-broken', true]]);
  });

  it('still needs a second person', async () => {
    const asked = await broken();
    const own = await app.use.approve({ ...(await app.click(asked, 'ada')), planHash: asked.plan.hash });
    expect(own.is).toBe('refusal');
  });

  it('never lifts what protects the release', async () => {
    app.world.objects.put({ path: 'v1.2.0/navi-loader.js', text: '/* not ours */' });
    expect(codes(await ask('release v1.2.0 --break-glass "now"'))).toEqual(['object-exists']);
  });

  it('does not write in a freeze that is set later: it is not among what was lifted', async () => {
    const { id } = await broken();
    await ask('freeze until 17:00 "the audit"', 'cleo');
    await app.approve(await app.operation(id));
    await app.work();
    const { state } = await app.operation(id);
    expect(['awaiting-approval', 'stopped']).toContain(state.is);
    expect(app.world.scm.callsOf('createTag')).toEqual([]);
  });
});

describe('its review', () => {
  const reviewCards = () => alertCards(app).filter(({ id }) => id.startsWith('rev_'));
  const nextIsBlocked = async () => {
    makeReady(app.world, '1.2.1');
    const answer = await app.use.planRelease({
      ...{ version: 'v1.2.1', dryRun: true, caller: app.caller('ada'), place: RELEASES },
    });
    return answer.is === 'refusal' && JSON.stringify(answer).includes('its review was due at');
  };

  it('is reminded, and overdue it blocks the next release until an uninvolved person records it', async () => {
    await releasedByGlass();
    expect(await nextIsBlocked()).toBe(false);
    await app.world.clock.advance(19 * HOUR_MS);
    await app.work(5_000);
    expect(posted()).toMatch(/The review of v1\.2\.0, released by break glass, is due at/);

    await app.world.clock.advance(6 * HOUR_MS);
    await app.work(5_000);
    expect(posted()).toMatch(/was due at .*no other release goes out before it/);
    expect(await nextIsBlocked()).toBe(true);

    expect((await ask('review v1.2.0 --outcome "fine"', 'ada')).is).toBe('refusal');
    expect((await ask('review v1.2.0 --outcome "fine"', 'ben')).is).toBe('refusal');
    expect(await nextIsBlocked()).toBe(true);
    expect(await ask('review v1.2.0 --outcome "fine"', 'cleo')).toMatchObject({ level: 'good' });
    expect(await nextIsBlocked()).toBe(false);
    expect((await ask('review v1.2.0 --outcome "again"', 'cleo')).is).toBe('refusal');
    await app.work(5_000);
    expect(reviewCards()).toMatchObject([{ isOver: true, buttons: [] }]);
  });

  const review = async (by: string, of = app) => {
    const click = await clickOn(of, 'review-release', by);
    const form = await of.use.opens('review-release', click);
    const said = await of.use.decide('review-release', { ...click, reason: 'all is fine', planHash: '' });
    return { opened: form.is, said };
  };

  it('is recorded on its card, by a person who was not involved', async () => {
    await releasedByGlass();
    await app.world.clock.advance(HOUR_MS);
    await app.work(5_000);
    expect(reviewCards()).toMatchObject([
      {
        headline: 'Review v1.2.0, released by break glass',
        buttons: [{ decision: 'review-release', label: 'Record the review' }],
      },
    ]);
    expect(await review('ada')).toMatchObject({ opened: 'refusal', said: { is: 'refusal' } });
    expect(await review('ben')).toMatchObject({ opened: 'refusal', said: { is: 'refusal' } });
    const { cards } = await app.use.home();
    expect(cards[0]?.text).toMatch(/^review of v1\.2\.0, released by break glass, due at /);

    expect(await review('cleo')).toMatchObject({ opened: 'form', said: { level: 'good' } });
    await app.work(5_000);
    expect(posted()).toContain('Cleo');
    expect(reviewCards()).toMatchObject([{ isOver: true, buttons: [] }]);
    const rows = await app.store.transaction((tx) => tx.journal.of(BREAK_GLASS));
    expect(rows.at(-1)?.row).toMatchObject({
      event: 'glass-reviewed',
      details: { version: '1.2.0', outcome: 'all is fine' },
    });
    await app.world.clock.advance(25 * HOUR_MS);
    expect(await nextIsBlocked()).toBe(false);
  });

  it('is not recorded by a person whose only role is new', async () => {
    const { people } = app.context.settings;
    await app.store.transaction((tx) => noteRoles(tx, app.context));
    await releasedByGlass();
    await app.world.clock.advance(HOUR_MS);
    await app.work(5_000);
    const nora = { id: 'nora', name: 'Nora New', slack: 'U0NORA', roles: ['engineer' as const] };
    const later = appOn({ ...app, settings: { ...app.context.settings, people: [...people, nora] } });
    await later.store.transaction((tx) => noteRoles(tx, later.context));

    expect(codes((await review('nora', later)).said)).toEqual(['role-too-new']);
    const words = await typed(later, 'review v1.2.0 --outcome "fine"', { by: 'nora' });
    expect(codes(words)).toEqual(['role-too-new']);
  });
});

it('says so where there is nothing to lift', async () => {
  await app.close();
  app = await openApp();
  makeReady(app.world, '1.2.0');
  expect(JSON.stringify(await ask('release v1.2.0 --break-glass "now"'))).toMatch(
    /nothing that break glass could lift/,
  );
});
