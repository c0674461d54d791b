import { sql } from 'kysely';
import { z } from 'zod';
import type { StoreMeasures } from '../../ports/store.ts';
import type { Engine } from './session.ts';

const Sqlite = z.object({ bytes: z.coerce.number() });
/** PostgreSQL gives a bigint as text. */
const Postgres = z.object({ bytes: z.coerce.number(), now: z.coerce.date() });

/** The size of everything that Navi stores, and the database's clock. */
export async function measure({ db, rowLocks }: Engine): Promise<StoreMeasures> {
  if (!rowLocks) {
    const { rows } = await sql`
      select page_count * page_size as bytes from pragma_page_count, pragma_page_size`.execute(db);
    return { bytes: Sqlite.parse(rows[0]).bytes, now: null };
  }
  const { rows } = await sql`
    select coalesce(sum(pg_total_relation_size(c.oid)), 0) as bytes, clock_timestamp() as now
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'navi' and c.relkind in ('r', 'm')`.execute(db);
  const { bytes, now } = Postgres.parse(rows[0]);
  return { bytes, now: now.toISOString() };
}
