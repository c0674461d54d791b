import { afterEach, describe, expect, it } from 'vitest';
import type { Person, Role } from '../../../src/domain/person.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import { checklistOf } from '../../../src/domain/sign-off.ts';
import { noteRoles } from '../../../src/features/policy/index.ts';
import { planRelease, pushVersion } from '../../harness/app/actions.ts';
import { alertCards, clickOn } from '../../harness/app/alert-cards.ts';
import { appOn, openApp, type TestApp } from '../../harness/app/app.ts';
import { codes } from '../../harness/app/seen.ts';
import { typed } from '../../harness/app/typed.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const DAY_MS = 24 * 3_600_000;
const WITH: Partial<Settings> = {
  signOffs: [
    { id: 'cross-origin', role: 'engineer', covers: ['packages/navi-loader'], for: ['minor'] },
    { id: 'examples', role: 'owner', covers: [], for: ['minor'] },
    { id: 'integration', role: 'engineer', covers: [], for: ['minor'] },
  ],
};

let app: TestApp;
afterEach(() => app.close());

const peopleWith = (id: string, roles: readonly Role[]): Person[] =>
  settingsWith().people.map((one) => (one.id === id ? { ...one, roles } : one));
const noted = (of: TestApp) => of.store.transaction((tx) => noteRoles(tx, of.context));
const signatures = async () => {
  const rows = await app.store.transaction((tx) => tx.journal.of(checklistOf('1.2.0')));
  return rows.map(({ row }) => row);
};

async function asked(): Promise<void> {
  expect((await planRelease(app)).is).toBe('refusal');
  await app.work(5_000);
}

async function sign(choice: string, by = 'dev', of = app) {
  const click = await clickOn(of, 'sign-off', by);
  const said = await of.use.decide('sign-off', { ...click, reason: 'tried it', planHash: '', choice });
  await of.work(5_000);
  return said;
}

describe('the card of the sign-offs that are owed', () => {
  it('is posted once when a release is refused for them, and names who signs what', async () => {
    app = await openApp(WITH);
    await asked();
    await asked();
    await typed(app, 'checklist v1.2.0');
    await app.work(5_000);

    expect(alertCards(app)).toMatchObject([
      {
        headline: 'v1.2.0 needs 3 sign-offs',
        lines: [
          'Cross-origin testing completed: no one has signed it. Dev Rao can sign it. It covers packages/navi-loader',
          expect.stringMatching(/^Examples updated/),
          expect.stringMatching(/^Integration tested: .*It covers the whole repository$/),
          expect.stringMatching(/^For commit [0-9a-f]{7}$/),
        ],
        buttons: [{ decision: 'sign-off', label: 'Sign off' }],
      },
    ]);
  });

  it('opens a window with what the person may sign, and the refusal for others', async () => {
    app = await openApp(WITH);
    await asked();

    expect(await app.use.opens('sign-off', await clickOn(app, 'sign-off', 'dev'))).toMatchObject({
      is: 'form',
      reason: 'What was done',
      choice: {
        options: [
          { value: 'cross-origin', label: 'Cross-origin testing completed (packages/navi-loader)' },
          { value: 'integration', label: 'Integration tested (the whole repository)' },
        ],
      },
    });
    const others = await app.use.opens('sign-off', await clickOn(app, 'sign-off', 'ada'));
    expect(others).toMatchObject({ is: 'refusal' });
  });

  it('journals each signature at the commit that it shows, and is over when none is owed', async () => {
    app = await openApp({ signOffs: WITH.signOffs?.filter(({ role }) => role === 'engineer') ?? [] });
    await asked();
    const before = alertCards(app)[0]?.lines.at(-1)?.slice(-7);
    // The branch moves on: what is signed stays what the card has shown.
    app.world.scm.push({ title: 'Fix a word', files: { 'README.md': 'x' } });

    expect(await sign('cross-origin')).toMatchObject({ is: 'line', level: 'good' });
    expect(alertCards(app)[0]?.headline).toBe('v1.2.0 needs 1 sign-off');
    expect(await sign('integration')).toMatchObject({ is: 'line', level: 'good' });
    expect(alertCards(app)).toMatchObject([
      { isOver: true, headline: 'The sign-offs of v1.2.0 are given', buttons: [] },
    ]);
    expect(await signatures()).toMatchObject([
      {
        event: 'signed-off',
        actor: { is: 'person', person: 'dev', role: 'engineer' },
        details: {
          item: 'cross-origin',
          evidence: 'tried it',
          commit: expect.stringMatching(new RegExp(`^${before}`)),
        },
      },
      { details: { item: 'integration' } },
    ]);
    // The first covers a folder that has not changed, the second everything: it is owed again, on a new card.
    await asked();
    expect(alertCards(app).map(({ headline }) => headline)).toEqual([
      'The sign-offs of v1.2.0 are given',
      'v1.2.0 needs 1 sign-off',
    ]);
  });

  it('does nothing for an item of another role, for one that is not owed, and without a choice', async () => {
    app = await openApp(WITH);
    await asked();

    expect(codes(await sign('examples', 'dev'))).toEqual(['gate-refused']);
    expect(codes(await sign('cross-origin', 'ada'))).toEqual(['gate-refused']);
    expect(codes(await sign('partner'))).toEqual(['gate-refused']);
    expect(codes(await sign(''))).toEqual(['gate-refused']);
    expect(await signatures()).toEqual([]);
  });

  it('ends when what is owed was signed by words', async () => {
    app = await openApp({ signOffs: WITH.signOffs?.slice(0, 1) ?? [] });
    await asked();
    await typed(app, 'checklist v1.2.0 sign cross-origin "both origins"', { by: 'dev' });
    await app.work(5_000);

    expect(alertCards(app)).toMatchObject([{ isOver: true }]);
    expect((await planRelease(app)).is).toBe('accepted');
  });

  it('shows a new commit, and refuses what was opened before', async () => {
    app = await openApp(WITH);
    await asked();
    const early = await clickOn(app, 'sign-off', 'dev');
    pushVersion(app, '1.2.0', { 'packages/navi-loader/src/index.ts': 'changed' });
    await asked();

    expect(alertCards(app)).toHaveLength(1);
    const late = { ...early, reason: 'tried it', planHash: '', choice: 'cross-origin' };
    expect(codes(await app.use.decide('sign-off', late))).toEqual(['plan-outdated']);
    expect(await signatures()).toEqual([]);
  });
});

