import { describe, expect, it } from 'vitest';
import { StoreNewer } from '../../src/adapters/store/errors.ts';
import { canonical } from '../../src/domain/json.ts';
import { isOpen, type Operation } from '../../src/domain/operation.ts';
import { hashPlan, type PlanContent } from '../../src/domain/plan.ts';
import { recordedPackages } from '../../src/domain/release.ts';
import type { StepState } from '../../src/domain/step.ts';
import type { RollbackContent } from '../../src/features/rollback/plans/rollback-content.ts';
import { createFakeClock } from '../harness/fakes/clock.ts';
import { createFakeTelemetry } from '../harness/fakes/telemetry.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { anOperation, later, NOON } from '../harness/store/things.ts';
import { inPostgres, inSqlite, type OldPlace, type Upgrade } from './place.ts';

/** More than the last 500, from which older versions decided. */
const RELEASES = 700;

describe('the tables of releases, filled from an older store in SQLite', () => describeBackfill(inSqlite));

describe('the tables of releases, filled from an older store in PostgreSQL', () => {
  const server = needsPostgres();
  describeBackfill(inPostgres(server));
});

function describeBackfill(upgrade: Upgrade): void {
  it('know every release there was, not only the last 500 operations', async () => {
    await using old = await openOld(upgrade, manyReleases());
    const releases = await old.store.transaction((tx) => tx.releases.ofReleaseLine('v1'));

    expect(releases).toHaveLength(RELEASES + 1);
    expect(releases[0]).toMatchObject({ version: `1.${RELEASES}.0`, state: { is: 'live' } });
    // What was live before Navi's first release was found, not made.
    expect(releases.at(-1)).toMatchObject({ version: '1.0.0', operation: null, state: { is: 'replaced' } });
    const first = releases.find(({ version }) => version === '1.1.0');
    expect(first).toMatchObject({
      operation: 'rel_0001',
      commit: 'c0ffee',
      sha384: 'sha384-1',
      replaced: '1.0.0',
      liveAt: at(1, 10),
      verifiedAt: at(1, 20),
    });
    expect(first && recordedPackages(first)).toEqual({ 'navi-js': '1.1.0' });
    expect(await ended(old, at(RELEASES, 0))).toEqual([`rel_0${RELEASES}`]);
  });

  it('tell what was replaced, rolled back and stopped, line by line', async () => {
    const rolledBack = [
      ...done(1, release('rel_1', '1.1.0', '1.0.0')),
      ...done(2, release('rel_2', '2.0.0', null)),
      ...superseded(3, release('rel_3', '1.2.0', '1.1.0')),
      ...done(4, rollback('rbk_4', '1.0.0', '1.1.0')),
      ...waiting(5, release('rel_5', '2.1.0', '2.0.0')),
    ];
    await using old = await openOld(upgrade, [
      ...rolledBack,
      surface('pointer:v1', '1.0.0', 'rbk_4'),
      surface('pointer:v2', '2.0.0', 'rel_2'),
    ]);

    expect(await states(old, 'v1')).toEqual({ '1.2.0': 'stopped', '1.1.0': 'rolled-back', '1.0.0': 'live' });
    expect(await states(old, 'v2')).toEqual({ '2.0.0': 'live' });
  });

  it('believe the surfaces about what is live, also where no operation says so', async () => {
    await using old = await openOld(upgrade, [
      ...done(1, release('rel_1', '1.1.0', '1.0.0')),
      surface('pointer:v1', '1.1.1', 'adopted'),
    ]);

    expect(await states(old, 'v1')).toEqual({ '1.1.1': 'live', '1.1.0': 'replaced', '1.0.0': 'replaced' });
  });

  it('take over what was locked and faulty, with the operation that did it', async () => {
    await using old = await openOld(upgrade, [
      ...done(4, rollback('rbk_4', '1.0.0', '1.1.0')),
      mark('locked', 'v1', 'rolled back from v1.1.0 by rbk_4'),
      mark('faulty', '1.1.0', 'taken back by rbk_4'),
      mark('faulty', '1.0.9', 'it hurts; found by nobody'),
    ]);

    const aside = { by: 'Ada Okafor', since: NOON };
    expect(await old.store.transaction((tx) => tx.lockedLines.all())).toEqual([
      { line: 'v1', why: 'rolled back from v1.1.0 by rbk_4', operation: 'rbk_4', ...aside },
    ]);
    expect(await old.store.transaction((tx) => tx.quarantined.all())).toEqual([
      { version: '1.0.9', why: 'it hurts; found by nobody', operation: null, ...aside },
      { version: '1.1.0', why: 'taken back by rbk_4', operation: 'rbk_4', ...aside },
    ]);
    await expect(old.sql('select * from marks')).rejects.toThrow();
  });

  it('are not touched in a store that a newer version has used, and that is said', async () => {
    const newer = insert('kysely_migration', { name: '9999-from-the-future', timestamp: NOON });
    const opening = openOld(upgrade, [newer]);
    await expect(opening).rejects.toThrow(StoreNewer);
    await expect(opening).rejects.toThrow('9999-from-the-future');
  });

  it('are filled though one operation cannot be read, which stays as it was', async () => {
    await using old = await openOld(upgrade, [
      ...done(1, release('rel_1', '1.1.0', '1.0.0')),
      insert('operations', { ...columns(anOperation({ id: 'rel_bad' })), body: '{"id":"rel_bad"}' }),
    ]);

    expect(await states(old, 'v1')).toEqual({ '1.1.0': 'live', '1.0.0': 'replaced' });
    expect(await old.sql(`select body from operations where id = 'rel_bad'`)).toEqual([
      { body: '{"id":"rel_bad"}' },
    ]);
  });
}

