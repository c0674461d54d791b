import { z } from 'zod';
import { GATE_MODES, MODES } from '../domain/gate-modes.ts';
import { ROLES } from '../domain/person.ts';
import { CONTRACTS_FILE, STAGED } from '../domain/policy.ts';
import type { JobSchedule } from '../domain/schedule.ts';
import { RawApprovals } from './approvals.ts';
import { RawEmergencies } from './emergencies.ts';
import { RawFreezes, RawWorkingHours } from './freezes.ts';
import { RawMonitoring } from './monitoring.ts';
import { RawTemplates } from './notices.ts';
import { RawReleaseWatch } from './release-watch.ts';
import { RawSchedule, rawSchedulesOf, Zone } from './schedules.ts';
import {
  BucketName,
  Deprecation,
  DistTag,
  Duration,
  EmailAddress,
  FileName,
  GithubLogin,
  HeaderValue,
  HostName,
  Name,
  PackageName,
  Path,
  PointerCaching,
  RepositoryName,
  SlackChannel,
  SlackGroup,
  SlackUser,
  UrlMapName,
  WorkflowPath,
} from './shapes.ts';
import { RawSignOffs } from './sign-offs.ts';

const Role = z.enum(ROLES as [(typeof ROLES)[number], ...(typeof ROLES)[number][]]);
const Roles = z.array(Role).min(1);

const Package = z.strictObject({
  name: PackageName.describe('The npm name'),
  dir: Path.describe('Its folder in the repository'),
  ships: z.enum(['npm', 'cdn', 'none']).describe('Where its users get it'),
});

const Person = z.strictObject({
  name: Name,
  slack: SlackUser.optional(),
  github: GithubLogin.optional(),
  email: EmailAddress.optional().describe('Where test messages go, and what customers answer to'),
  zone: Zone.optional().describe('Their time zone; monitoring.zone when left out'),
  roles: z.array(Role),
});

