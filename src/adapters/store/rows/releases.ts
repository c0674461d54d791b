import { z } from 'zod';
import { canonical } from '../../../domain/json.ts';
import type { Release } from '../../../domain/release.ts';
import { isNewer } from '../../../domain/version.ts';
import { RowUnreadable } from '../../../ports/row-unreadable.ts';
import type { Releases } from '../../../ports/tables/release-lines.ts';
import * as texts from '../guarded/texts.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';
import type { ReleasesTable } from '../tables.ts';
import { readable } from './readable.ts';

const Packages = z.array(
  z.object({
    name: z.string(),
    version: z.string().nullable(),
    publishes: z.boolean(),
    before: z.string().nullable(),
    after: z.string().nullable(),
    confirmed: z.boolean(),
  }),
);

const State = z.discriminatedUnion('is', [
  z.object({ is: z.literal('approved'), at: z.string() }),
  z.object({ is: z.literal('live'), since: z.string() }),
  z.object({ is: z.literal('replaced'), at: z.string(), successor: z.string() }),
  z.object({ is: z.literal('rolled-back'), at: z.string(), by: z.string() }),
  z.object({ is: z.literal('stopped'), at: z.string() }),
]);

/**
 * Releases on this transaction. An unreadable row is an error when requested by version, and is left out of lists
 * with a log line.
 */
export function createReleases(session: Session): Releases {
  const { trx, rowLocks, changes } = session;
  const rows = trx.selectFrom('releases').selectAll();
  const locked = (version: string) => {
    const one = rows.where('version', '=', version);
    return (rowLocks ? one.forUpdate() : one).executeTakeFirst();
  };
  return {
    async save(release) {
      const row = toTable(release);
      const { version, ...columns } = row;
      const before = await locked(version);
      await trx
        .insertInto('releases')
        .values({ version, ...columns })
        .onConflict((conflict) => conflict.column('version').doUpdateSet(columns))
        .execute();
      changes.wrote(texts.release(row), before && texts.release(before));
    },
    async get(version) {
      const row = await locked(version);
      return row && fromTable(row);
    },
    async ofReleaseLine(releaseLine) {
      const found = await rows.where('release_line', '=', releaseLine).execute();
      return readable(found, fromTable, session).sort((a, b) => (isNewer(b.version, a.version) ? 1 : -1));
    },
  };
}

function toTable(release: Release): ReleasesTable {
  return {
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
  };
}

function fromTable(row: ReleasesTable): Release {
  const packages = Packages.safeParse(parseJson(row.packages));
  const state = State.safeParse(parseJson(row.state));
  if (!packages.success || !state.success)
    throw new RowUnreadable('releases', row.version, 'its packages or its state are not as Navi writes them');
  return {
    version: row.version,
    releaseLine: row.release_line,
    operation: row.operation,
    commit: row.commit_sha,
    sha384: row.sha384,
    packages: packages.data,
    state: state.data,
    liveAt: row.live_at,
    verifiedAt: row.verified_at,
    replaced: row.replaced,
  };
}
