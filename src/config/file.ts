import { createHash } from 'node:crypto';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { canonical } from '../domain/json.ts';
import type { Permission, Person, Role } from '../domain/person.ts';
import type { Settings } from '../domain/settings.ts';
import { milliseconds } from './duration.ts';
import type { ConfigFault } from './fault.ts';
import { RawConfig } from './raw.ts';

export interface ReadFile {
  settings: Settings;
  /** SHA-256 of the policies, part of every plan. */
  policy: string;
  /** SHA-256 of the whole file's content, in every journal row. */
  configHash: string;
}

/** The text of `navi.config.yaml` to valid settings, or every fault with its line. `project` comes from the environment. */
export function readConfig(file: string, text: string, project: string): ReadFile | ConfigFault[] {
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
  const content = contentOf(document);
  if ('problem' in content)
    return [{ where: file, problem: content.problem, fix: 'Write the YAML without this.' }];
  const parsed = RawConfig.safeParse(content.value);
  if (!parsed.success) return parsed.error.issues.map((issue) => faultOf(issue, at));
  const faults = crossFaults(parsed.data, at);
  if (faults.length > 0) return faults;
  const settings = settingsOf(parsed.data, project);
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

/** Far more than any configuration needs. */
const LONGEST_FILE = 512 * 1024;

type Parsed = ReturnType<typeof parseDocument>;

/** The document with whatever errors it has; undefined when even those cannot be told. */
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

function faultOf(issue: z.core.$ZodIssue, at: (path: readonly PropertyKey[]) => string): ConfigFault {
  const name = issue.path.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys')
    return {
      where: at([...issue.path, issue.keys[0] ?? '']),
      problem: `${name === 'the file' ? '' : `${name}: `}${issue.keys.join(', ')} is not a setting`,
      fix: 'Remove it or correct its name; navi.config.schema.json lists every setting.',
    };
  return {
    where: at(issue.path),
    problem: `${name}: ${issue.message}`,
    fix: `Set ${name} as navi.config.schema.json describes it.`,
  };
}

/** Faults that only show between settings. */
function crossFaults(raw: RawConfig, at: (path: readonly PropertyKey[]) => string): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const loaders = raw.packages.filter((one) => one.ships === 'cdn');
  if (loaders.length !== 1)
    faults.push({
      where: at(['packages']),
      problem: `${loaders.length} packages ship to the CDN, there must be one: its version is the release's`,
      fix: 'Set ships: cdn on the loader only.',
    });
  const seen = new Map<string, string>();
  for (const [id, person] of Object.entries(raw.people))
    for (const account of [person.slack, person.github?.toLowerCase()]) {
      if (account === undefined) continue;
      const other = seen.get(account);
      if (other !== undefined)
        faults.push({
          where: at(['people', id]),
          problem: `${account} is listed for ${other} and ${id}; all accounts of a person count as one`,
          fix: 'List each account once.',
        });
      seen.set(account, id);
    }
  const approvers = Object.values(raw.people).filter((one) =>
    one.roles.some((role) => raw.release.approverRoles.includes(role)),
  );
  const { call, write } = raw.deadlines;
  if (milliseconds(write) < milliseconds(call) || milliseconds(write) > LONGEST_WRITE_MS)
    faults.push({
      where: at(['deadlines', 'write']),
      problem: `deadlines.write is ${write}: one write takes as long as one call (${call}), and has to end before the lease does`,
      fix: `Set it to ${call} or more, and at most ${LONGEST_WRITE_MS / 1000}s.`,
    });
  if (approvers.length < raw.release.approvals)
    faults.push({
      where: at(['release', 'approvals']),
      problem: `${raw.release.approvals} approvals are wanted, but only ${approvers.length} people may approve`,
      fix: `Give more people one of the roles ${raw.release.approverRoles.join(', ')}, or lower release.approvals.`,
    });
  return faults;
}

/** No write may start that ends after its lease (20 s; DESIGN §4.4); the rest is for keeping its intent. */
const LONGEST_WRITE_MS = 15_000;

function settingsOf(raw: RawConfig, project: string): Settings {
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
    schedules: {
      'verify-live': { cron: raw.schedules.verifyLive, job: 'verify-live' },
      'foreign-runs': { cron: raw.schedules.foreignRuns, job: 'find-foreign-runs' },
    },
    rollback: {
      ...raw.rollback,
      budget: {
        automatic: milliseconds(raw.rollback.budget.automatic),
        byHand: milliseconds(raw.rollback.budget.byHand),
      },
      secondWithin: milliseconds(raw.rollback.secondWithin),
      watch: milliseconds(raw.rollback.watch),
      reviewAfter: milliseconds(raw.rollback.reviewAfter),
    },
    terminal: { tokenExpiresAfter: milliseconds(raw.terminal.tokenExpiresAfter) },
    deadlines: {
      call: milliseconds(deadlines.call),
      write: milliseconds(deadlines.write),
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

function lineAt(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return lines.linePos(Number(node.range[0])).line;
  }
  return 1;
}
