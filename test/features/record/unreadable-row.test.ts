import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app/create-app.ts';
import { commandsWith } from '../../../src/app/load-commands.ts';
import type { Alert } from '../../../src/domain/alert.ts';
import { RowUnreadable } from '../../../src/ports/row-unreadable.ts';
import { release, tick } from '../../harness/app/actions.ts';
import { RELEASES } from '../../harness/app/app.ts';
import { DECISIONS } from '../../harness/app/decisions.ts';
import { DOCTOR } from '../../harness/app/doctor.ts';
import { openRecordApp, type RecordApp } from '../../harness/app/record-app.ts';
import { pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import type { StorePlace } from '../../harness/store/place.ts';
import { createPostgresPlace } from '../../harness/store/postgres-place.ts';
import { createSqlitePlace } from '../../harness/store/sqlite-place.ts';

const GONE = `'{"is":"gone"}'`;

const anAlert = (id: string, at: string): Alert => ({
  ...{ id, kind: 'drift', subject: { kind: 'surface', id: `pointer:${id}` }, since: at, looks: 1 },
  ...{ revision: 1, state: { is: 'suspect' }, details: {} },
});

function describeUnreadable(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`a row that cannot be read on ${name}`, () => {
    let app: RecordApp;
    beforeEach(async () => {
      app = await openRecordApp(await createPlace());
    });
    afterEach(() => app.close());

    /** What a person in Slack is answered. */
    async function ask(words: string, by: string) {
      const of = { commands: await commandsWith(DECISIONS), decisions: DECISIONS, isOffline: false };
      const door = createApp(app.context, { ...of, ...DOCTOR });
      return door.ask({ words, who: async () => app.caller(by), place: RELEASES }).answer;
    }

    it('refuses the release that is asked for, by its row, and rolls back', async () => {
      await release(app);
      await app.sql(`update releases set state = ${GONE}`);

      expect(await ask('release v1.2.0 --dry-run', 'ada')).toMatchObject({
        is: 'refusal',
        refusal: {
          reasons: [{ code: 'row-unreadable', table: 'releases', id: '1.2.0' }],
        },
      });
      expect(await ask('rollback --yes --reason "it is slow"', 'cleo')).toMatchObject({ is: 'accepted' });
      await app.work(900_000);
      expect(pointerText(app)).toBe(loaderText('1.1.0'));
      expect(await app.store.transaction((tx) => tx.releases.get('1.2.0'))).toMatchObject({
        state: { is: 'rolled-back' },
      });
    });

    it('gives way to the same suspicion, if it had not fired, and stops no other', async () => {
      const at = app.world.clock.now().toISOString();
      const begin = (alert: Alert) => app.store.transaction((tx) => tx.alerts.begin(alert));
      await begin(anAlert('drf_1', at));
      await begin(anAlert('drf_2', at));
      await app.sql(`update alerts set state = ${GONE} where id = 'drf_1'`);

      expect(await begin({ ...anAlert('drf_2', at), id: 'drf_3' })).toBe(false);
      expect(await begin({ ...anAlert('drf_1', at), id: 'drf_4' })).toBe(true);
      const open = await app.store.transaction((tx) => tx.alerts.open());
      expect(open.map(({ id }) => id)).toEqual(['drf_2', 'drf_4']);
    });

    it('is an alert that fires without the mark by which it is compared with the journal', async () => {
      const at = app.world.clock.now().toISOString();
      await app.store.transaction((tx) => tx.alerts.begin(anAlert('drf_1', at)));
      await app.sql(`update alerts set state = '{"is":"firing","since":"${at}"}'`);

      expect(await app.store.transaction((tx) => tx.alerts.open())).toEqual([]);
      await expect(app.store.transaction((tx) => tx.alerts.lock('drf_1'))).rejects.toThrow(RowUnreadable);
    });

    it('is restored from the journal by the next look, where its alert had fired', async () => {
      await release(app);
      const look = async () => {
        await tick(app, 'verify-live');
        await app.work(90_000);
      };
      app.world.objects.put({ path: 'v1/navi-loader.js', text: loaderText('1.0.0') });
      await look();
      const [fired] = await app.store.transaction((tx) => tx.alerts.open());
      expect(fired).toMatchObject({ state: { is: 'firing' } });
      await app.sql(`update alerts set state = ${GONE}, details = '{'`);

      await look();

      const open = await app.store.transaction((tx) => tx.alerts.open());
      expect(open).toMatchObject([{ id: fired?.id, state: fired?.state }]);
      expect(app.told().join('\n')).toContain('The database was changed outside Navi');
    });

    it('is left out of the list of alerts, and is an error for who asks for it', async () => {
      const at = app.world.clock.now().toISOString();
      await app.store.transaction(async (tx) => {
        await tx.alerts.begin(anAlert('drf_1', at));
        await tx.alerts.begin(anAlert('drf_2', at));
      });
      await app.sql(`update alerts set state = ${GONE} where id = 'drf_1'`);

      const begun = await app.store.transaction((tx) => tx.alerts.begunSince(at));
      expect(begun.map(({ id }) => id)).toEqual(['drf_2']);
      await expect(app.store.transaction((tx) => tx.alerts.get('drf_1'))).rejects.toThrow(RowUnreadable);
    });
  });
}

describeUnreadable('SQLite', createSqlitePlace);
describe('with a server', () => {
  const server = needsPostgres();
  describeUnreadable('PostgreSQL', () => createPostgresPlace(server));
});
