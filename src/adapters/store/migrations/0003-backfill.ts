import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { canonical } from '../../../domain/json.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { Release } from '../../../domain/release.ts';
import {
  endLive,
  foundLive,
  whenApproved,
  whenDone,
  whenEnded,
  whenSeenLive,
} from '../../../domain/release-record.ts';
import type { Evidence, PlanStep } from '../../../domain/step.ts';
import { distTagSurface } from '../../../domain/surface.ts';
import type { SurfaceChange } from '../../../domain/surface-change.ts';
import { parseJson } from '../json.ts';
import { readOperation } from '../rows/operations.ts';
import type { Tables } from '../tables.ts';

/** Operations read at a time. */
const BATCH = 200;

/** Releases by version, for each release line. */
type Book = Map<string, Map<string, Release>>;

/** Fills the new tables from everything that was stored: every operation in order, every surface, every mark. */
export async function backfill(db: Kysely<Tables>): Promise<void> {
  const book: Book = new Map();
  let after = { requested_at: '', id: '' };
  for (;;) {
    const rows = await batchAfter(db, after);
    for (const { id, body } of rows) await readOne(db, book, { id, body });
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last;
  }
  await readSurfaces(db, book);
  for (const line of book.values()) for (const release of line.values()) await insert(db, release);
  await moveMarks(db);
}

function batchAfter(db: Kysely<Tables>, { requested_at, id }: { requested_at: string; id: string }) {
  return db
    .selectFrom('operations')
    .select(['id', 'requested_at', 'body'])
    .where((eb) =>
      eb.or([
        eb('requested_at', '>', requested_at),
        eb.and([eb('requested_at', '=', requested_at), eb('id', '>', id)]),
      ]),
    )
    .orderBy('requested_at')
    .orderBy('id')
    .limit(BATCH)
    .execute();
}

/** A row that cannot be read stays unchanged, and contributes nothing. */
async function readOne(db: Kysely<Tables>, book: Book, row: { id: string; body: string }): Promise<void> {
  const operation = readOperation(row);
  if (operation === undefined) return;
  enter(book, operation);
  if (operation.finishedAt !== null)
    await db
      .updateTable('operations')
      .set({ finished_at: operation.finishedAt })
      .where('id', '=', row.id)
      .execute();
}

/** The plan of a release, as every version stored it. */
const Released = z.object({ kind: z.literal('release'), commit: z.string() });

/** What one operation did, in the order in which it did it. */
function enter(book: Book, operation: Operation): void {
  const { content } = operation.plan;
  const apply = (decide: (known: Release[]) => Release[]) => {
    const line = book.get(content.line) ?? new Map<string, Release>();
    for (const release of decide([...line.values()])) line.set(release.version, release);
    book.set(content.line, line);
  };
  const release = Released.safeParse(content).data;
  if (release !== undefined) {
    const approved = { commit: release.commit, at: approvedAt(operation) };
    apply((known) => whenSeenLive(content, known, operation.requestedAt));
    if (wasApproved(operation)) apply((known) => whenApproved(operation, known, approved));
  }
  const isNew = release !== undefined;
  for (const done of doneSteps(operation)) apply((known) => whenDone(operation, { ...done, isNew }, known));
  const { finishedAt } = operation;
  if (finishedAt !== null) apply((known) => whenEnded(operation, known, finishedAt));
}

function wasApproved({ state, steps, approvers }: Operation): boolean {
  const hasBegun = Object.values(steps).some((step) => step.is !== 'waiting');
  if (state.is === 'superseded') return hasBegun || approvers.length > 0;
  return hasBegun || ['running', 'stopped', 'done', 'abandoned'].includes(state.is);
}

function approvedAt({ approvers, requestedAt }: Operation): string {
  return approvers.at(-1)?.at ?? requestedAt;
}

