import { beforeEach, describe, expect, it } from 'vitest';
import { applyRow, emptyRecord, type StateRecord } from '../../../src/domain/record.ts';
import { findDifferences } from '../../../src/domain/record-differences.ts';
import type { Store, Tx } from '../../../src/ports/store.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL } from '../../harness/store/given.ts';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { anOperation, NOON } from '../../harness/store/things.ts';

const ASIDE = { why: 'it breaks', by: 'Ada Okafor', since: NOON, operation: null };

const ALERT = {
  id: 'drf_1',
  kind: 'drift',
  subject: { kind: 'surface', id: 'pointer:v1' },
  state: { is: 'firing' as const, since: NOON },
  since: NOON,
  looks: 3,
  revision: 1,
  details: { what: 'other bytes' },
};

const TOKEN = { id: 'trm_1', hash: 'h', person: 'ada', machine: 'm', issuedAt: NOON, expiresAt: NOON };

/** Each way in which a transaction changes a row that decides. */
const CHANGES: Readonly<Record<string, (tx: Tx) => Promise<unknown>>> = {
  'a new operation': (tx) => tx.operations.insert(anOperation({ id: 'rel_two' })),
  'a step that is done': async (tx) => {
    const operation = await tx.operations.lock('rel_one');
    if (operation === undefined) throw new Error('gone');
    const tag = { is: 'done' as const, begunAt: NOON, since: NOON, evidence: { commit: 'abc' } };
    await tx.operations.save({ ...operation, steps: { ...operation.steps, tag } });
  },
  'a step that a person has retried': async (tx) => {
    const operation = await tx.operations.lock('rel_one');
    if (operation === undefined) throw new Error('gone');
    await tx.operations.save({ ...operation, retries: { tag: 1 } });
  },
  'an operation that ends': async (tx) => {
    const operation = await tx.operations.get('rel_one');
    if (operation === undefined) throw new Error('gone');
    await tx.operations.save({ ...operation, state: { is: 'done', at: NOON }, finishedAt: NOON });
  },
  'a locked line': (tx) => tx.lockedLines.lock({ line: 'v2', ...ASIDE }),
  'a line that is locked again': (tx) => tx.lockedLines.lock({ line: 'v1', ...ASIDE, why: 'another reason' }),
  'a line that is unlocked': (tx) => tx.lockedLines.unlock('v1'),
  'a line that is unlocked and locked': async (tx) => {
    await tx.lockedLines.unlock('v1');
    await tx.lockedLines.lock({ line: 'v1', ...ASIDE, operation: 'rbk_1' });
  },
  'a quarantined version': (tx) => tx.quarantined.add({ version: '1.3.0', ...ASIDE }),
  'a version whose quarantine ends': (tx) => tx.quarantined.remove('1.2.0'),
  'a surface that is taken': (tx) => tx.surfaces.take(['pointer:v2'], 'rel_one'),
  'a surface that moves': (tx) =>
    tx.surfaces.setLive(
      'pointer:v1',
      { version: '1.3.0' },
      { operation: 'rel_one', at: NOON, verifiedAt: null },
    ),
  'an alert that fires': (tx) =>
    tx.alerts.begin({ ...ALERT, subject: { kind: 'surface', id: 'pointer:v2' } }),
  'an alert that finds something else': async (tx) => {
    await tx.alerts.begin(ALERT);
    await tx.alerts.save({ ...ALERT, revision: 2, details: { what: 'nothing' } });
  },
  'an alert that ends': async (tx) => {
    await tx.alerts.begin(ALERT);
    await tx.alerts.save({ ...ALERT, state: { is: 'over', at: NOON, how: 'as-recorded', by: null } });
  },
  'a token': (tx) => tx.terminals.addToken({ ...TOKEN, id: 'trm_2', hash: 'i' }),
  'a token that is revoked': (tx) => tx.terminals.removeToken('trm_1'),
  'an unproven rollback': (tx) =>
    tx.unproven.put({ line: 'v2', operation: 'rbk_1', claimed: 'Cleo', since: NOON }),
  'an unproven rollback that is confirmed': (tx) => tx.unproven.end('v1'),
};

/** What the journal says of the state; the rows are read unchanged, because no other process writes here. */
async function recordOf(place: StorePlace): Promise<StateRecord> {
  const record = emptyRecord();
  for (const { body } of await place.sql('select body from journal order by sequence'))
    applyRow(record, JSON.parse(String(body)));
  return record;
}

export function describeSaved(createPlace: () => Promise<StorePlace>): void {
  describe('what the journal says of the state', () => {
    const fixture = useFixture(createPlace);
    let store: Store;
    const differences = async () => {
      const { kinds } = await store.transaction((tx) => tx.state.read('rel_one'));
      const record = await recordOf(fixture.place());
      return kinds.flatMap((kind) => findDifferences(record, kind));
    };
    beforeEach(async () => {
      const telemetry = createFakeTelemetry();
      store = await fixture.open({ clock: createFakeClock(NOON), telemetry, journal: JOURNAL });
      await store.transaction(async (tx) => {
        await tx.operations.insert(anOperation());
        await tx.lockedLines.lock({ line: 'v1', ...ASIDE });
        await tx.quarantined.add({ version: '1.2.0', ...ASIDE });
        await tx.terminals.addToken(TOKEN);
        await tx.unproven.put({ line: 'v1', operation: 'rbk_1', claimed: 'Cleo', since: NOON });
        await tx.surfaces.take(['pointer:v1'], 'rel_one');
      });
    });

    it.each(Object.entries(CHANGES))('follows %s', async (_what, change) => {
      await store.transaction(change);
      expect(await differences()).toEqual([]);
      expect(await store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
    });

    it('says nothing of a transaction that changes nothing that decides', async () => {
      const { rows } = await store.transaction((tx) => tx.journal.head());
      await store.transaction(async (tx) => {
        const operation = await tx.operations.lock('rel_one');
        if (operation === undefined) throw new Error('gone');
        await tx.operations.save({ ...operation, approvers: [{ person: 'ben', name: 'Ben', at: NOON }] });
      });
      expect((await store.transaction((tx) => tx.journal.head())).rows).toBe(rows);
    });

    it('does not journal foreign changes of a row that is saved again', async () => {
      const forged = '{"begunAt":"x","evidence":{"commit":"forged"},"is":"done","since":"x"}';
      await fixture
        .place()
        .sql(`update operations set body = replace(body, '"steps":{', '"steps":{"tag":${forged},')`);
      await store.transaction(async (tx) => {
        const operation = await tx.operations.lock('rel_one');
        if (operation === undefined) throw new Error('gone');
        await tx.operations.save({ ...operation, state: { is: 'running', since: NOON } });
      });
      expect(await differences()).toEqual([
        expect.objectContaining({ item: 'operation:rel_one', field: 'step:tag', journal: null }),
      ]);
    });
  });
}
