import type { Criterion } from './criterion.ts';
import type { EmergencyKind } from './emergency.ts';
import type { FreezeRule, Window } from './freeze.ts';
import type { GateMode } from './gate-modes.ts';
import type { SectionId } from './monitor-report.ts';
import type { NoticeTopic } from './notice.ts';
import type { Permission, Person, Role } from './person.ts';
import type { RoleTree } from './role-tree.ts';
import type { Schedule } from './schedule.ts';
import type { SignOff } from './sign-off.ts';

/** Where a package's users get it: the registry, the CDN, or neither. */
export type Ships = 'npm' | 'cdn' | 'none';

export interface PackageSetting {
  name: string;
  /** Its folder in the repository, such as `packages/navi-js`. */
  dir: string;
  ships: Ships;
}

/** The valid configuration: everything Navi knows of its environment. Durations are milliseconds. */
export interface Settings {
  repository: { owner: string; name: string; workflow: string };
  /** In release order: a package comes after its dependencies. */
  packages: readonly PackageSetting[];
  /** The file with `CDN_VERSION_MAP`, and its package. */
  versionMap: { file: string };
  cdn: {
    bucket: string;
    urlMap: string;
    project: string;
    host: string;
    /** `navi-loader.js` */
    loader: string;
    /** `navi-release.json` */
    manifest: string;
    contentType: string;
    pointerCacheControl: string;
    pinnedCacheControl: string;
  };
  npm: { stagingTag: string; liveTag: string };
  slack: { channel: string; directMessages: boolean };
  people: readonly Person[];
  /** The chat's user group of who is on call; null for none. */
  onCall: { group: string | null };
  permissions: Readonly<Record<Permission, readonly Role[]>>;
  release: {
    approvals: number;
    approverRoles: readonly Role[];
    expiresAfter: number;
    requiredChecks: readonly { name: string; app: string }[];
    /** Names of the workflow's jobs that must have succeeded. */
    expectedJobs: readonly string[];
    /** Those of a major besides. */
    majorJobs: readonly string[];
    /** For how many days a beta of the same content is out before a minor or a major; null where none is asked for. */
    betaDays: number | null;
    /** The kinds of releases that soak on the CDN before npm's `latest` moves. */
    staged: readonly ('patch' | 'minor' | 'major')[];
    /** The file with the contracts of the API. */
    contracts: string;
  };
  approvals: ApprovalSettings;
  /** What people sign before a release. */
  signOffs: readonly SignOff[];
  /** The mode of each gate that has one; another gate may block. */
  gates: Readonly<Record<string, GateMode>>;
  /** When no release writes; people may set more freezes. */
  freezes: readonly FreezeRule[];
  /** Outside these hours a plan warns; null for no warning. */
  workingHours: Window | null;
  monitoring: MonitoringSettings;
  /** How many days before a breaking release customers are told, and the texts of notices. */
  customers: { noticeDays: number; templates: Readonly<Record<NoticeTopic, string>> };
  emergencies: EmergencySettings;
  releaseWatch: ReleaseWatchSettings;
  /** By name; the store saves the last occurrence of each. */
  schedules: Readonly<Record<string, Schedule>>;
  rollback: RollbackPolicy;
  /** Milliseconds. */
  terminal: { tokenExpiresAfter: number };
  deadlines: Deadlines;
}

/** Who must approve, where `release.approvals` and `release.approverRoles` do not say it. */
export interface ApprovalSettings {
  /** How long after Navi has first seen a role of a person it counts. Milliseconds. */
  newRolesCountAfter: number;
  rules: Readonly<Record<'patch' | 'minor' | 'major', RoleTree | null>>;
  /** What needs one more approver where it has changed since the live version. */
  oneMoreFor: readonly ('workflow' | 'dependencies' | 'policy')[];
}

/** A scheduled summary. Its schedule is among the others. */
export interface SummarySetting {
  name: string;
  /** How many days it covers. */
  days: number;
  channel: string;
  sections: readonly SectionId[];
}

export interface MonitoringSettings {
  /** The zone whose days are measured, by its IANA name. */
  zone: string;
  criteria: readonly Criterion[];
  summaries: readonly SummarySetting[];
  /** Who is asked where a criterion names no other: a role, or a person's id. */
  owner: string;
  /** More errors per load than this, in percent, raise an alert, from so many loads on. */
  errors: { above: number; minimum: number };
  /** Where scripts report loads and errors; null where they do not. */
  sentry: SentrySettings | null;
  datadog: DatadogSettings | null;
  /** The label of issues about a break that a customer reported. */
  feedback: { label: string };
  /** The log-based metric of who loads what; `sampleRate` is the part of requests that the load balancer logs. */
  customerLoads: { metric: string; sampleRate: number };
}

/** `sampleRate`: the part of loads that scripts report, from 0 to 1. */
export interface SentrySettings {
  organization: string;
  /** Its number. */
  project: string;
  environment: string;
  /** Releases are `package@version`. */
  package: string;
  sampleRate: number;
}

export interface DatadogSettings {
  service: string;
  env: string;
  sampleRate: number;
}

/** What on GitHub begins an emergency by itself. */
export interface EmergencySettings {
  /** The label of each kind, as a person of `people` sets it on an issue. */
  labels: Readonly<Record<EmergencyKind, string>>;
  /** Dependabot alerts of these begin a security emergency; none where it is empty. */
  severities: readonly ('critical' | 'high')[];
}

/** How a new release is watched. Durations are milliseconds. */
export interface ReleaseWatchSettings {
  /** How long after the last browser has left the old script. */
  soak: { patch: number; minor: number; major: number };
  /** Loads of each release from which it is judged. */
  leastLoads: number;
  /** Fewer errors per load than this are never called worse. */
  leastRate: number;
  /** So many times the errors per load of the old release are worse. */
  times: number;
  /** The chance that is taken of calling a release worse that is not, in one minute. */
  chance: number;
  /** Whether Navi rolls a worse release back by itself; in shadow it only notes when it would have. */
  automaticRollback: 'off' | 'shadow' | 'on';
  /** Loads and errors of the new release from which an automatic rollback is due. */
  automaticLoads: number;
  automaticErrors: number;
}

/** How a rollback behaves. Durations are milliseconds. */
export interface RollbackPolicy {
  /** The clock on the card is measured against it. */
  budget: { byHand: number };
  /** A second rollback of the line within this time requires a reason, and the owners are alerted. */
  secondWithin: number;
  /** For how long afterwards what is live is compared with the record every 10 s. */
  watch: number;
  /** When the required review is due after a rollback. */
  reviewAfter: number;
  /** The deprecation message; `{package}`, `{version}` and `{before}` are filled in. */
  deprecation: string;
  /** The same for what a stopped release has published. */
  stopDeprecation: string;
}

/** How long Navi waits, in milliseconds. `call` limits one request; the others limit a step before it is blocked. */
export interface Deadlines {
  call: number;
  /** A write to a service; a write starts only if this ends before the lease does. */
  write: number;
  /** How long the holder of an operation may be silent before another process takes over. */
  lease: number;
  /** The same for the worker that runs a job. */
  claim: number;
  /** A dispatched run that does not appear within this time is dispatched again (120 s). */
  reconcile: number;
  /** The limit for a silent service, where the step itself would wait for ever. */
  answer: number;
  run: number;
  purge: number;
  edge: number;
  npm: number;
}