function doneSteps(operation: Operation) {
  const { plan, steps } = operation;
  return plan.content.steps
    .flatMap((step) => {
      const state = steps[step.id];
      if (state?.is !== 'done') return [];
      return [{ changes: changesOf(operation, step, state.evidence), at: state.since }];
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

const Hash = z.object({ sha384: z.string() });
const Move = z.object({ name: z.string(), tag: z.string(), to: z.string() });

/** What was live after a step, by the kinds of steps at the time of this migration. */
function changesOf({ plan }: Operation, { kind, params }: PlanStep, evidence: Evidence): SurfaceChange[] {
  const { pointer, version } = plan.content;
  const live = { version, ...Hash.safeParse(evidence).data };
  if (kind === 'swap-pointer') return [{ id: pointer.surface, live, verified: false }];
  if (kind === 'verify-edge') return [{ id: pointer.surface, live, verified: true }];
  const move = kind === 'move-dist-tag' ? Move.safeParse(params).data : undefined;
  if (move === undefined) return [];
  return [{ id: distTagSurface(move.name, move.tag), live: { version: move.to }, verified: true }];
}

/** The columns of this migration, without later ones. */
async function insert(db: Kysely<Tables>, release: Release): Promise<void> {
  await db
    .insertInto('releases')
    .values({
      version: release.version,
      release_line: release.releaseLine,
      operation: release.operation,
      commit_sha: release.commit,
      sha384: release.sha384,
      packages: canonical(release.packages),
      state: canonical(release.state),
      live_at: release.liveAt,
      verified_at: release.verifiedAt,
      replaced: release.replaced,
    })
    .execute();
}

const LiveOn = z.looseObject({ version: z.string().nullable(), sha384: z.string().optional() });

/** The surfaces have the last word about what is live. */
async function readSurfaces(db: Kysely<Tables>, book: Book): Promise<void> {
  for (const surface of await db.selectFrom('surfaces').selectAll().execute()) {
    const releaseLine = /^pointer:(?<line>v\d+)$/.exec(surface.id)?.groups?.['line'];
    const live = LiveOn.safeParse(parseJson(surface.live)).data;
    if (releaseLine === undefined || live?.version == null) continue;
    const { version, sha384 = null } = live;
    const line = book.get(releaseLine) ?? new Map<string, Release>();
    const state = { is: 'replaced', at: surface.since, successor: version } as const;
    for (const one of endLive([...line.values()], version, state)) line.set(one.version, one);
    const known = line.get(version) ?? foundLive({ version, releaseLine, sha384, at: surface.since });
    const verifiedAt = known.verifiedAt ?? surface.verified_at;
    line.set(version, { ...known, state: { is: 'live', since: surface.since }, verifiedAt });
    book.set(releaseLine, line);
  }
}

const Mark = z.object({
  kind: z.string(),
  id: z.string(),
  why: z.string(),
  by_whom: z.string(),
  since: z.string(),
});

/** Locks and quarantines of the older version; their earlier table is dropped. */
async function moveMarks(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql`select kind, id, why, by_whom, since from ${sql.table('marks')}`.execute(db);
  for (const { kind, id, why, by_whom, since } of z.array(Mark).parse(rows)) {
    const setAside = { why, by_whom, since, operation: await operationIn(db, why) };
    if (kind === 'locked')
      await db
        .insertInto('locked_lines')
        .values({ line: id, ...setAside })
        .execute();
    else
      await db
        .insertInto('quarantined_versions')
        .values({ version: id, ...setAside })
        .execute();
  }
  await db.schema.dropTable('marks').execute();
}

/** The operation that a reason of Navi's own ends with, if there is such an operation. */
async function operationIn(db: Kysely<Tables>, why: string): Promise<string | null> {
  const named = /\bby (?<id>\S+)$/.exec(why)?.groups?.['id'];
  if (named === undefined) return null;
  const found = await db.selectFrom('operations').select('id').where('id', '=', named).executeTakeFirst();
  return found?.id ?? null;
}
