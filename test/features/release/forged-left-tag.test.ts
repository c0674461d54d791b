import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryRelease, choose, planRelease } from '../../harness/app/actions.ts';
import { openRecordApp, type RecordApp } from '../../harness/app/record-app.ts';
import { codes } from '../../harness/app/seen.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import type { StorePlace } from '../../harness/store/place.ts';
import { createPostgresPlace } from '../../harness/store/postgres-place.ts';
import { createSqlitePlace } from '../../harness/store/sqlite-place.ts';

/** What hides an ended operation, or makes it another. */
const EDITS = [
  `update operations set line = 'v9'`,
  `update operations set requested_at = '1960-01-01T00:00:00.000Z', finished_at = '1960-01-01T00:00:00.000Z'`,
  `update operations set body = replace(body, '"version":"1.2.0"', '"version":"1.1.9"')`,
  `update operations set body = '{}'`,
  'delete from operations',
];

function describeForged(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`a tag that an ended release left, on ${name}`, () => {
    let app: RecordApp;
    beforeEach(async () => {
      app = await openRecordApp(await createPlace());
    });
    afterEach(() => app.close());

    it.each(EDITS)('blocks the next release of its version after %s', async (edit) => {
      const { world } = app;
      world.scm.onRun((run) => world.scm.finishRun(run.id, { claim: 'success', build: 'failure' }));
      const stopped = await carryRelease(app);
      await choose(app, 'abandon', stopped);
      await app.work();
      await app.sql(edit);

      expect(codes(await planRelease(app))).toEqual(['tag-left-over']);
    });
  });
}

describeForged('SQLite', createSqlitePlace);
describe('with a server', () => {
  const server = needsPostgres();
  describeForged('PostgreSQL', () => createPostgresPlace(server));
});
