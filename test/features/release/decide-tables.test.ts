import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GateFacts } from '../../../src/domain/gate.ts';
import type { Operation, OperationState } from '../../../src/domain/operation.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { decideQuarantine, type QuarantineFacts } from '../../../src/domain/quarantine.ts';
import { refuse } from '../../../src/domain/refusal.ts';
import type { Release } from '../../../src/domain/release.ts';
import { decideLeftTag, type LeftTagFacts } from '../../../src/features/release/left-tag/left-tag.ts';
import type { ReleaseContent } from '../../../src/features/release/plans/release-content.ts';
import { decideRelease } from '../../../src/features/release/release-plan.ts';
import { decideAgain } from '../../../src/features/release/replan-rest.ts';
import { decideRest, type WorldFacts } from '../../../src/features/release/rest-plan.ts';
import { STEPS } from '../../../src/features/steps.ts';
import { sampleFacts } from '../../harness/samples/sample-facts.ts';
import { NOW, sampleOperation } from '../../harness/samples/sample-release.ts';
import { settingsWith } from '../../harness/samples/settings.ts';

const AT = NOW.toISOString();
const settings = settingsWith();
const stamp = { operation: 'rel_1', revision: 1, now: AT, policy: 'policy-1' };

function planOf(different: Partial<GateFacts> = {}): Plan<ReleaseContent> {
  const decided = decideRelease(sampleFacts(different), settings, stamp);
  if (decided.is === 'refusal') throw new Error(JSON.stringify(decided));
  return decided.plan;
}

describe('decideRelease', () => {
  const good = sampleFacts();
  const { pointer } = good;
  if (pointer === undefined) throw new Error('the sample has a pointer');
  const first = good.packages.find((one) => one.ships === 'npm')?.name ?? '';
  const withNpm = (change: object) => ({
    packages: good.packages.map((one) => (one.ships === 'npm' ? { ...one, ...change } : one)),
  });

  it.each<[string, Partial<GateFacts>, object]>([
    ['names pointer, tag and line', {}, { version: '1.2.0', line: 'v1', tag: 'v1.2.0', change: 'minor' }],
    ['moves the pointer from what is live', {}, { pointer: { generation: '7', from: '1.1.0', to: '1.2.0' } }],
    [
      'creates the pointer of a new line',
      { pointer: undefined },
      { pointer: { generation: '0', sha384: null, from: null } },
    ],
    ['speaks the claim where the workflow does', {}, { claim: { protocol: expect.any(Number) } }],
    ['binds the policy in force', {}, { policy: 'policy-1', schema: 1 }],
  ])('%s', (_what, facts, expected) => {
    expect(planOf(facts).content).toMatchObject(expected);
  });

  it.each<[string, Partial<GateFacts>, object]>([
    ['changes and moves latest', {}, { changes: true, movesLatest: true, before: '1.1.0', after: '1.2.0' }],
    [
      'does not change what is published',
      withNpm({ published: true, integrity: 'sha512-x', isRecorded: true }),
      { changes: false },
    ],
    ['never moves latest to a lower version', withNpm({ live: '2.0.0' }), { movesLatest: false }],
    ['has no version before the first', withNpm({ live: undefined, isOnNpm: false }), { before: null }],
  ])('of a package: %s', (_what, facts, expected) => {
    const decided = decideRelease(sampleFacts(facts), settings, stamp);
    const moves = decided.is === 'plan' ? decided.plan.content.packages : [];
    expect(moves.find((one) => one.name === first)).toMatchObject(expected);
  });

  it('refuses with every blocker at once', () => {
    const decided = decideRelease(sampleFacts({ releasedBy: 'rel_0', checks: [] }), settings, stamp);
    const codes = decided.is === 'refusal' ? decided.reasons.map(({ code }) => code) : [];
    expect(codes).toEqual(expect.arrayContaining(['already-released', 'checks-missing']));
  });

  it('gives the same facts the same hash, and other facts another', () => {
    expect(planOf().hash).toBe(planOf().hash);
    expect(planOf({ pointer: { ...pointer, generation: '8' } }).hash).not.toBe(planOf().hash);
  });
});

