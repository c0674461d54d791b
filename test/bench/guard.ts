import type { Operation } from '../../src/domain/operation.ts';
import { hashPlan } from '../../src/domain/plan.ts';
import type { Release } from '../../src/domain/release.ts';
import { type Guarding, soundIn } from '../../src/engine/guard.ts';
import { createRecordReader } from '../../src/engine/read-record.ts';
import { OPERATIONS as KINDS } from '../../src/features/operations.ts';
import type { Store } from '../../src/ports/store.ts';
import { createFakeTelemetry } from '../harness/fakes/telemetry.ts';
import { settingsWith } from '../harness/samples/settings.ts';
import { withStore } from '../harness/store/beside.ts';
import { systemClock } from '../harness/store/given.ts';
import { anEntry, anOperation, NOON } from '../harness/store/things.ts';
import { type Figure, percentile } from './figures.ts';
import { fillStore } from './filled-store.ts';
import { LIMITS } from './limits.ts';
import type { Measure, Thoroughness } from './measure.ts';
import { type Place, withPlaces } from './places.ts';

/** Five journal rows each. */
const OPERATIONS = 20_000;
/** Releases that are on record, each compared before each write. */
const RELEASES = 200;
/** Rows about the operation that writes: as many as a whole release has. */
const OWN_ROWS = 60;

export const guard: Measure = {
  name: 'guard',
  summary: `a write's journal row with the comparison of state and journal before it, with ${(OPERATIONS * 5).toLocaleString('en')} journal rows`,
  run: (how) => withPlaces(how, (place) => measure(place, how)),
};

async function measure(place: Place, how: Thoroughness): Promise<Figure[]> {
  const operations = how.quick ? 500 : OPERATIONS;
  const count = how.quick ? 50 : 500;
  await fillStore(place.variables, { finished: operations, open: 0 });
  return withStore(place.variables, async (store) => {
    await prepare(store);
    const record = createRecordReader(store);
    const begun = performance.now();
    const { head } = await record.catchUp();
    const readMs = performance.now() - begun;
    const guarding = {
      operations: KINDS,
      record,
      clock: systemClock(),
      settings: settingsWith({}),
      telemetry: createFakeTelemetry(),
    };
    const withGuard: number[] = [];
    const without: number[] = [];
    for (let index = 0; index < count; index += 1) {
      withGuard.push(await timed(() => write(store, index, guarding)));
      without.push(await timed(() => write(store, index, null)));
    }
    return figures(place, { withGuard, without, readMs, rows: head.rows });
  });
}

interface Times {
  withGuard: number[];
  without: number[];
  readMs: number;
  rows: number;
}

function figures(place: Place, { withGuard, without, readMs, rows }: Times): Figure[] {
  const each = [0.5, 0.99].map(
    (share): Figure => ({
      what: `${place.name}: append and comparison, ${rows.toLocaleString('en')} rows, p${share * 100} of ${withGuard.length}`,
      navi: percentile(withGuard, share),
      peer: { name: 'most that is asked', value: LIMITS.guard.limit.atMost },
      unit: 'ms',
      limit: share === 0.5 ? { atMost: 1 } : null,
      note: `${percentile(without, share).toFixed(1)} ms without the comparison`,
    }),
  );
  const first: Figure = {
    what: `${place.name}: reading ${rows.toLocaleString('en')} rows for the first time`,
    navi: readMs,
    peer: null,
    unit: 'ms',
    limit: null,
  };
  return [...each, first];
}

/** One release under way with the rows of a whole one, and the releases before it. */
async function prepare(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    for (let index = 0; index < RELEASES; index += 1) await tx.releases.save(aRelease(`1.${index}.0`));
    const base = anOperation();
    const operation: Operation = { ...base, state: { is: 'running', since: NOON } };
    await tx.operations.insert(operation);
    const planHash = hashPlan(operation.plan.content);
    for (let index = 0; index < OWN_ROWS; index += 1)
      tx.journal.append(anEntry({ planHash, details: { evidence: 'x'.repeat(600) } }));
  });
}

/** What keeping one step does, with the comparison or without it. */
function write(store: Store, index: number, guarding: Guarding | null): Promise<void> {
  return store.transaction(async (tx) => {
    const operation = await tx.operations.lock('rel_one');
    if (operation === undefined) throw new Error('the operation is gone');
    const sound = guarding === null ? null : await soundIn(tx, guarding, operation);
    if (sound?.is === 'tampered') throw new Error(sound.why);
    await tx.operations.save({ ...operation, retries: { purge: index } });
    tx.journal.append(anEntry({ subject: { kind: 'store', id: 'bench' }, event: 'step-intended' }));
  });
}

function aRelease(version: string): Release {
  const names = ['@awell-health/navi-core', '@awell-health/navi-js', '@awell-health/navi-react'];
  return {
    version,
    releaseLine: 'v1',
    operation: `rel_${version}`,
    commit: 'c0ffee',
    sha384: `sha384-${version}`,
    packages: names.map((name) => ({
      name,
      version,
      publishes: true,
      before: null,
      after: version,
      confirmed: true,
    })),
    state: { is: 'replaced', at: NOON, successor: version },
    liveAt: NOON,
    verifiedAt: NOON,
    replaced: null,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
