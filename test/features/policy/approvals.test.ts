import { afterEach, describe, expect, it } from 'vitest';
import type { Person, Role } from '../../../src/domain/person.ts';
import type { RoleTree } from '../../../src/domain/role-tree.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import { noteRoles } from '../../../src/features/policy/index.ts';
import { planRelease, pushVersion } from '../../harness/app/actions.ts';
import { appOn, openApp, type TestApp } from '../../harness/app/app.ts';
import { codes } from '../../harness/app/seen.ts';
import { typed } from '../../harness/app/typed.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const HOUR_MS = 3_600_000;
const BOTH: RoleTree = {
  all: [
    { role: 'approver', count: 1 },
    { role: 'on-call', count: 1 },
  ],
};

let app: TestApp;
afterEach(() => app.close());

const withRule = (rule: RoleTree): Partial<Settings> => ({
  approvals: {
    newRolesCountAfter: 24 * HOUR_MS,
    oneMoreFor: [],
    rules: { patch: rule, minor: rule, major: rule },
  },
});
const peopleWith = (id: string, roles: readonly Role[]): Person[] =>
  settingsWith().people.map((one) => (one.id === id ? { ...one, roles } : one));
/** The same store and world under another configuration, as after a restart. */
const restarted = (change: Partial<Settings>) => appOn({ ...app, settings: settingsWith(change) });
const noted = (of: TestApp) => of.store.transaction((tx) => noteRoles(tx, of.context));
const approve = async (of: TestApp, id: string, operation: string) => {
  const now = await of.operation(operation);
  return of.use.approve({ ...(await of.click(now, id)), planHash: now.plan.hash });
};

describe('a rule of roles', () => {
  it('needs each role by another person, and says which is left', async () => {
    app = await openApp(withRule(BOTH));
    app.letWorkflowRun();
    const asked = await app.request();

    expect(await approve(app, 'ben', asked.id)).toMatchObject({
      is: 'accepted',
      text: expect.stringContaining('1 on-call engineer must approve'),
    });
    expect((await app.operation(asked.id)).state.is).toBe('awaiting-approval');
    expect(codes(await approve(app, 'ben', asked.id))).toEqual(['already-decided']);
    await approve(app, 'cleo', asked.id);
    await app.work();
    const { state, approvers } = await app.operation(asked.id);
    expect(state.is).toBe('done');
    expect(approvers.map(({ name }) => name)).toEqual(['Ben Ivarsson', 'Cleo Martins']);
  });

  it('is not satisfied by enough people of one role', async () => {
    const people = peopleWith('dev', ['approver']);
    app = await openApp({ ...withRule(BOTH), people });
    const asked = await app.request();

    await approve(app, 'ben', asked.id);
    await approve(app, 'dev', asked.id);
    expect((await app.operation(asked.id)).state.is).toBe('awaiting-approval');
  });

  it('takes no approval of the requester by another account, nor of the only author', async () => {
    app = await openApp({
      ...withRule({ role: 'approver', count: 1 }),
      people: peopleWith('dev', ['approver']),
    });
    const answer = await planRelease(app, { as: 'ben' });
    await app.work();
    const asked = await app.operation(answer.is === 'accepted' ? answer.operation : '');
    expect(asked.plan.content.approval).toMatchObject({ notAuthor: 'dev' });
    const ben = app.context.settings.people.find(({ id }) => id === 'ben');
    if (ben === undefined) throw new Error('no Ben');
    const terminal = {
      ...(await app.click(asked, 'ben')),
      caller: { is: 'person', person: ben, account: 'tok_1', how: 'terminal-token' },
      planHash: asked.plan.hash,
    } as const;

    expect(codes(await app.use.approve(terminal))).toEqual(['approver-is-requester']);
    expect(codes(await approve(app, 'dev', asked.id))).toEqual(['approver-is-author']);
  });
});

describe('an approver who is taken away between approval and first write', () => {
  it('by the configuration: the plan needs approval again, and another approver gives it', async () => {
    app = await openApp();
    const asked = await app.request();
    await approve(app, 'ben', asked.id);
    const later = restarted({ people: peopleWith('ben', ['release-manager']) });
    app.letWorkflowRun();
    await later.work(10_000);

    const again = await later.operation(asked.id);
    expect(again).toMatchObject({ state: { is: 'awaiting-approval' }, plan: { revision: 2 }, approvers: [] });
    expect(app.world.scm.callsOf('createTag')).toEqual([]);
    expect(JSON.stringify(app.world.chat.posts)).toContain('Ben Ivarsson may not approve it any more');
    expect(codes(await approve(later, 'ben', asked.id))).toEqual(['approver-role-missing']);
    await approve(later, 'cleo', asked.id);
    await later.work();
    expect((await later.operation(asked.id)).state.is).toBe('done');
  });
});

