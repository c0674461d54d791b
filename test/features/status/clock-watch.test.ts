import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { watchClock } from '../../../src/features/status/clock-watch.ts';
import type { TestApp } from '../../harness/app/app.ts';
import { openRecordApp } from '../../harness/app/record-app.ts';
import type { DispatchedRun } from '../../harness/fakes/scm-runs.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import type { StorePlace } from '../../harness/store/place.ts';
import { createPostgresPlace } from '../../harness/store/postgres-place.ts';
import { createSqlitePlace } from '../../harness/store/sqlite-place.ts';

const HOUR_MS = 3_600_000;

function describeClock(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`a clock that is set while a release is under way, on ${name}`, () => {
    let app: TestApp;
    let stopping: AbortController;
    let dispatched: DispatchedRun | undefined;
    beforeEach(async () => {
      app = await openRecordApp(await createPlace());
      stopping = new AbortController();
      dispatched = undefined;
    });
    afterEach(async () => {
      stopping.abort();
      await app.close();
    });

    /** A release whose workflow runs, with its edits and lines on the way. */
    async function waitForRun(): Promise<Operation> {
      app.world.scm.onRun((run) => {
        dispatched = run;
      });
      const operation = await app.request();
      await app.approve(operation);
      await app.work(30_000);
      expect((await app.operation(operation.id)).state.is).toBe('running');
      return operation;
    }
    const endRun = async () => {
      if (dispatched === undefined) throw new Error('nothing was dispatched');
      await app.world.runWorkflow(dispatched);
    };
    const notices = () =>
      app.world.chat.posts.flatMap(({ message }) => (message.is === 'notice' ? [message.text] : []));

    it.each([
      [-3 * HOUR_MS, 'back by 3 h 0 min'],
      [26 * HOUR_MS, 'forward by 26 h 0 min'],
      [-40_000, 'back by 1 min'],
    ])('goes on within a minute after %d ms, and is told', async (by, said) => {
      await watchClock(app.context, stopping.signal);
      const operation = await waitForRun();

      app.world.clock.jump(by);
      await endRun();
      await app.work(60_000);

      const ended = await app.operation(operation.id);
      expect(ended.state.is).toBe('done');
      const card = app.world.chat.byKey(`card:${operation.id}`);
      expect(card).toHaveLength(1);
      expect(card[0]?.message).toMatchObject({ card: { operation: { state: { is: 'done' } } } });
      expect(notices()).toEqual([expect.stringContaining(said)]);
      expect(app.world.telemetry.warnings()).toContainEqual(
        expect.objectContaining({
          message: 'the clock was set',
          fields: expect.objectContaining({ byMs: by }),
        }),
      );
    });

    it('goes there and back, and everything is done once', async () => {
      await watchClock(app.context, stopping.signal);
      const operation = await waitForRun();
      app.world.clock.jump(26 * HOUR_MS);
      await app.work(40_000);
      app.world.clock.jump(-26 * HOUR_MS);
      await endRun();
      await app.work(60_000);

      expect((await app.operation(operation.id)).state.is).toBe('done');
      expect(app.world.scm.calls.filter(({ call }) => call === 'dispatch')).toHaveLength(1);
      expect(notices()).toHaveLength(2);
    });

    it('was set back while no process ran: the record is ahead, and what waits goes on', async () => {
      const operation = await app.request();
      app.world.clock.jump(-3 * HOUR_MS);
      await watchClock({ ...app.context, clock: { ...app.world.clock, jumps: () => [] } }, stopping.signal);
      app.letWorkflowRun();
      await app.approve(operation);
      await app.work(60_000);

      expect((await app.operation(operation.id)).state.is).toBe('done');
      expect(notices()).toEqual([expect.stringContaining('back by 3 h')]);
    });
  });
}

describeClock('SQLite', createSqlitePlace);
describe('with a server', () => {
  const server = needsPostgres();
  describeClock('PostgreSQL', () => createPostgresPlace(server));
});
