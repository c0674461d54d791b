import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** What each room may import of ours, and which outside packages it may use. `*` is everything. */
const ROOMS: Record<string, { ours: readonly string[]; outside: readonly string[] }> = {
  domain: { ours: [], outside: ['semver', 'temporal-polyfill'] },
  ports: { ours: ['domain'], outside: [] },
  engine: { ours: ['domain', 'ports'], outside: ['zod'] },
  /** What operations of a feature plan: steps read it too. */
  plans: { ours: ['domain', 'engine'], outside: ['zod'] },
  outbox: { ours: ['domain', 'ports', 'engine'], outside: [] },
  features: {
    ours: ['domain', 'ports', 'engine', 'outbox', 'plans'],
    outside: ['semver', 'zod', '@changesets/parse'],
  },
  dispatch: { ours: ['domain'], outside: [] },
  commands: { ours: ['domain', 'dispatch'], outside: [] },
  'adapters/github': { ours: ['domain', 'ports'], outside: ['@octokit/', 'zod', 'yaml'] },
  'adapters/coding': { ours: [], outside: [] },
  'adapters/lookups': { ours: ['domain'], outside: [] },
  'adapters/gcs': {
    ours: ['domain', 'ports', 'adapters/coding'],
    outside: ['@google-cloud/storage', 'zod'],
  },
  'adapters/cloud-cdn': {
    ours: ['domain', 'ports', 'adapters/lookups'],
    outside: ['@google-cloud/compute', 'google-auth-library', 'zod'],
  },
  'adapters/npm': { ours: ['domain', 'ports'], outside: ['npm-registry-fetch', 'ssri', 'tar-stream', 'zod'] },
  'adapters/edge': { ours: ['domain', 'ports', 'adapters/coding'], outside: ['undici', 'zod'] },
  'adapters/http': { ours: ['ports'], outside: ['zod'] },
  'adapters/google-monitoring': {
    ours: ['domain', 'ports', 'adapters/http'],
    outside: ['google-auth-library', 'zod'],
  },
  'adapters/sentry': { ours: ['domain', 'ports', 'adapters/http'], outside: ['zod'] },
  'adapters/datadog': { ours: ['domain', 'ports', 'adapters/http'], outside: ['zod'] },
  'adapters/npm-downloads': { ours: ['ports', 'adapters/http'], outside: ['zod'] },
  'adapters/smtp': { ours: ['domain', 'ports'], outside: ['nodemailer', 'zod'] },
  'adapters/heartbeat': { ours: ['ports'], outside: [] },
  'adapters/pager': { ours: ['domain', 'ports'], outside: [] },
  'adapters/host': { ours: ['ports'], outside: [] },
  'adapters/process': { ours: ['domain', 'ports'], outside: ['pino', 'prom-client', 'node-cron', 'zod'] },
  'adapters/store': { ours: ['domain', 'ports'], outside: ['kysely', 'pg', 'zod'] },
  'adapters/slack': {
    ours: ['domain', 'ports', 'features', 'dispatch'],
    outside: ['@slack/', 'zod'],
  },
  'adapters/web': {
    ours: ['domain', 'ports', 'dispatch', 'adapters/terminal'],
    outside: ['hono', '@hono/', '@octokit/webhooks', 'prom-client', 'zod'],
  },
  config: { ours: ['domain'], outside: ['zod', 'yaml'] },
  ci: { ours: ['domain', 'ports', 'adapters'], outside: ['zod', 'semver'] },
  simulator: { ours: [], outside: ['*'] },
  /** The terminal itself: the bot renders what it shows. */
  'adapters/cli': { ours: ['domain', 'dispatch'], outside: ['zod'] },
  /** Messages as a terminal's text, on the bot's side. */
  'adapters/terminal': { ours: ['domain', 'features'], outside: [] },
  app: { ours: ['*'], outside: ['*'] },
  bin: { ours: ['*'], outside: ['*'] },
};

/**
 * Each feature may use those before it, and only by what their `index.ts` exports, and read their `plans/`.
 * `registrations` are the lists in `src/features` itself: they name the definitions.
 */
const FEATURES = [
  'surfaces',
  'calendar',
  'customers',
  'release',
  'rollback',
  'on-call',
  'alerts',
  'drift',
  'emergencies',
  'planned-releases',
  'monitoring',
  'watch',
  'record',
  'people',
  'policy',
  'operation',
  'registrations',
  'status',
  'doctor',
];

/** Decisions, plans and gates are pure: they know no service and no store. */
const PURE = /(?:^|\/)(?:decide-[^/]*|[^/]*-plan)\.ts$|\/gates\//;