describe('decideRest', () => {
  const plan = planOf();
  const { pointer } = sampleFacts();
  const swap = plan.content.steps.find((step) => step.kind === 'swap-pointer')?.id ?? '';
  const tag = plan.content.steps.find((step) => step.kind === 'tag')?.id ?? '';
  const done = (evidence: object) =>
    ({ is: 'done', begunAt: AT, since: AT, evidence: { ...evidence } }) as const;
  const operation: Operation & { plan: Plan<ReleaseContent> } = {
    ...sampleOperation(),
    plan,
    steps: {
      ...Object.fromEntries(plan.content.steps.map(({ id }) => [id, { is: 'waiting' } as const])),
      [tag]: done({ commit: plan.content.commit, object: 'o' }),
    },
  };
  const live = Object.fromEntries(
    plan.content.packages.map(({ name, before }) => [name, before ?? undefined]),
  );
  const same: WorldFacts = { pointer, live, early: {} };
  const rest = (world: WorldFacts, of = operation) =>
    decideRest(of, world, { settings, stamp, steps: STEPS });
  const moved = (change: object) => ({ ...same, pointer: pointer && { ...pointer, ...change } });

  it.each<[string, WorldFacts, object]>([
    ['the world is as planned', same, { differences: [] }],
    [
      'the pointer was moved by someone else',
      moved({ generation: '8', version: '1.1.1' }),
      { plan: { content: { pointer: { generation: '8', from: '1.1.1' } } } },
    ],
    [
      'the pointer is gone',
      { ...same, pointer: undefined },
      { plan: { content: { pointer: { generation: '0' } } } },
    ],
  ])('keeps what is done where %s', (_what, world, expected) => {
    const decided = rest(world);
    expect(decided).toMatchObject({ is: 'rest', ...expected });
    if (decided.is === 'rest') expect(decided.steps[tag]).toMatchObject({ is: 'done' });
  });

  it('says what differs', () => {
    const decided = rest(moved({ generation: '8', version: '1.1.1' }));
    expect(decided.is === 'rest' ? decided.differences.length : 0).toBeGreaterThan(0);
  });

  it('refuses to release over something newer, unless the pointer is its own', () => {
    expect(rest(moved({ version: '1.3.0', generation: '8' }))).toMatchObject({
      reasons: [{ code: 'version-not-newer', live: '1.3.0' }],
    });
    const evidence = { generation: '8', sha384: 'sha384-x', version: '1.2.0' };
    const own = { ...operation, steps: { ...operation.steps, [swap]: done(evidence) } };
    expect(rest(moved({ version: '1.3.0', generation: '8' }), own)).toMatchObject({ is: 'rest' });
  });

  it('decideAgain blocks where the world could not be read, and clears the approvals where it could', () => {
    const context = { clock: { now: () => NOW }, policy: 'policy-1', settings, steps: STEPS };
    const unread = refuse({ code: 'neighbour-unreadable', service: 'gcs', problem: 'away' });
    const { content } = plan;
    expect(decideAgain(context, operation, { content, world: unread })).toEqual({
      is: 'blocked',
      refusal: unread,
    });
    expect(decideAgain(context, operation, { content, world: same })).toMatchObject({
      is: 'planned',
      differences: [],
      operation: { approvers: [], plan: { revision: plan.revision + 1 } },
    });
  });
});