describe('a role that signs', () => {
  it('counts a day after Navi has seen it, by button, by words and at the plan', async () => {
    app = await openApp({ ...WITH, signOffs: WITH.signOffs?.slice(0, 1) ?? [] });
    await noted(app);
    const later = appOn({
      ...app,
      settings: settingsWith({
        signOffs: WITH.signOffs?.slice(0, 1) ?? [],
        people: peopleWith('cleo', ['on-call', 'engineer']),
      }),
    });
    await noted(later);
    await planRelease(later);
    await later.work(5_000);
    expect(codes(await sign('cross-origin', 'cleo', later))).toEqual(['role-too-new']);
    const words = 'checklist v1.2.0 sign cross-origin "both origins"';
    expect(codes(await typed(later, words, { by: 'cleo' }))).toEqual(['role-too-new']);
    expect(await signatures()).toEqual([]);

    await app.world.clock.advance(DAY_MS);
    await later.work(5_000);
    expect(await sign('cross-origin', 'cleo', later)).toMatchObject({ level: 'good' });
    expect((await planRelease(later)).is).toBe('accepted');
  });

  it('of the first configuration counts at once', async () => {
    app = await openApp({ ...WITH, signOffs: WITH.signOffs?.slice(0, 1) ?? [] });
    await noted(app);
    await asked();
    expect(await sign('cross-origin')).toMatchObject({ level: 'good' });
  });

  it('that was taken away and given again makes no old signature count before its day', async () => {
    const signOffs = WITH.signOffs?.slice(0, 1) ?? [];
    app = await openApp({ signOffs });
    await noted(app);
    await typed(app, 'checklist v1.2.0 sign cross-origin "both origins"', { by: 'dev' });
    await noted(appOn({ ...app, settings: settingsWith({ signOffs, people: peopleWith('dev', []) }) }));
    const again = appOn({ ...app, settings: settingsWith({ signOffs }) });
    await noted(again);
    expect(codes(await planRelease(again))).toEqual(['gate-refused']);
  });
});