async function openOld(upgrade: Upgrade, rows: readonly string[]): Promise<OldPlace & AsyncDisposable> {
  const migrations = ['0001-first', '0002-marks'].map((name) =>
    insert('kysely_migration', { name, timestamp: NOON }),
  );
  const lock = insert('kysely_migration_lock', { id: 'migration_lock', is_locked: 0 });
  const world = { clock: createFakeClock(), telemetry: createFakeTelemetry() };
  const old = await upgrade([...migrations, lock, ...rows].join(';'), world);
  return { ...old, [Symbol.asyncDispose]: () => old.close() };
}

async function states({ store }: OldPlace, line: string): Promise<Record<string, string>> {
  const found = await store.transaction((tx) => tx.releases.ofReleaseLine(line));
  return Object.fromEntries(found.map(({ version, state }) => [version, state.is]));
}

async function ended({ store }: OldPlace, since: string): Promise<string[]> {
  const found = await store.transaction((tx) => tx.operations.endedSince(since));
  return found.map(({ id }) => id);
}

/** Seconds after the request of the `nth` operation; they follow each other by the minute. */
function at(nth: number, seconds: number): string {
  return later(NOON, nth * 60_000 + seconds * 1000);
}

function manyReleases(): string[] {
  return Array.from({ length: RELEASES }, (_, index) => {
    const nth = index + 1;
    const id = `rel_${String(nth).padStart(4, '0')}`;
    return done(nth, release(id, `1.${nth}.0`, `1.${nth - 1}.0`));
  }).flat();
}

function release(id: string, version: string, from: string | null): PlanContent {
  const line = `v${Number(version.split('.')[0])}` as const;
  const own = anOperation({ id, version }).plan.content;
  const move = {
    name: 'navi-js',
    ships: 'npm' as const,
    before: from,
    after: version,
    changes: true,
    movesLatest: true,
  };
  return {
    ...own,
    line,
    pointer: { ...own.pointer, surface: `pointer:${line}`, from },
    packages: [move],
    steps: [
      ...stepsTo(version),
      { id: 'latest:navi-js', kind: 'move-dist-tag', after: [], params: moveTo(version) },
    ],
  };
}

