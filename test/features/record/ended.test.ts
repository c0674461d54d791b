import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/adapters/terminal/explained.ts';
import { planRelease, release } from '../../harness/app/actions.ts';
import { openRecordApp, type RecordApp } from '../../harness/app/record-app.ts';
import { codes } from '../../harness/app/seen.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import type { StorePlace } from '../../harness/store/place.ts';
import { createPostgresPlace } from '../../harness/store/postgres-place.ts';
import { createSqlitePlace } from '../../harness/store/sqlite-place.ts';

const FORGED: readonly (readonly [what: string, text: RegExp, statements: readonly string[]])[] = [
  [
    'was changed',
    /^operations rel_\S+: requester of this ended operation is not as the journal has it$/,
    [`update operations set body = replace(body, '"name":"Ada Okafor","person"', '"name":"Eve","person"')`],
  ],
  [
    'was deleted',
    /^operations rel_\S+: the row of this ended operation is missing$/,
    ['delete from operations'],
  ],
  [
    'was added',
    /^operations rel_forged: no journal row wrote this ended operation$/,
    [
      'create table forged as select * from operations',
      `update forged set id = 'rel_forged'`,
      'insert into operations select * from forged',
    ],
  ],
];

function describeEnded(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`the row of an ended operation on ${name}`, () => {
    let app: RecordApp;
    beforeEach(async () => {
      app = await openRecordApp(await createPlace());
    });
    afterEach(() => app.close());

    const differs = async () => {
      const status = await app.use.status();
      if (status.is !== 'status') throw new Error('no status');
      return status.report.record.differs?.texts ?? null;
    };

    it.each(FORGED)(
      'that %s is found by the whole verification, told and accepted',
      async (_, text, forge) => {
        await release(app);
        expect(exitCodeOf(await app.use.auditVerify(undefined))).toBe(0);
        await app.sql(...forge);
        expect(codes(await planRelease(app, { version: 'v1.2.1' }))).not.toContain('record-differs');
        expect(exitCodeOf(await app.use.auditVerify(undefined))).toBe(1);

        await app.check();

        expect(await differs()).toEqual([expect.stringMatching(text)]);
        expect(app.told().join('\n')).toMatch(new RegExp(text.source.replace(/^\^|\$$/g, '')));
        await app.accept('ben');
        expect(await app.accept('ada')).toMatchObject({ level: 'good' });
        await app.check();
        expect(await differs()).toBeNull();
      },
    );
  });
}

describeEnded('SQLite', createSqlitePlace);
describe('with a server', () => {
  const server = needsPostgres();
  describeEnded('PostgreSQL', () => createPostgresPlace(server));
});
