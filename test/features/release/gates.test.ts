import { describe, expect, it } from 'vitest';
import { CADENCE_KEPT, liftChecks } from '../../../src/domain/break-glass.ts';
import type { CadenceFacts } from '../../../src/domain/cadence.ts';
import type { ChangesetFacts, Declared } from '../../../src/domain/changesets.ts';
import { evaluateGates, verdictsOf } from '../../../src/domain/evaluate-gates.ts';
import type { GateFacts } from '../../../src/domain/gate.ts';
import type { GateMode } from '../../../src/domain/gate-modes.ts';
import { explain } from '../../../src/domain/refusals.ts';
import { NPM_TOKEN_RIGHT } from '../../../src/domain/right.ts';
import type { SurfaceId } from '../../../src/domain/surface.ts';
import { decideWhen } from '../../../src/features/release/decide-when.ts';
import { cadenceIsKept } from '../../../src/features/release/gates/cadence-is-kept.ts';
import { RELEASE_GATES } from '../../../src/features/release/gates/release-gates.ts';
import { notOnFriday } from '../../docs/not-on-friday.ts';
import { SAMPLE_WORKFLOW, sampleFacts } from '../../harness/samples/sample-facts.ts';
import { NOW } from '../../harness/samples/sample-release.ts';

const AT = NOW.toISOString();
const good = sampleFacts();
const { wayBack, commit, monorepo, pointer, instruments, settings } = good;
const [first] = good.packages;
if (first === undefined || pointer === undefined) throw new Error('the sample has no package');

/** What the gates find beside what passes, as `gate: code` or `gate: warn`. */
function found(facts: GateFacts, at = AT): string[] {
  return evaluateGates(RELEASE_GATES, facts, at).flatMap((verdict) => {
    if (verdict.is === 'pass') return [];
    return [`${verdict.gate}: ${verdict.is === 'block' ? verdict.reason.code : verdict.is}`];
  });
}

function withFirst(different: Partial<typeof first>): Partial<GateFacts> {
  return { packages: good.packages.map((one) => (one === first ? { ...one, ...different } : one)) };
}

function withChangelogs(changelog: (typeof good.packages)[0]['changelog']): Partial<GateFacts> {
  return { packages: good.packages.map((one) => ({ ...one, changelog })) };
}

function withFile(different: Partial<NonNullable<(typeof good.packages)[0]['file']>>): Partial<GateFacts> {
  return {
    packages: good.packages.map((one) =>
      one.name === first?.name && one.file !== undefined
        ? { ...one, file: { ...one.file, ...different } }
        : one,
    ),
  };
}

function withSource(different: Partial<(typeof instruments.sources)[0]>): Partial<GateFacts> {
  const sources = instruments.sources.map((one) => ({ ...one, ...different }));
  return { instruments: { ...instruments, sources } };
}

/** Navi may roll back by itself. */
const AUTOMATIC: Partial<GateFacts> = {
  settings: { ...settings, releaseWatch: { ...settings.releaseWatch, automaticRollback: 'on' } },
};

const withVersion = (one: (typeof good.packages)[0], version: string) => ({
  ...one,
  ...(one.file && { file: { ...one.file, version } }),
});

const FREEZE = {
  id: 'frz_1',
  from: '2026-11-23T08:00:00.000Z',
  until: '2026-11-23T17:00:00.000Z',
  why: 'the audit',
  by: 'Cleo Martins',
};

/** The minor before was a week ago. */
const EARLY: CadenceFacts = {
  ...{ change: 'minor', last: '1.1.0', says: '2 to 4 weeks' },
  at: '2026-11-16T09:00:00.000Z',
  from: '2026-11-30T09:00:00.000Z',
};

/** A major, which customers have to be told of. */
const MAJOR: Partial<GateFacts> = {
  knownGood: '0.9.0',
  releaseLine: 'v1',
  asked: good.asked,
};

/** The contracts file at the live version and at the commit, without a migration guide. */
function withContracts(blobs: { before: string | null; now: string | null }): Partial<GateFacts> {
  return {
    documents: {
      contracts: { file: 'API-CONTRACTS.md', ...blobs },
      guide: null,
      guides: ['docs/migration/v1.md'],
    },
  };
}

