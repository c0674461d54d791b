import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { evaluateGates } from '../../../src/domain/evaluate-gates.ts';
import type { GateFacts } from '../../../src/domain/gate.ts';
import { type GateMode, modesOf } from '../../../src/domain/gate-modes.ts';
import type { JournalRow } from '../../../src/domain/journal.ts';
import { canonical } from '../../../src/domain/json.ts';
import { policyDifferences, policyHash, policyOf, STAGED } from '../../../src/domain/policy.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import type { Subject } from '../../../src/domain/subject.ts';
import { notePolicy } from '../../../src/features/policy/index.ts';
import { RELEASE_GATES } from '../../../src/features/release/gates/release-gates.ts';
import { judge } from '../../../src/features/release/judge.ts';
import { planRelease } from '../../harness/app/actions.ts';
import { appOn, openApp, type TestApp } from '../../harness/app/app.ts';
import { codes } from '../../harness/app/seen.ts';
import { sampleFacts } from '../../harness/samples/sample-facts.ts';
import { NOW } from '../../harness/samples/sample-release.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const AT = NOW.toISOString();
const GATE = 'changes are written up';
const { release } = settingsWith();

/** A commit with a changeset that no version has used, judged in this mode. */
function withLeftChangeset(mode: GateMode): GateFacts {
  const facts = sampleFacts({ settings: settingsWith({ gates: modesOf({ [GATE]: mode }) }) });
  return { ...facts, monorepo: { ...facts.monorepo, changesets: ['.changeset/a.md'] } };
}

describe('the mode of a gate', () => {
  it.each<[GateMode, object]>([
    ['block', { is: 'block', reason: { code: 'changeset-left' } }],
    ['warn', { is: 'warn', evidence: expect.stringContaining('.changeset/a.md') }],
    ['shadow', { is: 'shadow', would: 'block', evidence: expect.stringContaining('.changeset/a.md') }],
  ])('%s', (mode, verdict) => {
    const found = evaluateGates(RELEASE_GATES, withLeftChangeset(mode), AT);
    expect(found.filter(({ gate }) => gate === GATE)).toMatchObject([verdict]);
  });

  it('is known for each gate that has one', () => {
    const ids = RELEASE_GATES.map(({ id }) => id);
    expect(Object.keys(modesOf({})).filter((id) => !ids.includes(id))).toEqual([]);
  });
});

describe('two policies', () => {
  const asked = (approvals: number, mode: GateMode): Settings =>
    settingsWith({ release: { ...release, approvals }, gates: modesOf({ [GATE]: mode }) });
  const [strict, loose] = [asked(2, 'block'), asked(1, 'warn')];

  it.each([
    ['the plan’s own is stricter', strict, loose, { n: 1, also: { n: 2 } }],
    ['the one in force is stricter', loose, strict, { n: 2, also: { n: 1 } }],
  ])('both have to allow a plan: %s', (_what, own, inForce, approval) => {
    const found = judge(withLeftChangeset('block'), inForce, { at: AT, own: policyOf(own) });
    expect(found.verdicts.filter(({ gate }) => gate === GATE)).toMatchObject([{ is: 'block' }]);
    expect(found.approval).toMatchObject(approval);
  });

  it('that are the same ask once', () => {
    const { approval } = judge(sampleFacts(), strict, { at: AT, own: policyOf(strict) });
    expect(approval).not.toHaveProperty('also');
  });

  it('differ in words, one setting each', () => {
    expect(policyDifferences(policyOf(strict), policyOf(loose))).toEqual([
      `gates.${GATE}: block → warn`,
      'release.approvals: 2 → 1',
    ]);
  });
});

