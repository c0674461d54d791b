import { z } from 'zod';
import { ROLES } from '../domain/person.ts';

const Role = z.enum(ROLES as [(typeof ROLES)[number], ...(typeof ROLES)[number][]]);
const Roles = z.array(Role).min(1);

/** `4h`, `90s`, `10m`, `1d`, or several together as `1h30m`. */
const Duration = z
  .string()
  .regex(/^(\d+[smhd])+$/, 'write a duration as 90s, 10m, 4h, 1d or 1h30m')
  .describe('A duration such as 90s, 10m, 4h, 1d or 1h30m');

const Cron = z
  .string()
  .regex(/^(\S+\s+){4}\S+$/, 'write a schedule as five cron fields, in UTC')
  .describe('Five cron fields, in UTC');

const SlackUser = z
  .string()
  .regex(/^[UW][A-Z0-9]{2,}$/, 'a Slack member id starts with U or W (profile → ⋮ → Copy member ID)');
const SlackChannel = z
  .string()
  .regex(/^[CG][A-Z0-9]{2,}$/, 'a Slack channel id starts with C or G (channel details, at the bottom)');
const Path = z
  .string()
  .regex(/^[^/].*[^/]$/, 'a path inside the repository, without a leading or trailing slash');

const Package = z.strictObject({
  name: z.string().min(1).describe('The npm name'),
  dir: Path.describe('Its folder in the repository'),
  ships: z.enum(['npm', 'cdn', 'none']).describe('Where its users get it'),
});

const Person = z.strictObject({
  name: z.string().min(1),
  slack: SlackUser.optional(),
  github: z.string().min(1).optional(),
  roles: z.array(Role),
});

/** `navi.config.yaml` as it is written by people; everything Navi does not know is a fault. */
export const RawConfig = z.strictObject({
  repository: z.strictObject({
    owner: z.string().min(1),
    name: z.string().min(1),
    workflow: Path.describe('The release workflow, as .github/workflows/release.yml'),
  }),
  packages: z.array(Package).min(1).describe('In release order: a package after what it depends on'),
  versionMap: z.strictObject({ file: Path.describe('The file that holds CDN_VERSION_MAP') }),
  cdn: z.strictObject({
    bucket: z.string().min(1),
    urlMap: z.string().min(1),
    host: z.string().min(1),
    loader: z.string().default('navi-loader.js'),
    manifest: z.string().default('navi-release.json'),
    contentType: z.string().default('application/javascript; charset=utf-8'),
    pointerCacheControl: z.string().default('public, max-age=3600').describe('The seed: 1 hour'),
    pinnedCacheControl: z
      .string()
      .default('public, max-age=31536000, immutable')
      .describe('The seed: 1 year'),
  }),
  npm: z
    .strictObject({ stagingTag: z.string().default('next'), liveTag: z.string().default('latest') })
    .prefault({}),
  slack: z.strictObject({ channel: SlackChannel.describe('The release channel') }),
  people: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'a short lower-case name'), Person),
  permissions: z.strictObject({ 'request-release': Roles, 'roll-back': Roles }).prefault({
    'request-release': ['release-manager', 'owner'],
    'roll-back': ['release-manager', 'on-call', 'owner'],
  }),
  release: z.strictObject({
    approvals: z.number().int().min(1).default(1),
    approverRoles: Roles.default(['approver']),
    expiresAfter: Duration.default('4h'),
    requiredChecks: z.array(z.strictObject({ name: z.string(), app: z.string() })).min(1),
    expectedJobs: z.array(z.string()).min(1),
  }),
  rollback: z
    .strictObject({
      budget: z
        .strictObject({ automatic: Duration.default('10m'), byHand: Duration.default('20m') })
        .prefault({})
        .describe('What the clock of a rollback is measured against'),
      secondWithin: Duration.default('30m').describe('A second rollback within this time wants a reason'),
      watch: Duration.default('10m').describe('How long pointer and tags are read again afterwards'),
      reviewAfter: Duration.default('2d').describe('When the review that a rollback owes is due'),
      deprecation: z
        .string()
        .default('{package}@{version} was taken back; use {before}: npm install {package}@{before}')
        .describe('The deprecation message; {package}, {version} and {before} are filled in'),
    })
    .prefault({}),
  terminal: z
    .strictObject({
      tokenExpiresAfter: Duration.default('30d').describe('How long a paired terminal proves who it is'),
    })
    .prefault({}),
  schedules: z
    .strictObject({
      verifyLive: Cron.default('*/15 * * * *').describe(
        'When what is live is read again, at the edge and on npm',
      ),
      foreignRuns: Cron.default('* * * * *').describe(
        'When it is looked for runs of the release workflow that Navi did not start',
      ),
    })
    .prefault({}),
  deadlines: z
    .strictObject({
      call: Duration.default('10s'),
      write: Duration.default('10s'),
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