/** The changesets of the release, which differ so from those that agree. */
function withChangesets(different: Partial<Extract<ChangesetFacts, { is: 'known' }>>): Partial<GateFacts> {
  const none = { is: 'known', at: AT, declared: [], unreadable: [], isPre: false, changed: [] } as const;
  return { changesets: { ...none, ...different } };
}

/** The first package is 1.1.0 before the release, and 1.2.0 in the commit. */
function declares(different: Partial<Declared>): Partial<GateFacts> {
  const declared = { name: first?.name ?? '', type: 'minor', from: '1.1.0', isBreaking: false } as const;
  return withChangesets({ declared: [{ ...declared, ...different }] });
}

const BETA = { version: '1.2.0-beta.1', at: daysAgo(8) };

/** Seven days of a beta are asked for before this minor. */
function withBeta(beta: GateFacts['beta'] & object, days: number | null = 7): Partial<GateFacts> {
  return { beta, settings: { ...settings, release: { ...settings.release, betaDays: days } } };
}

function daysAgo(days: number): string {
  return new Date(NOW.getTime() - days * 86_400_000).toISOString();
}

function withoutVersion({ version: _, ...rest }: NonNullable<typeof pointer>) {
  return { ...rest, version: undefined };
}

/** The dist-tag of the first package. */
const LATEST: SurfaceId = `npm:${first.name}#latest`;
/** A minor soaks on the CDN before it takes that. */
const STAGED: Partial<GateFacts> = {
  settings: { ...settings, release: { ...settings.release, staged: ['minor'] } },
};