describe('decideLeftTag', () => {
  const ended = (state: OperationState): Operation => ({
    ...sampleOperation(),
    plan: planOf(),
    state,
    steps: {},
  });
  const cancelled = ended({ is: 'cancelled', at: AT, by: 'ada', reason: null, successor: null });
  const facts = (change: Partial<LeftTagFacts> = {}): LeftTagFacts => ({
    release: cancelled,
    made: 'aaaaaaa1',
    tag: { object: 'aaaaaaa1', commit: 'c' },
    run: 'ended',
    other: null,
    onNpm: [],
    inBucket: [],
    hasMoved: false,
    ...change,
  });

  it.each<[string, Partial<LeftTagFacts>, object]>([
    ['is deletable when nothing came of it', {}, { is: 'deletable', object: 'aaaaaaa1' }],
    ['is gone when the repository has none', { tag: undefined }, { is: 'gone' }],
    ['waits for its claim', { run: 'claimed' }, { is: 'stays', isEarly: true }],
    ['waits for its run', { run: 'going' }, { is: 'stays', isEarly: true }],
    ['stays when Navi did not make it', { made: null }, { is: 'stays', isEarly: false }],
    ['stays when it is another tag', { tag: { object: 'b', commit: 'c' } }, { is: 'stays', isEarly: false }],
    ['stays while another release has the version', { other: 'rel_2' }, { is: 'stays', isEarly: false }],
    [
      'stays when npm has the version',
      { onNpm: [{ name: 'x', version: '1.2.0', wasUnpublished: false }] },
      { is: 'stays', why: ['x@1.2.0 is on npm'] },
    ],
    [
      'stays when the bucket has it',
      { inBucket: ['v1.2.0/x.js'] },
      { is: 'stays', why: ['v1.2.0/x.js is in the bucket'] },
    ],
    ['stays while the release goes on', { release: ended({ is: 'running', since: AT }) }, { is: 'stays' }],
    ['stays when the release may have moved something', { hasMoved: true }, { is: 'stays', isEarly: false }],
    ['stays when the release was live', { release: ended({ is: 'done', at: AT }) }, { is: 'stays' }],
  ])('%s', (_what, change, expected) => {
    expect(decideLeftTag(facts(change))).toMatchObject(expected);
  });
});

describe('decideQuarantine', () => {
  const release = (version: string): Release => ({
    version,
    releaseLine: 'v1',
    operation: 'rel_1',
    commit: null,
    sha384: null,
    packages: [],
    state: { is: 'live', since: AT },
    liveAt: AT,
    verifiedAt: AT,
    replaced: null,
  });
  const facts = (change: Partial<QuarantineFacts> = {}): QuarantineFacts => ({
    releaseLine: 'v1',
    releases: ['1.3.0', '1.2.0', '1.1.0', '1.0.0'].map(release),
    quarantined: [],
    live: '1.3.0',
    goingLive: null,
    ...change,
  });

  it.each<[string, Partial<QuarantineFacts>, string, object]>([
    [
      'the version and what is built on it',
      {},
      '1.2.0',
      { versions: ['1.2.0', '1.3.0'], targets: ['1.1.0', '1.0.0'] },
    ],
    ['the newest alone', {}, '1.3.0', { versions: ['1.3.0'], targets: ['1.2.0', '1.1.0', '1.0.0'] }],
    [
      'nothing twice',
      { quarantined: ['1.3.0'] },
      '1.2.0',
      { versions: ['1.2.0'], targets: ['1.1.0', '1.0.0'] },
    ],
    ['all of them, and leaves no target', {}, '1.0.0', { targets: [] }],
    [
      'with nothing live, every other one is a target',
      { live: null },
      '1.3.0',
      { targets: ['1.2.0', '1.1.0', '1.0.0'] },
    ],
  ])('quarantines %s', (_what, change, version, expected) => {
    expect(decideQuarantine(facts(change), version)).toMatchObject(expected);
  });
});

describe('every decision', () => {
  const root = join(import.meta.dirname, '../../..');
  const textOf = (folder: string, names: RegExp) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => names.test(name))
      .map((name) => readFileSync(join(root, folder, name), 'utf8'))
      .join('\n');
  const decisions = [...textOf('src', /\.ts$/).matchAll(/^export function (decide[A-Z]\w*)/gm)].map(
    ([, name = '']) => name,
  );

  it.each(decisions)('%s has a table here', (name) => {
    expect(textOf('test', /\.test\.ts$/)).toContain(`${name}(`);
  });

  it('was found', () => {
    expect(decisions.length).toBeGreaterThan(7);
  });
});