function rollback(id: string, version: string, takenBack: string): RollbackContent {
  const { operation, line, pointer, policy, schema } = anOperation({ id, version }).plan.content;
  return {
    kind: 'rollback',
    schema,
    operation,
    version,
    line,
    policy,
    packages: [],
    pointer: { ...pointer, from: takenBack },
    approval: { is: 'confirm', roles: ['owner'] },
    takenBack,
    deprecates: [],
    supersedes: null,
    run: null,
    reason: null,
    cdnOnly: false,
    steps: stepsTo(version),
  };
}

function stepsTo(version: string): PlanContent['steps'] {
  const swap = {
    from: `v${version}/navi-loader.js`,
    to: 'v1/navi-loader.js',
    ifGeneration: '7',
    version,
    contentType: 'application/javascript',
    cacheControl: 'public, max-age=3600',
    source: null,
  };
  return [
    { id: 'swap-pointer', kind: 'swap-pointer', after: [], params: swap },
    {
      id: 'verify-edge',
      kind: 'verify-edge',
      after: [],
      params: { path: '/v1/navi-loader.js', expect: null },
    },
  ];
}

function moveTo(to: string) {
  return { name: 'navi-js', tag: 'latest', from: null, to, onDrift: 'hold' as const };
}

/** All of its steps are done, ten seconds apart. */
function done(nth: number, content: PlanContent): string[] {
  const steps = content.steps.map(({ id }, index): [string, StepState] => {
    const since = at(nth, (index + 1) * 10);
    return [
      id,
      { is: 'done', begunAt: since, since, evidence: { sha384: `sha384-${nth}`, generation: '8' } },
    ];
  });
  const state = { is: 'done', at: at(nth, 50) } as const;
  return stored(nth, content, { state, steps: Object.fromEntries(steps), finishedAt: state.at });
}

function superseded(nth: number, content: PlanContent): string[] {
  const state = { is: 'superseded', at: at(nth, 50), by: 'rbk_4' } as const;
  const approvers = [{ person: 'ben', name: 'Ben', at: at(nth, 5) }];
  return stored(nth, content, { state, approvers, finishedAt: state.at });
}

function waiting(nth: number, content: PlanContent): string[] {
  return stored(nth, content, {});
}

function stored(nth: number, content: PlanContent, differs: Partial<Operation>): string[] {
  const own = anOperation({ id: content.operation, ...differs });
  const steps = differs.steps ?? Object.fromEntries(content.steps.map(({ id }) => [id, { is: 'waiting' }]));
  const plan = { ...own.plan, content, hash: hashPlan(content) };
  const operation = { ...own, kind: content.kind, plan, steps, requestedAt: at(nth, 0) } as Operation;
  const made = content.kind === 'release' ? surface(content.pointer.surface, content.version, own.id) : null;
  const isLast = nth === RELEASES && made !== null;
  return [insert('operations', columns(operation)), ...(isLast ? [made] : [])];
}

function columns(operation: Operation): Record<string, string | number> {
  return {
    id: operation.id,
    kind: operation.kind,
    line: operation.plan.content.line,
    version: operation.plan.content.version,
    is_open: isOpen(operation.state) ? 1 : 0,
    requested_at: operation.requestedAt,
    body: canonical(operation),
  };
}

function surface(id: string, version: string, movedBy: string): string {
  return insert('surfaces', { id, live: canonical({ version }), since: at(9, 0), moved_by: movedBy });
}

function mark(kind: string, id: string, why: string): string {
  return insert('marks', { kind, id, why, by_whom: 'Ada Okafor', since: NOON });
}

function insert(table: string, row: Record<string, string | number>): string {
  const values = Object.values(row).map((value) =>
    typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`,
  );
  return `insert into ${table} (${Object.keys(row).join(', ')}) values (${values.join(', ')})`;
}