/** What a gate finds in facts that differ so from those that pass, at another instant where one is given. */
const CASES: readonly [what: string, different: Partial<GateFacts>, at?: string][] = [
  ['version is newer: version-not-newer', { pointer: { ...pointer, version: '1.3.0' } }],
  ['version is newer: version-not-newer', { knownGood: '1.3.0' }],
  ['version is newer: version-not-newer', { knownGood: '1.3.0', pointer: withoutVersion(pointer) }],
  ['version is newer: version-prerelease', { asked: '1.3.0-1' }],
  ['no conflicting release: gate-refused', besideBeta('1.3.0-beta.2', '1.3.0-beta.1')],
  ['not released yet: already-released', { releasedBy: 'rel_1' }],
  [
    'the release can be watched: warn',
    { instruments: { ...instruments, probeTrouble: 'probe-a gets nothing' } },
  ],
  ['the release can be watched: warn', withSource({ sawLiveAt: null })],
  ['the release can be watched: warn', withSource({ trouble: 'Datadog is broken' })],
  ['the release can be watched: gate-refused', { ...withSource({ sawLiveAt: null }), ...AUTOMATIC }],
  [
    'the release can be watched: gate-refused',
    { instruments: { ...instruments, sources: [] }, ...AUTOMATIC },
  ],
  [
    'version does not exist yet: object-exists',
    { leftObjects: [{ path: 'v1.2.0/navi-loader.js', md5: 'x', at: AT, by: null }] },
  ],
  ['version does not exist yet: npm-version-unpublished', withFirst({ wasUnpublished: true })],
  ['no branch has the name of the tag: branch-named-as-tag', { branchOfTagName: commit.sha }],
  ['no tag is left over: tag-left-over', { tag: { commit: commit.sha, behind: null, leftBy: 'rel_1' } }],
  ['no tag is left over: gate-refused', { tagProblem: 'the tag v1.2.0 leads to a tree, not to a commit' }],
  ['no tag is left over: warn', { tag: { commit: commit.sha, behind: null, leftBy: null } }],
  [
    'commit is on the default branch: commit-not-on-default-branch',
    { commit: { ...commit, onDefaultBranch: false } },
  ],
  ['required checks are green: checks-missing', { checks: [] }],
  [
    'required checks are green: check-not-green',
    { checks: good.checks.map((one) => ({ ...one, state: 'failure' })) },
  ],
  ['customers were notified: gate-refused', { ...MAJOR, notice: { is: 'none', customers: 3 } }],
  [
    'customers were notified: gate-refused',
    { ...MAJOR, notice: { is: 'unreadable', problem: 'c.yaml:1: x' } },
  ],
  [
    'customers were notified: gate-refused',
    { ...MAJOR, notice: { is: 'drafted', id: 'ntc_1', state: 'drafted' } },
  ],
  [
    'API contracts are reviewed: warn',
    {
      ...withContracts({ before: 'a', now: 'b' }),
      knownGood: '1.2.0',
      asked: '1.2.1',
    },
  ],
  ['API contracts are reviewed: warn', withContracts({ before: 'a', now: 'a' })],
  ['API contracts are reviewed: warn', withContracts({ before: null, now: null })],
  [
    'sign-offs are given: gate-refused',
    {
      settings: {
        ...settings,
        signOffs: [{ id: 'integration', role: 'engineer', covers: [], for: ['minor'] }],
      },
    },
  ],
  ['changesets agree: warn', { changesets: { is: 'unknown', why: 'GitHub was away' } }],
  ['changesets agree: warn', { changesets: { is: 'none', looked: 6 } }],
  ['changesets agree: warn', withChangesets({ unreadable: ['.changeset/a.md'] })],
  ['changesets agree: warn', declares({ type: 'patch' })],
  [
    'changesets agree: warn',
    { ...withChangesets({ changed: [first.dir] }), ...withFirst({ live: '1.2.0' }) },
  ],
  ['changesets agree: gate-refused', withChangesets({ isPre: true })],
  ['changesets agree: gate-refused', { ...declares({ type: 'major', from: '0.2.0' }), releaseLine: 'v0' }],
  [
    'changesets agree: gate-refused',
    { ...declares({ type: 'patch', from: '0.2.0', isBreaking: true }), releaseLine: 'v0' },
  ],
  ['a migration guide exists: gate-refused', { ...MAJOR, ...withContracts({ before: 'a', now: 'b' }) }],
  [
    'extended tests run: gate-refused',
    { ...MAJOR, settings: { ...settings, release: { ...settings.release, majorJobs: ['soak'] } } },
  ],
  ['a beta was out: gate-refused', withBeta({ is: 'none' })],
  ['a beta was out: gate-refused', withBeta({ is: 'unknown', why: 'GitHub does not list all files' })],
  [
    'a beta was out: gate-refused',
    withBeta({ ...BETA, is: 'other', differs: ['packages/navi-js/src/a.ts'] }),
  ],
  ['a beta was out: gate-refused', withBeta({ ...BETA, is: 'same', at: daysAgo(6.9) })],
  ['changes are written up: changelog-missing', withFirst({ changelog: 'lacks-entry' })],
  ['changes are written up: gate-refused', withChangelogs('empty-entry')],
  ['changes are written up: warn', withFirst({ changelog: 'cannot-tell' })],
  ['changes are written up: changeset-left', { monorepo: { ...monorepo, changesets: ['.changeset/a.md'] } }],
  [
    'one list of packages: release-file-unreadable',
    { monorepo: { ...monorepo, releaseFile: { problem: 'no JSON' } } },
  ],
  ['one list of packages: package-lists-differ', { monorepo: { ...monorepo, workspace: [] } }],
  ['packages can be published: package-privacy', withFile({ isPrivate: first.ships === 'npm' })],
  [
    'internal dependency versions match: dependency-disagrees',
    withFile({ dependencies: { [first.name]: '^9' } }),
  ],
  ['CDN_VERSION_MAP has the entry: version-map-entry-missing', { versionMap: {} }],
  [
    'workflow has one trigger: workflow-second-trigger',
    { workflow: { ...SAMPLE_WORKFLOW, triggers: ['workflow_dispatch', 'push'] } },
  ],
  ['workflow has one trigger: workflow-job-missing', { workflow: { ...SAMPLE_WORKFLOW, jobs: [] } }],
  ['workflow has one trigger: workflow-missing', { workflow: undefined }],
  [
    'workflow speaks the claim protocol: workflow-claim-missing',
    { workflow: { ...SAMPLE_WORKFLOW, claimProtocol: null } },
  ],
  ['publishing is protected: warn', { protection: { is: 'unreadable', problem: 'no right' } }],
  ['commits are listed: warn', { changes: { is: 'unknown', why: 'GitHub was away' } }],
  ['releases are not frozen: frozen', { freezes: [FREEZE] }],
  [
    'releases are not frozen: warn',
    { freezes: [FREEZE], exception: { freezes: [FREEZE.id], reason: 'a security fix' } },
  ],
  ['releases are not frozen: warn', { freezes: [FREEZE] }, '2026-11-23T07:30:00.000Z'],
  ['nothing sensitive has changed: warn', { sensitive: ['release.yml: abc → def'] }],
  ['the cadence is kept: warn', { cadence: EARLY }],
  ['within working hours: warn', { workingHours: [] }],
  ['break glass was reviewed: gate-refused', { reviews: [{ version: '1.1.9', due: daysAgo(1) }] }],
  ['break glass was reviewed: warn', { reviews: [{ version: '1.1.9', due: daysAgo(-1) }] }],
  [
    'break glass was reviewed: warn',
    { reviews: [{ version: '1.1.9', due: daysAgo(1) }], breakGlass: 'customers are down' },
  ],
  ['releases are not locked: line-locked', { locked: { since: AT, why: 'rolled back' } }],
  ['no conflicting release: surface-held', held(true)],
  ['no conflicting release: warn', held(false)],
  ['no conflicting release: surface-held', held(true, LATEST)],
  ['no conflicting release: surface-held', { ...held(true), ...STAGED }],
  [
    'can be rolled back: way-back-missing',
    { wayBack: { ...wayBack, target: { version: '1.1.0', missing: ['x'] } } },
  ],
  ['can be rolled back: warn', { wayBack: { ...wayBack, target: undefined } }],
  [
    'permissions were checked: right-refused',
    { wayBack: { ...wayBack, rights: wayBack.rights.map((one) => ({ ...one, state: 'refused' })) } },
  ],
  ['permissions were checked: warn', { wayBack: { ...wayBack, rights: [] } }],
  ['versions are committed: package-missing', { packages: [{ ...first, file: undefined }] }],
  [
    'versions are committed: loader-version-differs',
    { packages: good.packages.map((one) => (one.ships === 'cdn' ? withVersion(one, '1.1.0') : one)) },
  ],
];

