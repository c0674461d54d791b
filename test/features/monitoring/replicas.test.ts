import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../src/domain/sample.ts';
import type { Context } from '../../../src/engine/context.ts';
import type { Source } from '../../../src/engine/define-source.ts';
import { createRecordReader } from '../../../src/engine/read-record.ts';
import { measureAll, measureSource } from '../../../src/features/monitoring/measure.ts';
import { REGISTERED } from '../../../src/features/registrations.ts';
import { DECISIONS } from '../../harness/app/decisions.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { createFakeWorld } from '../../harness/fakes/world.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { JOURNAL } from '../../harness/store/given.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import { useScene } from '../../harness/store/place.ts';
import { createPostgresPlace } from '../../harness/store/postgres-place.ts';

const SERIES = 'loads:sentry/1.2.0';

describe('two replicas on one database', () => {
  const postgres = needsPostgres();
  const scene = useScene(() => createPostgresPlace(postgres));

  it('measure once, however often both are told to', { timeout: 30_000 }, async () => {
    const reads: string[] = [];
    // It stands: the next minute is not due.
    const clock = createFakeClock();
    const source = (replica: string): Source => ({
      id: 'sentry',
      name: 'Sentry',
      everyMinutes: 1,
      lagMinutes: 2,
      reachMinutes: 10,
      read: async (_, { from }) => {
        reads.push(replica);
        // Long enough for the other one to begin, too.
        await setTimeout(300);
        return {
          is: 'answered',
          samples: [sampleOf(SERIES, from, { is: 'count', count: 7 })],
          details: null,
        };
      },
    });
    const replicas = await Promise.all(
      ['one', 'two'].map(async (replica) => {
        const telemetry = createFakeTelemetry();
        const store = await scene.open({ clock, telemetry, journal: JOURNAL });
        const context: Context = {
          ...createFakeWorld(),
          ...REGISTERED,
          clock,
          telemetry,
          store,
          settings: settingsWith(),
          policy: 'policy-1',
          holder: replica,
          stopping: new AbortController().signal,
          sources: [source(replica)],
          decisions: DECISIONS,
          record: createRecordReader(store),
        };
        return context;
      }),
    );
    await Promise.all(replicas.map((context) => measureAll(context)));
    const workers = await Promise.all(
      replicas.map((context) =>
        context.store.work(['measure-source'], ({ subject }) => measureSource(context, subject.id)),
      ),
    );
    for (let again = 0; again < 5; again += 1) {
      await Promise.all(replicas.map((context) => measureAll(context)));
      await setTimeout(200);
    }
    await Promise.all(workers.map((worker) => worker.stop(2_000)));
    const [saved] = await scene.place().sql('select count(*) as n from samples');

    expect(reads).toHaveLength(1);
    expect(Number(saved?.['n'])).toBe(1);
  });
});