describe('the hash of the policy', () => {
  const settings = settingsWith({ release: { ...settingsWith().release, staged: STAGED } });
  const { permissions, cdn, npm, packages } = settings;
  const { majorJobs: _jobs, betaDays: _days, staged: _kinds, contracts: _file, ...before } = settings.release;
  const sha256 = (value: unknown) => createHash('sha256').update(canonical(value)).digest('hex');

  it('is as before there were modes, sign-offs, days of a beta and jobs of a major, where none is configured', () => {
    const own = { ...permissions, 'tell-customers': undefined };
    expect(policyHash(settings)).toBe(sha256({ permissions: own, release: before, cdn, npm, packages }));
  });

  it.each<[string, Partial<Settings>]>([
    ['a mode', { gates: modesOf({ [GATE]: 'warn' }) }],
    ['a job of a major', { release: { ...release, majorJobs: ['soak'] } }],
    ['the kinds that are staged', { release: { ...release, staged: ['minor', 'major'] } }],
    ['days of a beta', { release: { ...release, betaDays: 7 } }],
    ['the file of the contracts', { release: { ...release, contracts: 'docs/api.md' } }],
    ['a sign-off', { signOffs: [{ id: 'partner', role: 'owner', covers: [], for: ['major'] }] }],
  ])('changes with %s', (_what, change) => {
    expect(policyHash(settingsWith(change))).not.toBe(policyHash(settingsWith()));
  });
});

describe('a policy that is loosened while a plan waits', () => {
  let app: TestApp;
  afterEach(() => app.close());
  const rowsOf = (of: TestApp, subject: Subject): Promise<JournalRow[]> =>
    of.store.transaction(async (tx) => (await tx.journal.of(subject)).map(({ row }) => row));
  const restarted = (change: Partial<Settings>) => appOn({ ...app, settings: settingsWith(change) });
  const noted = (of: TestApp) => of.store.transaction((tx) => notePolicy(tx, of.context));
  const approve = async (of: TestApp, id: string, operation: string) => {
    const now = await of.operation(operation);
    return of.use.approve({ ...(await of.click(now, id)), planHash: now.plan.hash });
  };

  it('needs what both ask for', async () => {
    app = await openApp({ release: { ...release, approvals: 2 } });
    const asked = await app.request();
    const later = restarted({ release: { ...release, approvals: 1 } });
    app.letWorkflowRun();
    await later.work(20_000);

    expect(codes(await approve(later, 'ben', asked.id))).toEqual(['plan-changed']);
    await later.work(5_000);
    expect((await later.operation(asked.id)).plan).toMatchObject({
      revision: 2,
      content: { approval: { n: 1, also: { n: 2 } } },
    });
    expect(await approve(later, 'ben', asked.id)).toMatchObject({
      text: expect.stringContaining('1 of 2 approvals so far'),
    });
    await approve(later, 'cleo', asked.id);
    await later.work();
    expect((await later.operation(asked.id)).state.is).toBe('done');
  });

  it('is journalled with its difference, and posted', async () => {
    app = await openApp({ release: { ...release, approvals: 2 } });
    await noted(app);
    const later = restarted({ release: { ...release, approvals: 1 } });
    await noted(later);
    await noted(later);
    await later.work(5_000);

    const rows = await rowsOf(later, { kind: 'store', id: 'policy' });
    expect(rows.map(({ details }) => details['changes'])).toEqual([[], ['release.approvals: 2 → 1']]);
    expect(JSON.stringify(app.world.chat.posts)).toContain('release.approvals: 2 → 1');
  });

  it('leaves every verdict and its facts in the journal, shadow ones too', async () => {
    app = await openApp({ gates: modesOf({ 'API contracts are reviewed': 'shadow' }) });
    app.letWorkflowRun();
    const asked = await app.request();
    await app.world.clock.advance(60_000);
    await approve(app, 'ben', asked.id);
    await app.work();

    const judged = (await rowsOf(app, { kind: 'operation', id: asked.id })).filter(
      ({ event }) => event === 'judged',
    );
    expect(judged.map(({ details }) => details['occasion'])).toEqual(['request', 'approval', 'first write']);
    for (const { details } of judged) {
      expect(details).toMatchObject({ facts: { asked: '1.2.0', commit: { sha: expect.any(String) } } });
      expect(JSON.stringify(details['verdicts'])).toContain('"is":"shadow"');
    }
    expect(JSON.stringify((await app.operation(asked.id)).shown.verdicts)).not.toContain('shadow');
  });

  it('leaves them for a refused request too', async () => {
    app = await openApp();
    const answer = await planRelease(app, { version: 'v1.0.0' });
    expect(answer.is).toBe('refusal');
    const rows = await rowsOf(app, { kind: 'caller', id: 'U0ADA' });
    expect(rows.at(-1)).toMatchObject({ event: 'refused', details: { facts: { asked: '1.0.0' } } });
  });
});