describe('the gates of a release', () => {
  it('let what is in order pass, each by a name of its own', () => {
    const verdicts = evaluateGates(RELEASE_GATES, good, AT);
    // What only warns says nothing where there is nothing to say.
    const quiet = [
      'commits are listed',
      'releases are not frozen',
      'within working hours',
      'nothing sensitive has changed',
    ];
    const breaking = [
      'sign-offs are given',
      'customers were notified',
      'a migration guide exists',
      'a beta was out',
      'break glass was reviewed',
      'extended tests run',
    ];
    const silent = new Set([...quiet, ...breaking]);
    const names = RELEASE_GATES.map(({ id }) => id).filter((id) => !silent.has(id));
    expect(verdicts.map(({ gate, is }) => `${gate}: ${is}`)).toEqual(names.map((id) => `${id}: pass`));
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(CASES)('find %s', (what, different, at) => {
    expect(found(sampleFacts(different), at)).toContain(what);
  });

  it('are all in the table', () => {
    for (const { id } of RELEASE_GATES) expect(CASES.map(([what]) => what.split(': ')[0])).toContain(id);
  });

  it('let a staged release begin while another one moves latest', () => {
    expect(found(sampleFacts({ ...held(true, LATEST), ...STAGED }))).toEqual([]);
    expect(found(sampleFacts({ ...held(true, LATEST), soaking: '1.1.0' }))).toEqual([]);
  });

  it('can be asked about another time', () => {
    const soon = new Date(NOW.getTime() + 30 * 86_400_000).toISOString();
    const rights = wayBack.rights.map((one) =>
      one.id === NPM_TOKEN_RIGHT ? { ...one, expiresAt: soon } : one,
    );
    const facts = sampleFacts({ wayBack: { ...wayBack, rights } });
    expect(found(facts)).toEqual([]);
    expect(found(facts, soon)).toEqual(['permissions were checked: warn']);

    const retainedUntil = new Date(NOW.getTime() + 3_600_000).toISOString();
    const kept = { temporaryHold: false, eventBasedHold: false, retainedUntil };
    const until = sampleFacts({ wayBack: { ...wayBack, pointer: kept } });
    expect(found(until)).toEqual(['can be rolled back: pointer-kept']);
    expect(found(until, soon)).toEqual([]);
  });

  it('ask what a commit has of no plan from before them', () => {
    const facts = sampleFacts({ monorepo: { ...monorepo, workspace: [] } });
    expect(found({ ...facts, isBeforeClaim: true })).toEqual([]);
    expect(found(facts)).not.toEqual([]);
  });
});

function held(approved: boolean, id: SurfaceId = 'pointer:v1'): Partial<GateFacts> {
  const surface = { live: { version: '1.1.0' }, since: AT, verifiedAt: AT, by: 'rel_1' };
  return {
    surfaces: [{ ...surface, id, heldBy: 'rel_2' }],
    holders: { rel_2: { version: '1.1.1', requester: 'Maya', approved } },
  };
}

/** A prerelease while another one runs. */
function besideBeta(asked: string, version: string): Partial<GateFacts> {
  return { asked, holders: { rel_2: { version, requester: 'Maya', approved: true } } };
}

describe('the days of a beta', () => {
  const of = (different: Partial<GateFacts>) =>
    evaluateGates(RELEASE_GATES, sampleFacts(different), AT).filter(({ gate }) => gate === 'a beta was out');

  it.each([
    ['no days are configured', withBeta({ is: 'none' }, null)],
    ['it is a patch', { ...withBeta({ is: 'none' }), asked: '1.2.1', knownGood: '1.2.0' }],
    ['it is a prerelease', { ...withBeta({ is: 'none' }), asked: '1.3.0-beta.1' }],
  ] as const)('are not asked for where %s', (_, different) => {
    expect(of(different)).toEqual([]);
  });

  it('are over after seven of them', () => {
    expect(of(withBeta({ ...BETA, is: 'same', at: daysAgo(7) }))).toMatchObject([{ is: 'pass' }]);
  });

  it('begin again with other content: the files are named, and how many days are lost', () => {
    const differs = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((one) => `src/${one}.ts`);
    const [verdict] = of(withBeta({ ...BETA, is: 'other', at: daysAgo(5.5), differs }));
    if (verdict?.is !== 'block') throw new Error('it does not block');
    expect(explain(verdict.reason).text).toBe(
      'v1.2.0-beta.1 has another content than this commit (src/a.ts, src/b.ts, src/c.ts, src/d.ts, src/e.ts and 2 more): the 7 days begin again, and 5 that have passed are lost.',
    );
  });
});

describe('the coordination of a breaking change', () => {
  const signed = {
    id: 'coordination',
    role: 'engineer',
    covers: [],
    for: ['patch', 'minor', 'major'],
  } as const;
  const of = (different: Partial<GateFacts>) =>
    found(sampleFacts({ settings: { ...settings, signOffs: [signed] }, ...different })).filter((one) =>
      one.startsWith('sign-offs are given'),
    );

  it.each([
    ['in 0.x with a line BREAKING:', { ...declares({ isBreaking: true }), releaseLine: 'v0' }, true],
    ['in 0.x without one', { ...declares({ isBreaking: false }), releaseLine: 'v0' }, false],
    [
      'in 0.x with a changeset that cannot be read',
      { ...withChangesets({ unreadable: ['a.md'] }), releaseLine: 'v0' },
      true,
    ],
    ['in 0.x where none were found', { changesets: { is: 'none', looked: 3 }, releaseLine: 'v0' }, true],
    ['from 1.0.0 on, whatever the changesets say', declares({ isBreaking: false }), true],
  ] as const)('%s is signed: %s', (_, different, isOwed) => {
    expect(of(different)).toEqual(isOwed ? ['sign-offs are given: gate-refused'] : []);
  });
});

describe('empty changelogs', () => {
  const empty = good.packages.map((one) => ({ ...one, changelog: 'empty-entry' as const }));
  const inFirst = (different: Partial<typeof first>) =>
    empty.map((one) => (one.name === first.name ? { ...one, ...different } : one));

  it.each([
    ['one package of the fixed group says what changed', inFirst({ changelog: 'has-entry' }), []],
    ['no package changes', empty.map((one) => ({ ...one, live: '1.2.0' })), []],
    [
      'only a package that does not change has content',
      inFirst({ changelog: 'has-entry', live: '1.2.0' }),
      ['changes are written up: gate-refused'],
    ],
  ])('where %s', (_, packages, expected) => {
    expect(
      found(sampleFacts({ packages })).filter((one) => one.startsWith('changes are written up')),
    ).toEqual(expected);
  });

  it('are named, with what to write', () => {
    const verdict = evaluateGates(RELEASE_GATES, sampleFacts(withChangelogs('empty-entry')), AT).find(
      ({ is }) => is === 'block',
    );
    if (verdict?.is !== 'block') throw new Error('it does not block');
    expect(explain(verdict.reason)).toMatchObject({
      text: expect.stringMatching(
        /^No changelog says what changed: the entries of \S+ 1\.2\.0, .+ are empty\.$/,
      ),
      next: expect.stringContaining('Write under the heading of the version what changed'),
    });
  });
});

describe('the cadence', () => {
  const of = (different: Partial<GateFacts>, at = AT) =>
    verdictsOf(cadenceIsKept, sampleFacts(different), at).map(({ is }) => is);
  const inMode = (mode: GateMode) => ({
    settings: { ...settings, gates: { ...settings.gates, [CADENCE_KEPT]: mode } },
  });

  it.each<[string, Partial<GateFacts>, string | undefined, string[]]>([
    ['passes after the time', {}, AT, ['pass']],
    ['passes at the instant from which the next one is expected', { cadence: EARLY }, EARLY.from, ['pass']],
    ['warns before it by default', { cadence: EARLY }, AT, ['warn']],
    ['blocks before it where the mode says so', { cadence: EARLY, ...inMode('block') }, AT, ['block']],
    ['is only recorded in shadow', { cadence: EARLY, ...inMode('shadow') }, AT, ['shadow']],
    [
      'warns for a policy from before it',
      { cadence: EARLY, settings: { ...settings, gates: {} } },
      AT,
      ['warn'],
    ],
  ])('%s', (_what, different, at, is) => {
    expect(of(different, at)).toEqual(is);
  });

  it('says nothing of a patch, nor where Navi has released none', () => {
    const { cadence: _cadence, ...without } = sampleFacts();
    expect(verdictsOf(cadenceIsKept, without, AT)).toEqual([]);
  });

  it('is a turn that /navi when looks at', () => {
    const facts = sampleFacts({ cadence: EARLY, ...inMode('block') });
    expect(decideWhen(RELEASE_GATES, facts, AT)).toMatchObject({
      at: EARLY.from,
      passes: [{ until: EARLY.from, blocking: { gate: CADENCE_KEPT } }],
    });
  });

  it('is lifted by break glass', () => {
    const verdicts = verdictsOf(cadenceIsKept, sampleFacts({ cadence: EARLY, ...inMode('block') }), AT);
    expect(liftChecks(verdicts).lifts).toEqual([CADENCE_KEPT]);
  });
});

describe('the gates of a prerelease', () => {
  it.each([
    ['nothing to take back', { wayBack: { ...wayBack, target: undefined } }, 'can be rolled back'],
    ['a locked line', { locked: { since: AT, why: 'rolled back' } }, 'releases are not locked'],
    ['a line that a release holds', held(true), 'no conflicting release'],
    ['no one who watches', withSource({ sawLiveAt: null }), 'the release can be watched'],
    [
      'a changeset that stays',
      { monorepo: { ...monorepo, changesets: ['.changeset/a.md'] } },
      'changes are written up',
    ],
    ['another dist-tag that moves', besideBeta('1.3.0-rc.1', '1.3.0-beta.1'), 'no conflicting release'],
  ] as const)('let it pass with %s', (_, different, gate) => {
    const of = found(sampleFacts({ asked: '1.3.0-beta.1', ...different }));
    expect(of.filter((one) => one.startsWith(`${gate}: `))).toEqual([]);
  });
});

describe('a gate in one file', () => {
  it('gives a reason that no catalogue lists', () => {
    const [verdict] = evaluateGates([notOnFriday], good, '2026-11-27T09:00:00.000Z');
    if (verdict?.is !== 'block') throw new Error('it does not block');
    expect(explain(verdict.reason)).toEqual({
      code: 'gate-refused',
      text: 'v1 takes no release on a Friday.',
      who: 'no action needed: it passes by itself',
      next: 'Ask again on Monday.',
    });
    expect(evaluateGates([notOnFriday], good, AT)).toEqual([
      { gate: 'not on a Friday', is: 'pass', evidence: 'it is no Friday' },
    ]);
  });
});
