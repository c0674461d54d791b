import { createHash } from 'node:crypto';
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { distanceBetween } from '../domain/distance.ts';
import { canonical } from '../domain/json.ts';
import type { Permission, Person, Role } from '../domain/person.ts';
import type { JobSchedule } from '../domain/schedule.ts';
import type { Settings } from '../domain/settings.ts';
import { crossProblems } from './cross-checks.ts';
import { milliseconds } from './duration.ts';
import { freezesOf, windowOf } from './freezes.ts';
import { criteriaOf } from './monitoring.ts';
import type { ConfigProblem } from './problem.ts';
import { type RawConfig, rawConfigWith } from './raw.ts';
import { releaseWatchOf } from './release-watch.ts';
import { schedulesOf } from './schedules.ts';
import { summariesOf, summarySchedules } from './summaries.ts';

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
  if (text.length > LONGEST_FILE)
    return [{ where: file, problem: `is longer than ${LONGEST_FILE} characters`, fix: 'Shorten it.' }];
  const lines = new LineCounter();
  const document = parse(text, lines);
  if (document === undefined)
    return [{ where: file, problem: 'is nested too deeply to be read', fix: 'Write it less deeply nested.' }];
  const at = (path: readonly PropertyKey[]) => `${file}:${lineAt(document, lines, path)}`;
  if (document.errors.length > 0)
    return document.errors.map((error) => ({
      where: `${file}:${lines.linePos(error.pos[0]).line}`,
      problem: error.message.split('\n')[0] ?? 'not YAML',
      fix: 'Correct the YAML on this line.',
    }));
  const hidden = hiddenKeys(document);
  if (hidden.length > 0)
    return hidden.map(({ name, offset }) => ({
      where: `${file}:${lines.linePos(offset).line}`,
      problem: `${name} is no name that anything can have`,
      fix: 'Name it otherwise.',
    }));
  const content = contentOf(document);
  if ('problem' in content)
    return [{ where: file, problem: content.problem, fix: 'Write the YAML without this.' }];
  const parsed = rawConfigWith(schedules).safeParse(content.value);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => problemOf(issue, { at, issues: parsed.error.issues }));
  const problems = crossProblems(parsed.data, at);
  if (problems.length > 0) return problems;
  const settings = settingsOf(parsed.data, { project, schedules });
  const { permissions, release } = settings;
  return {
    settings,
    policy: sha256({
      permissions,
      release,
      cdn: settings.cdn,
      npm: settings.npm,
      packages: settings.packages,
    }),
    configHash: sha256(parsed.data),
  };
}

/** Much longer than any configuration needs. */
const LONGEST_FILE = 512 * 1024;

type Parsed = ReturnType<typeof parseDocument>;

/** The document with its errors; undefined when the parser fails. */
function parse(text: string, lineCounter: LineCounter): Parsed | undefined {
  try {
    return parseDocument(text, { lineCounter });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The document's value. The library throws for an alias without its anchor, and for too many of them. */
function contentOf(document: Parsed): { value: unknown } | { problem: string } {
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { problem: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'cannot be read' };
  }
}

/** Keys with a special meaning in JavaScript, whose values would be lost. */
const HIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

function hiddenKeys(document: Parsed): { name: string; offset: number }[] {
  const found: { name: string; offset: number }[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && HIDDEN.has(String(key.value)))
        found.push({ name: String(key.value), offset: key.range?.[0] ?? 0 });
    },
  });
  return found;
}

interface Among {
  at: (path: readonly PropertyKey[]) => string;
  issues: readonly z.core.$ZodIssue[];
}

function problemOf(issue: z.core.$ZodIssue, { at, issues }: Among): ConfigProblem {
  const name = issue.path.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys')
    return {
      where: at([...issue.path, issue.keys[0] ?? '']),
      problem:
        name === 'schedules'
          ? `schedules: ${issue.message}`
          : `${name === 'the file' ? '' : `${name}: `}${issue.keys.join(', ')} is not a setting`,
      fix: 'Remove it or correct its name; navi.config.schema.json lists every setting.',
    };
  if (isMissing(issue)) {
    const misspelt = misspellingOf(issue.path, issues);
    return {
      where: at(misspelt === undefined ? issue.path : [...issue.path.slice(0, -1), misspelt]),
      problem: `${name} is missing`,
      fix:
        misspelt === undefined
          ? `Add ${name} as navi.config.schema.json describes it.`
          : `Write ${String(issue.path.at(-1))} instead of ${misspelt}.`,
    };
  }
  return {
    where: at(issue.path),
    problem: `${name}: ${issue.message}`,
    fix: `Set ${name} as navi.config.schema.json describes it.`,
  };
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && / received undefined$/.test(issue.message) && issue.path.length > 0;
}

/** An unknown setting that may be the misspelling of a missing one. */
function misspellingOf(
  path: readonly PropertyKey[],
  issues: readonly z.core.$ZodIssue[],
): string | undefined {
  const beside = path.slice(0, -1).join('.');
  const wanted = String(path.at(-1));
  return issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.join('.') === beside ? issue.keys : [],
    )
    .filter((key) => Math.abs(key.length - wanted.length) <= 2)
    .find((key) => distanceBetween(key.toLowerCase(), wanted.toLowerCase()) <= 2);
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
      ([id, { name, slack, github, roles }]): Person => ({
        id,
        name,
        roles,
        ...(slack === undefined ? {} : { slack }),
        ...(github === undefined ? {} : { github }),
      }),
    ),
    permissions,
    release: { ...raw.release, expiresAfter: milliseconds(raw.release.expiresAfter) },
    freezes: freezesOf(raw.freezes),
    workingHours: raw.workingHours === undefined ? null : windowOf(raw.workingHours),
    monitoring: {
      zone: raw.monitoring.zone,
      criteria: criteriaOf(raw.monitoring),
      sentry: raw.monitoring.sentry ?? null,
      datadog: raw.monitoring.datadog ?? null,
      feedback: raw.monitoring.feedback,
      summaries: summariesOf(raw),
      owner: raw.monitoring.owner,
      errors: raw.monitoring.errors,
    },
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

/** The line of the setting's name, or of its value in a list; if absent, of its parent. */
function lineAt(document: Parsed, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const name = String(path[length - 1]);
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === name)
      : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
