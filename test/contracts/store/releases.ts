import { describe, expect, it } from 'vitest';
import type { Release } from '../../../src/domain/release.ts';
import type { Right } from '../../../src/domain/right.ts';
import { RowUnreadable } from '../../../src/ports/row-unreadable.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL, systemClock } from '../../harness/store/given.ts';
import { type Fixture, type StorePlace, useFixture } from '../../harness/store/place.ts';
import { anOperation, later, NOON } from '../../harness/store/things.ts';

export function describeReleases(createPlace: () => Promise<StorePlace>): void {
  describe('releases', () => {
    const fixture = useFixture(createPlace);

    it('gives back what was saved, whole, and as it was saved last', async () => {
      const { store } = await open(fixture);
      const approved = aRelease('1.2.0');
      const live: Release = {
        ...approved,
        state: { is: 'live', since: NOON },
        liveAt: NOON,
        verifiedAt: later(NOON, 9_000),
        sha384: 'sha384-x',
      };
      expect(await get(store, '1.2.0')).toBeUndefined();
      await save(store, approved);
      expect(await get(store, '1.2.0')).toEqual(approved);
      await save(store, live);
      expect(await get(store, '1.2.0')).toEqual(live);
    });

    it('lists those of one release line, the newest version first', async () => {
      const { store } = await open(fixture);
      await save(store, aRelease('1.9.0'), aRelease('1.10.0'), aRelease('2.0.0'), aRelease('1.10.0-beta.2'));
      const found = await store.transaction((tx) => tx.releases.ofReleaseLine('v1'));
      expect(found.map(({ version }) => version)).toEqual(['1.10.0', '1.10.0-beta.2', '1.9.0']);
    });

    it('says which row was damaged by hand, and lists the others', async () => {
      const { store, telemetry } = await open(fixture);
      await save(store, aRelease('1.1.0'), aRelease('1.2.0'));
      await fixture.place().sql(`update releases set state = '{"is":"gone"}' where version = '1.2.0'`);
      await expect(get(store, '1.2.0')).rejects.toThrow(RowUnreadable);
      const listed = await store.transaction((tx) => tx.releases.ofReleaseLine('v1'));
      expect(listed.map(({ version }) => version)).toEqual(['1.1.0']);
      expect(telemetry.errors().map(({ error }) => String(error))).toEqual([
        expect.stringContaining('1.2.0 of releases'),
      ]);
    });
  });

  describe('what accounts are allowed', () => {
    const fixture = useFixture(createPlace);

    it('is kept by name, as it was found last', async () => {
      const { store } = await open(fixture);
      const never: Right = { id: 'bucket', state: 'untried', detail: 'why', triedAt: null, workedAt: null };
      const refused: Right = { ...never, state: 'refused', triedAt: NOON };
      const other: Right = { ...never, id: 'url-map', state: 'granted', triedAt: NOON, workedAt: NOON };
      await store.transaction(async (tx) => {
        for (const right of [other, never, refused]) await tx.rights.save(right);
      });
      expect(await store.transaction((tx) => tx.rights.all())).toEqual([refused, other]);
    });

    it.each([
      `update rights set state = 'granted'`,
      `update rights set tried_at = '2999-01-01T00:00:00.000Z'`,
      `update rights set id = 'url-map'`,
      `update rights set seal = 'forged'`,
    ])('is unknown where it was written outside Navi: %s', async (sql) => {
      const { store } = await open(fixture);
      const refused: Right = {
        id: 'bucket',
        state: 'refused',
        detail: 'why',
        triedAt: NOON,
        workedAt: null,
        expiresAt: NOON,
      };
      await store.transaction((tx) => tx.rights.save(refused));
      expect(await store.transaction((tx) => tx.rights.all())).toEqual([refused]);
      await fixture.place().sql(sql);
      expect(await store.transaction((tx) => tx.rights.all())).toEqual([]);
    });
  });

  describe('what was set aside', () => {
    const fixture = useFixture(createPlace);
    const why = { why: 'rolled back', by: 'Ada Okafor', since: NOON, operation: 'rbk_one' };

    it('locks a release line once, until it is unlocked', async () => {
      const { store } = await open(fixture);
      await store.transaction((tx) => tx.lockedLines.lock({ line: 'v1', ...why }));
      await store.transaction((tx) => tx.lockedLines.lock({ line: 'v1', ...why, why: 'again' }));
      expect(await store.transaction((tx) => tx.lockedLines.all())).toEqual([{ line: 'v1', ...why }]);
      expect(await store.transaction((tx) => tx.lockedLines.unlock('v1'))).toEqual({ line: 'v1', ...why });
      expect(await store.transaction((tx) => tx.lockedLines.unlock('v1'))).toBeUndefined();
    });

    it('quarantines a version once, until that is ended', async () => {
      const { store } = await open(fixture);
      const first = { version: '1.2.0', ...why, operation: null };
      await store.transaction((tx) => tx.quarantined.add(first));
      await store.transaction((tx) => tx.quarantined.add({ ...first, why: 'again' }));
      expect(await store.transaction((tx) => tx.quarantined.all())).toEqual([first]);
      expect(await store.transaction((tx) => tx.quarantined.remove('1.2.0'))).toEqual(first);
      expect(await store.transaction((tx) => tx.quarantined.all())).toEqual([]);
    });
  });

  describe('operations by line and by end', () => {
    const fixture = useFixture(createPlace);

    it('lists all of a line since a time, and all that ended since a time', async () => {
      const { store } = await open(fixture);
      const at = later(NOON, 5_000);
      await store.transaction(async (tx) => {
        await tx.operations.insert(anOperation({ id: 'rel_old' }));
        await tx.operations.insert(anOperation({ id: 'rel_new', requestedAt: at, finishedAt: at }));
      });
      const ofReleaseLine = await store.transaction((tx) => tx.operations.ofReleaseLine('v1', at));
      expect(ofReleaseLine.map(({ id }) => id)).toEqual(['rel_new']);
      expect(await store.transaction((tx) => tx.operations.ofReleaseLine('v2', NOON))).toEqual([]);
      const ended = await store.transaction((tx) => tx.operations.endedSince(NOON));
      expect(ended.map(({ id }) => id)).toEqual(['rel_new']);
      expect(await store.transaction((tx) => tx.operations.endedSince(later(at, 1)))).toEqual([]);
    });
  });
}

function aRelease(version: string): Release {
  return {
    version,
    releaseLine: version.startsWith('2') ? 'v2' : 'v1',
    operation: 'rel_one',
    commit: 'c0ffee',
    sha384: null,
    packages: [
      {
        name: 'navi-js',
        version,
        publishes: true,
        before: '1.1.0',
        after: version,
        confirmed: false,
      },
    ],
    state: { is: 'approved', at: NOON },
    liveAt: null,
    verifiedAt: null,
    replaced: '1.1.0',
  };
}

async function open(fixture: Fixture) {
  const telemetry = createFakeTelemetry();
  return { telemetry, store: await fixture.open({ clock: systemClock(), telemetry, journal: JOURNAL }) };
}

function save(store: Store, ...releases: Release[]): Promise<void> {
  return store.transaction(async (tx) => {
    for (const release of releases) await tx.releases.save(release);
  });
}

function get(store: Store, version: string): Promise<Release | undefined> {
  return store.transaction((tx) => tx.releases.get(version));
}
