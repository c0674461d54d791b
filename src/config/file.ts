import { createHash } from 'node:crypto';
import { modesOf } from '../domain/gate-modes.ts';
import { canonical } from '../domain/json.ts';
import type { Permission, Person, Role } from '../domain/person.ts';
import { policyHash } from '../domain/policy.ts';
import type { JobSchedule } from '../domain/schedule.ts';
import type { Settings } from '../domain/settings.ts';
import { approvalsOf } from './approvals.ts';
import { crossProblems } from './cross-checks.ts';
import { milliseconds } from './duration.ts';
import { freezesOf, windowOf } from './freezes.ts';
import { criteriaOf } from './monitoring.ts';
import { parseOnce } from './parse-once.ts';
import type { ConfigProblem } from './problem.ts';
import { type RawConfig, rawConfigWith } from './raw.ts';
import { releaseWatchOf } from './release-watch.ts';
import { schedulesOf } from './schedules.ts';
import { signOffsOf } from './sign-offs.ts';
import { summariesOf, summarySchedules } from './summaries.ts';
import { problemsOf, readYaml } from './yaml.ts';

export interface ReadFile {
  settings: Settings;
  /** SHA-256 of the policies, part of every plan. */
  policy: string;
  /** SHA-256 of the whole file's content, in every journal row. */
  configHash: string;
}

/**
 * Parses `navi.config.yaml` into valid settings, or returns every problem with its line. `project` comes from the
 * environment, `schedules` from the definitions of the jobs.
 */
export function readConfig(
  file: string,
  text: string,
  { project, schedules }: { project: string; schedules: readonly JobSchedule[] },
): ReadFile | ConfigProblem[] {
  const read = readYaml(file, text);
  if ('problems' in read) return read.problems;
  const { at } = read;
  const parsed = parseOnce(rawConfigWith(schedules), read.value);
  if (!parsed.success) return problemsOf(parsed.error.issues, { at, described: 'navi.config.schema.json' });
  const problems = crossProblems(parsed.data, at);
  if (problems.length > 0) return problems;
  const settings = settingsOf(parsed.data, { project, schedules });
  return {
    settings,
    policy: policyHash(settings),
    configHash: sha256(parsed.data),
  };
}

function settingsOf(
  raw: RawConfig,
  { project, schedules }: { project: string; schedules: readonly JobSchedule[] },
): Settings {
  const permissions: Record<Permission, readonly Role[]> = { help: [], read: [], ...raw.permissions };
  const { deadlines } = raw;
  return {
    repository: raw.repository,
    packages: raw.packages,
    versionMap: raw.versionMap,
    cdn: { ...raw.cdn, project },
    npm: raw.npm,
    slack: raw.slack,
    people: Object.entries(raw.people).map(
      ([id, { name, slack, github, email, zone, roles }]): Person => ({
        id,
        name,
        roles,
        ...(slack === undefined ? {} : { slack }),
        ...(github === undefined ? {} : { github }),
        ...(email === undefined ? {} : { email }),
        ...(zone === undefined ? {} : { zone }),
      }),
    ),
    permissions,
    onCall: { group: raw.onCall.group ?? null },
    release: { ...raw.release, expiresAfter: milliseconds(raw.release.expiresAfter) },
    approvals: approvalsOf(raw.approvals),
    gates: modesOf(raw.gates),
    signOffs: signOffsOf(raw.signOffs, { contracts: raw.release.contracts, packages: raw.packages }),
    freezes: freezesOf(raw.freezes),
    workingHours: raw.workingHours === undefined ? null : windowOf(raw.workingHours),
    monitoring: {
      zone: raw.monitoring.zone,
      criteria: criteriaOf(raw.monitoring),
      sentry: raw.monitoring.sentry ?? null,
      datadog: raw.monitoring.datadog ?? null,
      feedback: raw.monitoring.feedback,
      customerLoads: raw.monitoring.customerLoads,
      summaries: summariesOf(raw),
      owner: raw.monitoring.owner,
      errors: raw.monitoring.errors,
    },
    customers: raw.customers,
    emergencies: raw.emergencies,
    releaseWatch: releaseWatchOf(raw.releaseWatch),
    schedules: { ...schedulesOf(raw.schedules, schedules), ...summarySchedules(raw.monitoring) },
    rollback: {
      ...raw.rollback,
      budget: { byHand: milliseconds(raw.rollback.budget.byHand) },
      secondWithin: milliseconds(raw.rollback.secondWithin),
      watch: milliseconds(raw.rollback.watch),
      reviewAfter: milliseconds(raw.rollback.reviewAfter),
    },
    terminal: { tokenExpiresAfter: milliseconds(raw.terminal.tokenExpiresAfter) },
    deadlines: {
      call: milliseconds(deadlines.call),
      write: milliseconds(deadlines.write),
      lease: milliseconds(deadlines.lease),
      claim: milliseconds(deadlines.claim),
      reconcile: milliseconds(deadlines.reconcile),
      answer: milliseconds(deadlines.answer),
      run: milliseconds(deadlines.run),
      purge: milliseconds(deadlines.purge),
      edge: milliseconds(deadlines.edge),
      npm: milliseconds(deadlines.npm),
    },
  };
}

function sha256(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}
