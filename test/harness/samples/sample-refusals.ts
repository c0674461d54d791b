import type { RefusalReason } from '../../../src/domain/refusal.ts';

type Samples = { [C in RefusalReason['code']]: readonly Extract<RefusalReason, { code: C }>[] };

const OPERATION = 'rel_01hx3k9q2v';
const HEAD = { rows: 98, mac: '1a2b3c4d5e6f7a8b' };

/** Every refusal, with each fact that changes its sentence. A new code without a sample does not compile. */
export const SAMPLE_REASONS: Samples = {
  'unknown-command': [
    { code: 'unknown-command', typed: '' },
    { code: 'unknown-command', typed: 'relaese', meant: 'release' },
  ],
  usage: [
    { code: 'usage', command: 'release', problem: 'Missing argument: version.', usage: 'release <version>' },
  ],
  'version-malformed': [
    { code: 'version-malformed', typed: 'one' },
    { code: 'version-malformed', typed: '1.2', meant: 'v1.2.0' },
  ],
  'version-prerelease': [{ code: 'version-prerelease', version: 'v1.2.0-1' }],
  'version-not-newer': [{ code: 'version-not-newer', version: '1.1.0', live: '1.2.0', line: 'v1' }],
  'already-released': [{ code: 'already-released', version: '1.2.0', what: 'the pointer of v1 is at it' }],
  'tag-left-over': [
    {
      code: 'tag-left-over',
      tag: 'v1.2.0',
      operation: OPERATION,
      behind: 'main is 1 commit ahead of it',
      next: null,
    },
  ],
  'tag-stays': [{ code: 'tag-stays', tag: 'v1.2.0', why: ['its claim is not revoked yet'], next: 'v1.2.1' }],
  'no-left-tag': [{ code: 'no-left-tag', tag: 'v1.2.0' }],
  'branch-named-as-tag': [{ code: 'branch-named-as-tag', branch: 'v1.2.0', head: 'abc1234def' }],
  'gate-refused': [
    {
      code: 'gate-refused',
      gate: 'no friday',
      text: 'Releases are frozen on Fridays.',
      who: 'an owner of Navi',
      next: 'Release on Monday.',
    },
  ],
  'commit-not-on-default-branch': [
    { code: 'commit-not-on-default-branch', commit: 'abc1234def', branch: 'main' },
  ],
  'checks-missing': [{ code: 'checks-missing', commit: 'abc1234def' }],
  'check-not-green': [
    { code: 'check-not-green', check: 'ci', state: 'running' },
    { code: 'check-not-green', check: 'ci', state: 'failure', url: 'https://github.example/checks/1' },
  ],
  'loader-version-differs': [
    { code: 'loader-version-differs', loader: '@awell-health/navi-js', found: '1.1.0', version: '1.2.0' },
    { code: 'loader-version-differs', loader: 'navi-js', found: '1.1.0', version: '1.2.0', released: true },
  ],
  'package-missing': [{ code: 'package-missing', package: 'navi-js', file: 'packages/navi-js/package.json' }],
  'dependency-disagrees': [
    {
      code: 'dependency-disagrees',
      package: 'navi-js',
      dependency: 'navi-core',
      wants: '^1.0.0',
      has: '2.0.0',
    },
  ],
  'object-exists': [
    {
      code: 'object-exists',
      path: 'v1.2.0/a.js',
      md5: 'q==',
      at: '2026-11-23T09:00:00.000Z',
      by: null,
      next: null,
    },
    {
      code: 'object-exists',
      path: 'v1.2.0/a.js',
      md5: 'q==',
      at: '2026-11-23',
      by: OPERATION,
      next: 'v1.2.1',
    },
  ],
  'npm-version-exists': [
    ...[null, { integrity: 'sha512-abc', from: OPERATION }, { integrity: 'sha512-def', from: OPERATION }].map(
      (built) => ({
        code: 'npm-version-exists' as const,
        package: 'navi-js',
        version: '1.2.0',
        integrity: 'sha512-abc',
        built,
        next: null,
      }),
    ),
  ],
  'npm-version-unpublished': [
    { code: 'npm-version-unpublished', package: 'navi-js', version: '1.2.0', next: 'v1.2.1' },
  ],
  'release-file-unreadable': [{ code: 'release-file-unreadable', problem: 'packages is not a list' }],
  'package-lists-differ': [
    { code: 'package-lists-differ', differences: ['the workspace lacks a', 'b ships npm'] },
  ],
  'package-privacy': [
    { code: 'package-privacy', file: 'a/package.json', ships: 'none', wanted: true },
    { code: 'package-privacy', file: 'a/package.json', ships: 'cdn', wanted: false },
    { code: 'package-privacy', file: 'a/package.json', ships: 'npm', wanted: false },
  ],
  'package-access-widens': [{ code: 'package-access-widens', package: '@a/b', file: 'b/package.json' }],
  'package-registry': [
    {
      code: 'package-registry',
      file: 'a/package.json',
      registry: 'https://npm.example',
      ours: 'https://npm.ours',
    },
  ],
  'range-not-servable': [{ code: 'range-not-servable', package: 'a', dependency: 'b', wants: 'workspace:*' }],
  'release-order': [{ code: 'release-order', package: 'a', dependency: 'b', list: 'navi.release.json' }],
  'changelog-missing': [{ code: 'changelog-missing', file: 'CHANGELOG.md', version: '1.2.0' }],
  'changeset-left': [
    { code: 'changeset-left', files: ['.changeset/a.md'] },
    { code: 'changeset-left', files: ['a.md', 'b.md', 'c.md', 'd.md', 'e.md', 'f.md'] },
  ],
  'version-map-entry-missing': [{ code: 'version-map-entry-missing', version: '1.2.0', file: 'src/map.ts' }],
  'workflow-missing': [{ code: 'workflow-missing', file: '.github/workflows/release.yml' }],
  'workflow-second-trigger': [
    {
      code: 'workflow-second-trigger',
      file: '.github/workflows/release.yml',
      triggers: ['push', 'schedule'],
    },
  ],
  'workflow-claim-missing': [
    { code: 'workflow-claim-missing', file: 'release.yml', says: null, wants: 1, hasInput: false },
    { code: 'workflow-claim-missing', file: 'release.yml', says: 2, wants: 1, hasInput: true },
  ],
  'workflow-job-missing': [{ code: 'workflow-job-missing', file: 'release.yml', jobs: ['build', 'smoke'] }],
  frozen: [
    {
      code: 'frozen',
      freezes: ['the audit (Cleo Martins), until 2026-12-01T08:00:00.000Z'],
      until: '2026-12-01T08:00:00.000Z',
      lifters: ['Cleo Martins'],
      except: 'release v1.2.0 --exception "…"',
    },
    {
      code: 'frozen',
      freezes: ['the holidays, until 2027-01-03T23:00:00.000Z'],
      until: '2027-01-03T23:00:00.000Z',
      lifters: [],
      except: null,
    },
  ],
  'not-frozen': [
    { code: 'not-frozen', configured: null },
    { code: 'not-frozen', configured: 'the holidays, until 2027-01-03T23:00:00.000Z' },
  ],
  'exception-not-needed': [{ code: 'exception-not-needed', version: '1.2.0' }],
  'exception-lacks-approvers': [
    { code: 'exception-lacks-approvers', needs: 2, people: ['Ben Ivarsson'] },
    { code: 'exception-lacks-approvers', needs: 1, people: [] },
  ],
  'line-locked': [
    {
      code: 'line-locked',
      line: 'v1',
      since: '2026-11-23T09:00:00.000Z',
      why: `rolled back by ${OPERATION}`,
    },
  ],
  'line-unknown': [
    { code: 'line-unknown', typed: 'v9', known: [] },
    { code: 'line-unknown', typed: 'v9', known: ['v1', 'v2'] },
  ],
  'line-not-locked': [{ code: 'line-not-locked', line: 'v1' }],
  'no-target': [
    { code: 'no-target', line: 'v1', named: [], quarantined: [] },
    { code: 'no-target', line: 'v1', named: ['1.1.0'], quarantined: ['1.0.0'] },
  ],
  'target-unknown': [
    { code: 'target-unknown', version: '1.1.0', known: [] },
    { code: 'target-unknown', version: '1.1.0', known: ['1.0.0'] },
  ],
  'target-quarantined': [
    { code: 'target-quarantined', version: '1.1.0', why: 'leaks', other: null },
    { code: 'target-quarantined', version: '1.1.0', why: 'leaks', other: '1.0.0' },
  ],
  'target-unusable': [
    { code: 'target-unusable', version: '1.1.0', why: 'its pinned object is missing', other: null },
    { code: 'target-unusable', version: '1.1.0', why: 'its pinned object is missing', other: '1.0.0' },
  ],
  'target-never-live': [
    { code: 'target-never-live', version: '1.3.0', other: null },
    { code: 'target-never-live', version: '1.3.0', other: '1.1.0' },
  ],
  'target-live': [{ code: 'target-live', version: '1.2.0', line: 'v1' }],
  'reason-needed': [{ code: 'reason-needed', why: 'v1.0.0 is old', command: 'rollback v1.0.0' }],
  'choose-what-to-stop': [
    { code: 'choose-what-to-stop', stop: '1.2.0', keeps: null, rollBack: null },
    {
      code: 'choose-what-to-stop',
      stop: '1.2.0',
      keeps: '1.1.0',
      rollBack: { from: '1.1.0', to: '1.0.0', needsReason: true },
    },
  ],
  'nothing-to-stop': [
    { code: 'nothing-to-stop', asked: null, releases: [] },
    { code: 'nothing-to-stop', asked: null, releases: ['1.2.0', '2.0.0'] },
    { code: 'nothing-to-stop', asked: 'v1.2.0', releases: [] },
  ],
  'too-late-to-stop': [
    { code: 'too-late-to-stop', version: '1.2.0', to: null },
    { code: 'too-late-to-stop', version: '1.2.0', to: '1.1.0' },
  ],
  'version-not-recorded': [{ code: 'version-not-recorded', version: '1.2.0' }],
  'not-quarantined': [
    { code: 'not-quarantined', version: '1.2.0', quarantined: [] },
    { code: 'not-quarantined', version: '1.2.0', quarantined: ['1.1.0'] },
  ],
  'surface-held': [
    {
      code: 'surface-held',
      surface: 'pointer:v1',
      operation: OPERATION,
      version: '1.2.0',
      requester: 'Ada',
      approved: true,
    },
    {
      code: 'surface-held',
      surface: 'npm:@awell-health/navi-js#latest',
      operation: OPERATION,
      version: '1.2.0',
      requester: 'Ada',
      approved: false,
    },
  ],
  'pointer-kept': [
    { code: 'pointer-kept', path: 'v1/a.js', why: 'the bucket keeps it', cure: 'gcloud storage …' },
  ],
  'way-back-missing': [{ code: 'way-back-missing', version: '1.1.0', missing: ['a@1.1.0 is not on npm'] }],
  'right-refused': ['bucket', 'url-map', 'npm-token', 'dist-tags:navi-js'].map((right) => ({
    code: 'right-refused',
    right,
    detail: 'HTTP 403',
    bucket: 'navi-cdn',
    urlMap: 'navi-cdn',
  })),
  stranger: (['guest', 'external', 'foreign-team', 'bot', 'deactivated', 'unknown', 'no-token'] as const).map(
    (why) => ({ code: 'stranger', why }),
  ),
  'permission-missing': [
    {
      code: 'permission-missing',
      permission: 'roll-back',
      roles: ['on-call', 'owner'],
      people: ['Ada', 'Ben'],
    },
    { code: 'permission-missing', permission: 'request-release', roles: ['release-manager'], people: [] },
  ],
  'approver-role-missing': [
    { code: 'approver-role-missing', roles: ['approver'], people: ['Ben'], isRequester: true },
    { code: 'approver-role-missing', roles: ['approver', 'owner'], people: [], isRequester: false },
  ],
  'approver-is-requester': [
    { code: 'approver-is-requester', people: ['Ben', 'Cleo'] },
    { code: 'approver-is-requester', people: [] },
  ],
  'approver-is-author': [
    { code: 'approver-is-author', people: ['Ben Ivarsson'] },
    { code: 'approver-is-author', people: [] },
  ],
  'role-too-new': [
    { code: 'role-too-new', role: 'approver', people: ['Ben Ivarsson'] },
    { code: 'role-too-new', role: 'approver', people: [] },
  ],
  'approval-not-needed': [{ code: 'approval-not-needed' }],
  'not-the-requester': [{ code: 'not-the-requester', requester: 'Ada' }],
  'alert-unknown': [{ code: 'alert-unknown', alert: 'drf_0000000001' }],
  'alert-over': [{ code: 'alert-over', alert: 'drf_0000000001' }],
  'not-adoptable': [{ code: 'not-adoptable', alert: 'drf_0000000001', what: 'latest is not set' }],
  'not-put-back': [{ code: 'not-put-back', surface: 'CDN v1', why: 'it is as recorded' }],
  'operation-unknown': [{ code: 'operation-unknown', operation: OPERATION }],
  'already-decided': [
    { code: 'already-decided', operation: OPERATION, state: 'abandoned' },
    { code: 'already-decided', operation: OPERATION, state: 'approved by you' },
  ],
  'plan-outdated': [{ code: 'plan-outdated', operation: OPERATION, revision: 1, current: 2 }],
  'plan-differs': [{ code: 'plan-differs', operation: OPERATION, given: 'aaaaaaaa', current: 'bbbbbbbb' }],
  'plan-changed': [
    { code: 'plan-changed', operation: OPERATION, changes: ['latest moved', 'the pointer moved'] },
  ],
  'plan-expired': [{ code: 'plan-expired', operation: OPERATION, version: '1.2.0' }],
  'card-not-ours': [{ code: 'card-not-ours' }],
  'card-being-posted': [{ code: 'card-being-posted' }],
  'use-the-card': [{ code: 'use-the-card', operation: OPERATION }],
  'choice-not-offered': ['abandon', 'retract', 'replan', 'retry'].map((choice) => ({
    code: 'choice-not-offered',
    operation: OPERATION,
    choice,
  })),
  'token-invalid': [{ code: 'token-invalid' }],
  'token-unknown': [{ code: 'token-unknown', id: 'trm_01hx3k9q2v' }],
  'code-unknown': [{ code: 'code-unknown' }],
  'unproven-target': [
    { code: 'unproven-target', target: '1.0.0', knownGood: null },
    { code: 'unproven-target', target: '1.0.0', knownGood: '1.1.0' },
  ],
  'unproven-twice': [{ code: 'unproven-twice', line: 'v1', operation: OPERATION }],
  'not-unproven': [{ code: 'not-unproven', operation: OPERATION }],
  'needs-the-bot': [{ code: 'needs-the-bot', command: 'release' }],
  'only-in-slack': [{ code: 'only-in-slack', command: 'pair' }],
  'too-many-requests': [
    { code: 'too-many-requests', whose: 'person', budget: 'ordinary', retryInSeconds: 4 },
    { code: 'too-many-requests', whose: 'workspace', budget: 'rollback', retryInSeconds: 4 },
  ],
  'record-differs': [{ code: 'record-differs', differences: ['row 98: this row was deleted'], ...HEAD }],
  'row-unreadable': [{ code: 'row-unreadable', table: 'releases', id: '1.2.0' }],
  'record-differs-target': [
    { code: 'record-differs-target', line: 'v1', target: '1.0.0', knownGood: null },
    { code: 'record-differs-target', line: 'v1', target: '1.0.0', knownGood: '1.1.0' },
  ],
  'notice-refused': [
    { code: 'notice-refused', text: 'ntc_1 is not reviewed yet.', who: 'a second person', next: 'Ask them.' },
    { code: 'notice-refused', text: 'Mail is not set up.', who: null, next: 'Set SMTP_URL.' },
  ],
  'nothing-to-accept': [{ code: 'nothing-to-accept' }],
  'accept-other-head': [{ code: 'accept-other-head', ...HEAD }],
  'accept-needs-second': [{ code: 'accept-needs-second', asked: 'Ada' }],
  'accept-needs-role': [{ code: 'accept-needs-role' }],
  'neighbour-unreadable': (['github', 'gcs', 'cloud-cdn', 'npm', 'edge', 'slack'] as const).map(
    (service) => ({
      code: 'neighbour-unreadable',
      service,
      problem: 'HTTP 503',
    }),
  ),
};