/** `navi.config.yaml` as people write it; an unknown setting is a problem. */
const RawConfig = z.strictObject({
  repository: z.strictObject({
    owner: GithubLogin,
    name: RepositoryName,
    workflow: WorkflowPath.describe('The release workflow, as .github/workflows/release.yml'),
  }),
  packages: z.array(Package).min(1).describe('In release order: a package after what it depends on'),
  versionMap: z.strictObject({ file: Path.describe('The file that holds CDN_VERSION_MAP') }),
  cdn: z.strictObject({
    bucket: BucketName,
    urlMap: UrlMapName,
    host: HostName,
    loader: FileName.default('navi-loader.js'),
    manifest: FileName.default('navi-release.json'),
    contentType: HeaderValue.default('application/javascript; charset=utf-8'),
    pointerCacheControl: PointerCaching.default('public, max-age=3600').describe('Of the pointer: 1 hour'),
    pinnedCacheControl: HeaderValue.default('public, max-age=31536000, immutable').describe(
      'Of pinned objects: 1 year',
    ),
  }),
  npm: z
    .strictObject({ stagingTag: DistTag.default('next'), liveTag: DistTag.default('latest') })
    .prefault({}),
  slack: z.strictObject({
    channel: SlackChannel.describe('The release channel'),
    directMessages: z
      .boolean()
      .default(true)
      .describe('Whether Navi sends people direct messages about their releases; each may turn them off'),
  }),
  people: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'a short lower-case name'), Person),
  onCall: z
    .strictObject({
      group: SlackGroup.optional().describe('The Slack user group of who is on call, in calling order'),
    })
    .prefault({})
    .describe('Who is called for an alert; without a group everyone in the role on-call'),
  permissions: z
    .strictObject({
      'request-release': Roles,
      'roll-back': Roles,
      'tell-customers': Roles.default(['release-manager', 'owner']).describe(
        'Who sees the contacts of customers, and drafts, reviews and sends notices',
      ),
    })
    .prefault({
      'request-release': ['release-manager', 'owner'],
      'roll-back': ['release-manager', 'on-call', 'owner'],
    }),
  release: z.strictObject({
    approvals: z.number().int().min(1).default(1),
    approverRoles: Roles.default(['approver']),
    expiresAfter: Duration.default('4h'),
    requiredChecks: z.array(z.strictObject({ name: Name, app: Name })).min(1),
    expectedJobs: z.array(Name).min(1),
    majorJobs: z
      .array(Name)
      .default([])
      .describe('Jobs of the release workflow that a major release has to pass besides'),
    betaDays: z
      .number()
      .int()
      .min(1)
      .max(90)
      .nullable()
      .default(null)
      .describe(
        'Days for which a beta of the same content is out before a minor or a major; none when left out',
      ),
    staged: z
      .array(z.enum(['patch', 'minor', 'major']))
      .default([...STAGED])
      .describe(
        'The kinds of releases that are staged: first the CDN, then the soak of the release watch, then npm’s latest',
      ),
    contracts: Path.default(CONTRACTS_FILE).describe('The file with the contracts of the API'),
  }),
  approvals: RawApprovals.describe('Who must approve a release'),
  signOffs: RawSignOffs,
  gates: z
    .partialRecord(z.enum(Object.keys(GATE_MODES)), z.enum(MODES))
    .prefault({})
    .describe(
      'What a check does: shadow records what it finds, warn never blocks, block may block. Other checks always may block',
    ),
  freezes: RawFreezes.describe('When no release writes. Rollbacks and stops always run'),
  workingHours: RawWorkingHours.optional().describe(
    'Outside these hours a plan warns and names who watches; no warning when left out',
  ),
  rollback: z
    .strictObject({
      budget: z
        .strictObject({ byHand: Duration.default('20m') })
        .prefault({})
        .describe('The time budget of a rollback, shown on its clock'),
      secondWithin: Duration.default('30m').describe('A second rollback within this time requires a reason'),
      watch: Duration.default('10m').describe(
        'How long after a rollback what is live is compared every 10 s',
      ),
      reviewAfter: Duration.default('2d').describe('When the review after a rollback is due'),
      deprecation: Deprecation.default(
        '{version} was rolled back; use {before}: npm install {package}@{before}',
      ).describe('The deprecation message; {package}, {version} and {before} are filled in'),
      stopDeprecation: Deprecation.default(
        '{version} was stopped before it reached customers; use {before}: npm install {package}@{before}',
      ).describe('The same for what a stopped release has published'),
    })
    .prefault({}),
  terminal: z
    .strictObject({
      tokenExpiresAfter: Duration.default('30d').describe('How long a paired terminal stays valid'),
    })
    .prefault({}),
  monitoring: RawMonitoring,
  customers: z
    .strictObject({
      noticeDays: z
        .number()
        .int()
        .min(0)
        .max(366)
        .default(14)
        .describe('How many days before a breaking release customers are notified, in their own zones'),
      templates: RawTemplates,
    })
    .prefault({}),
  emergencies: RawEmergencies,
  releaseWatch: RawReleaseWatch,
  schedules: z.record(z.string(), RawSchedule).prefault({}),
  deadlines: z
    .strictObject({
      call: Duration.default('10s'),
      write: Duration.default('10s'),
      lease: Duration.default('20s').describe(
        'How long a process may be silent before another takes over its operation; the same in all processes',
      ),
      claim: Duration.default('10s').describe(
        'How long a process may be silent before another takes over its job; the same in all processes',
      ),
      reconcile: Duration.default('120s'),
      answer: Duration.default('15m'),
      run: Duration.default('30m'),
      purge: Duration.default('10m'),
      edge: Duration.default('10m'),
      npm: Duration.default('15m'),
    })
    .prefault({}),
});
export type RawConfig = z.infer<typeof RawConfig>;

/** The same with the schedules of these jobs: each has a time of its own, and another name is a problem. */
export function rawConfigWith(schedules: readonly JobSchedule[]) {
  return RawConfig.extend({ schedules: rawSchedulesOf(schedules) });
}
