import { describe, expect, it } from 'vitest';
import type { Pairing, TerminalToken } from '../../../src/ports/tables/terminals.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL, systemClock } from '../../harness/store/given.ts';
import { type Fixture, type StorePlace, useFixture } from '../../harness/store/place.ts';
import { later, NOON } from '../../harness/store/things.ts';

export function describeTerminals(createPlace: () => Promise<StorePlace>): void {
  describe('terminals', () => {
    const fixture = useFixture(createPlace);

    it('finds a pairing by its id, its code and its secret, until it is ended', async () => {
      const { store } = await open(fixture);
      const one = aPairing('trm_1');
      await store.transaction((tx) => tx.terminals.addPairing(one));
      for (const by of [{ id: one.id }, { codeHash: one.codeHash }, { secretHash: one.secretHash }])
        expect(await store.transaction((tx) => tx.terminals.pairing(by))).toEqual(one);
      await store.transaction((tx) => tx.terminals.confirm(one.id));
      expect(await store.transaction((tx) => tx.terminals.pairing({ id: one.id }))).toEqual({
        ...one,
        confirmed: true,
      });
      await store.transaction((tx) => tx.terminals.endPairing(one.id));
      expect(await store.transaction((tx) => tx.terminals.pairing({ id: one.id }))).toBeUndefined();
    });

    it('tidies away what is over, and counts what is left', async () => {
      const { store } = await open(fixture);
      await store.transaction(async (tx) => {
        await tx.terminals.addPairing(aPairing('trm_1'));
        await tx.terminals.addPairing({ ...aPairing('trm_2'), expiresAt: later(NOON, 60_000) });
        await tx.terminals.addPairing({
          ...aPairing('trm_3'),
          peer: '192.0.2.8',
          expiresAt: later(NOON, 60_000),
        });
      });
      const left = await store.transaction((tx) => tx.terminals.tidyPairings(later(NOON, 1), '192.0.2.7'));
      expect(left).toEqual({ all: 2, ofPeer: 1 });
    });

    it('keeps tokens, each hash once, and lists the newest first', async () => {
      const { store } = await open(fixture);
      const [first, second] = [aToken('trm_1'), { ...aToken('trm_2'), issuedAt: later(NOON, 1) }];
      await store.transaction((tx) => tx.terminals.addToken(first));
      await store.transaction((tx) => tx.terminals.addToken(second));
      const again = store.transaction((tx) => tx.terminals.addToken({ ...first, id: 'trm_3' }));
      await expect(again).rejects.toThrow();
      expect(await store.transaction((tx) => tx.terminals.tokens())).toEqual([second, first]);
      expect(await store.transaction((tx) => tx.terminals.token({ hash: first.hash }))).toEqual(first);
      await store.transaction((tx) => tx.terminals.removeToken('trm_1'));
      expect(await store.transaction((tx) => tx.terminals.token({ id: 'trm_1' }))).toBeUndefined();
    });
  });

  describe('unproven rollbacks', () => {
    const fixture = useFixture(createPlace);
    const one = { line: 'v1', operation: 'rbk_1', claimed: 'Cleo', since: NOON };

    it('stand one to a release line until they are ended', async () => {
      const { store } = await open(fixture);
      await store.transaction((tx) => tx.unproven.put(one));
      await expect(
        store.transaction((tx) => tx.unproven.put({ ...one, operation: 'rbk_2' })),
      ).rejects.toThrow();
      expect(await store.transaction((tx) => tx.unproven.of('v1'))).toEqual(one);
      expect(await store.transaction((tx) => tx.unproven.of('v2'))).toBeUndefined();
      await store.transaction((tx) => tx.unproven.end('v1'));
      expect(await store.transaction((tx) => tx.unproven.of('v1'))).toBeUndefined();
    });
  });
}

async function open(fixture: Fixture) {
  const telemetry = createFakeTelemetry();
  return { store: await fixture.open({ clock: systemClock(), telemetry, journal: JOURNAL }) };
}

function aPairing(id: string): Pairing {
  return {
    id,
    codeHash: `code of ${id}`,
    secretHash: `secret of ${id}`,
    peer: '192.0.2.7',
    machine: 'laptop',
    askedAt: NOON,
    expiresAt: NOON,
    confirmed: false,
  };
}

function aToken(id: string): TerminalToken {
  return { id, hash: `hash of ${id}`, person: 'ada', machine: 'laptop', issuedAt: NOON, expiresAt: NOON };
}