describe('a role', () => {
  const dev = () => peopleWith('dev', ['engineer', 'approver']);

  it('of the first configuration counts at once', async () => {
    app = await openApp({ people: dev() });
    await noted(app);
    const asked = await app.request();

    expect((await approve(app, 'dev', asked.id)).is).toBe('accepted');
  });

  it('that is given later is posted, and counts a day after Navi has seen it', async () => {
    app = await openApp();
    await noted(app);
    const later = restarted({ people: dev() });
    await noted(later);
    const asked = await later.request();
    const posts = JSON.stringify(app.world.chat.posts);
    expect(posts).toContain('Dev Rao: approver. New roles count for approvals, sign-offs and reviews from ');
    expect(posts).not.toContain('taken away');
    expect(codes(await approve(later, 'dev', asked.id))).toEqual(['role-too-new']);

    await app.world.clock.advance(24 * HOUR_MS);
    await later.work(5_000);
    await noted(later);
    const second = await typed(later, 'release v1.2.0');
    await later.work(5_000);
    expect((await approve(later, 'dev', second.is === 'accepted' ? second.operation : '')).is).toBe(
      'accepted',
    );
  });

  it('that is taken away and given again counts a day after that', async () => {
    app = await openApp({ people: dev() });
    await noted(app);
    const without = restarted({});
    await noted(without);
    await without.work(5_000);
    const posts = JSON.stringify(app.world.chat.posts);
    expect(posts).toContain('− Dev Rao: approver. Roles that were taken away do not count any more.');
    expect(posts).not.toContain('New roles count');
    const again = restarted({ people: dev() });
    await noted(again);
    const asked = await again.request();

    expect(codes(await approve(again, 'dev', asked.id))).toEqual(['role-too-new']);
  });

  it('that Navi has not noted yet does not count', async () => {
    app = await openApp();
    await noted(app);
    const later = restarted({ people: dev() });
    const asked = await later.request();

    expect(codes(await approve(later, 'dev', asked.id))).toEqual(['role-too-new']);
  });
});

describe('a sensitive change', () => {
  const lockOf = (version: string) =>
    JSON.stringify({ packages: { 'node_modules/left-pad': { version, integrity: `sha512-${version}` } } });
  const oneMoreFor = (...kinds: Settings['approvals']['oneMoreFor']): Partial<Settings> => ({
    approvals: { ...settingsWith().approvals, oneMoreFor: kinds },
  });
  /** v1.2.0, which Navi has not compared with a release of its own, so that two people approve it. */
  async function releaseFirst(files: Record<string, string> = {}) {
    pushVersion(app, '1.2.0', files);
    app.letWorkflowRun();
    const asked = await app.request();
    for (const id of ['ben', 'cleo']) await approve(app, id, asked.id);
    await app.work();
    expect((await app.operation(asked.id)).state.is).toBe('done');
  }
  /** The plan of v1.3.0 after v1.2.0, in a commit with these files besides. */
  async function planAfter(files: Record<string, string>) {
    pushVersion(app, '1.3.0', files);
    const answer = await planRelease(app, { version: 'v1.3.0' });
    if (answer.is !== 'accepted') throw new Error(JSON.stringify(answer));
    return app.operation(answer.operation);
  }

  it('needs one more approver, and its difference is on the plan', async () => {
    app = await openApp(oneMoreFor('dependencies', 'policy'));
    await releaseFirst({ 'package-lock.json': lockOf('1.3.0') });
    const plan = await planAfter({ 'package-lock.json': lockOf('1.3.1') });

    expect(plan.plan.content.approval).toMatchObject({ n: 2 });
    expect(plan.shown.verdicts).toContainEqual({
      gate: 'nothing sensitive has changed',
      is: 'warn',
      evidence: 'one more approver, because of package-lock.json: + left-pad@1.3.1, − left-pad@1.3.0',
    });
  });

  it('is none where all is as it was', async () => {
    app = await openApp(oneMoreFor('workflow', 'policy'));
    await releaseFirst();
    const plan = await planAfter({});

    expect(plan.plan.content.approval).toMatchObject({ n: 1 });
  });

  it('of Navi’s own configuration in the released commit loosens nothing: it is not read there', async () => {
    app = await openApp(withRule(BOTH));
    await releaseFirst();
    const plan = await planAfter({ 'navi.config.yaml': 'release: { approvals: 0 }' });

    expect(plan.plan.content.approval).toMatchObject({ n: 2, covers: BOTH });
  });
});