const IMPORT = /(?:from\s+|import\s*\(\s*|import\s+)['"](?<target>[^'"]+)['"]/g;

interface Edge {
  file: string;
  target: string;
}

/** The room a file of ours lives in; undefined for files outside every room (tests, settings of tools). */
function roomOf(path: string): string | undefined {
  const parts = path.split('/');
  if (parts[0] === 'simulator' || parts[0] === 'commands') return parts[0];
  if (parts[0] !== 'src') return undefined;
  if (parts[1] === 'features' && parts[3] === 'plans') return 'plans';
  if (parts[1] === 'adapters') return `adapters/${parts[2]}`;
  if (parts.length === 2) return 'app';
  return parts[1];
}

/** What is wrong with one import, or null. */
function trespass({ file, target }: Edge): string | null {
  const room = roomOf(file);
  const rule = room === undefined ? undefined : ROOMS[room];
  if (room === undefined || rule === undefined) return `${file} is in no room of the table`;
  if (target.startsWith('node:')) return null;
  if (!target.startsWith('.')) {
    const allowed = rule.outside.some(
      (name) => name === '*' || target === name || target.startsWith(name.endsWith('/') ? name : `${name}/`),
    );
    return allowed ? null : `${file} imports the package ${target}, which ${room} may not`;
  }
  const path = relative(ROOT, join(ROOT, file, '..', target));
  const to = roomOf(path);
  if (PURE.test(file) && (to === 'ports' || /\/(?:context|save)\.ts$/.test(path)))
    return `${file} imports ${target}, but it decides and may know no service`;
  if (to === room || (room === 'features' && to === 'plans')) return againstOrder(file, path);
  if (rule.ours.includes('*')) return null;
  const allowed = to !== undefined && rule.ours.some((name) => to === name || to.startsWith(`${name}/`));
  return allowed ? null : `${file} imports ${target}, but ${room} may not import ${to ?? 'that'}`;
}

/** What is wrong with an import from one feature to another, or null. */
function againstOrder(file: string, path: string): string | null {
  const [from, to] = [featureOf(file), featureOf(path)];
  if (from === null || to === null || from === to) return null;
  if (FEATURES.indexOf(to) >= FEATURES.indexOf(from))
    return `${file} imports ${path}, but ${to} comes after ${from}`;
  const isOpen =
    from === 'registrations' ||
    to === 'registrations' ||
    path === `src/features/${to}/index.ts` ||
    roomOf(path) === 'plans';
  return isOpen ? null : `${file} imports ${path}, not the index of ${to}`;
}

function featureOf(path: string): string | null {
  const [, room, feature, ...rest] = path.split('/');
  if (room !== 'features' || feature === undefined) return null;
  return rest.length === 0 ? 'registrations' : feature;
}

function edgesOf(file: string, text: string): Edge[] {
  return [...text.matchAll(IMPORT)].map(({ groups }) => ({ file, target: groups?.['target'] ?? '' }));
}

function sources(): string[] {
  return ['src', 'commands', 'simulator']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((name) => /\.tsx?$/.test(name));
}

/** The files that lead back to themselves through imports, of types too; each circle by its files in order. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const reached = new Map<string, Set<string>>();
  const reach = (from: string): Set<string> => {
    const known = reached.get(from);
    if (known !== undefined) return known;
    const seen = new Set<string>();
    const left = [...(imports.get(from) ?? [])];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      left.push(...(imports.get(next) ?? []));
    }
    reached.set(from, seen);
    return seen;
  };
  const inCircle = [...imports.keys()].filter((file) => reach(file).has(file));
  const circles = inCircle.map((file) =>
    inCircle.filter((other) => reach(file).has(other) && reach(other).has(file)),
  );
  return [...new Map(circles.map((circle) => [circle.join(' '), circle])).values()];
}

describe('the rooms of the house', () => {
  const files = sources();

  it('finds the files it guards', () => {
    for (const room of Object.keys(ROOMS)) expect(files.map(roomOf), room).toContain(room);
  });

  it('lets no import go against the table', () => {
    const edges = files.flatMap((file) => edgesOf(file, readFileSync(join(ROOT, file), 'utf8')));

    expect(edges.map(trespass).filter((found) => found !== null)).toEqual([]);
    expect(edges.length).toBeGreaterThan(300);
  });

  it('has no circle, of types neither', () => {
    const imports = new Map(
      files.map((file) => {
        const targets = edgesOf(file, readFileSync(join(ROOT, file), 'utf8')).map(({ target }) => target);
        const ours = targets.filter((target) => target.startsWith('.'));
        return [file, ours.map((target) => relative(ROOT, join(ROOT, file, '..', target)))];
      }),
    );
    expect(circlesIn(imports)).toEqual([]);
  });

  it('would find a circle', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    expect(circlesIn(imports)).toEqual([['a', 'b', 'c']]);
  });

  it.each([
    ['src/domain/plan.ts', "import { z } from 'zod';"],
    ['src/domain/plan.ts', "import type { Scm } from '../ports/scm.ts';"],
    ['src/domain/operation.ts', "import type { LeftTagFacts } from '../features/release/left-tag.ts';"],
    ['src/features/release/release-plan.ts', "import type { Scm } from '../../ports/scm.ts';"],
    ['src/features/drift/decide-drift.ts', "import type { Context } from '../../engine/context.ts';"],
    ['src/features/surfaces/rights.ts', "import { releasePlan } from '../release/release-plan.ts';"],
    ['src/features/release/stop.ts', "import { purge } from '../surfaces/steps/purge.ts';"],
    [
      'src/features/surfaces/rights.ts',
      "import { releaseContent } from '../release/plans/release-content.ts';",
    ],
    ['src/features/release/stop.ts', "import retry from '../operation/decisions/retry.ts';"],
    ['src/outbox/posts.ts', "import { readDrift } from '../features/drift/alert.ts';"],
    ['src/engine/save.ts', "import { OPERATIONS } from '../features/operations.ts';"],
    ['src/engine/advance.ts', "import { App } from '@slack/bolt';"],
    ['src/engine/advance.ts', "const { x } = await import('../adapters/store/store.ts');"],
    ['src/engine/advance.ts', "type X = import('../dispatch/app.ts').App;"],
    ['src/adapters/gcs/index.ts', "import { createNpm } from '../npm/index.ts';"],
    ['src/adapters/slack/listener.ts', "import { advance } from '../../engine/advance.ts';"],
    ['simulator/gcs/index.ts', "import type { Plan } from '../../src/domain/plan.ts';"],
    ['commands/release.ts', "import { planRelease } from '../src/features/release/plan-release.ts';"],
    ['src/somewhere/new.ts', "import 'node:fs';"],
  ])('bites: %s with %s', (file, text) => {
    expect(edgesOf(file, text).map(trespass)).not.toContain(null);
  });
});
