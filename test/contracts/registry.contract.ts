import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Registry } from '../../src/ports/registry.ts';
import { failureOf } from './right-kinds.ts';

/** A registry to be tested, and the workflow's hand to publish with. */
export interface RegistrySubject {
  registry: Registry;
  publish(what: { name: string; version: string; tag: string }): Promise<void>;
  /** Lets only members of its organisation install the package from now on. */
  restrict(name: string): Promise<void>;
  /** Has readers see what is published from now on only later. */
  lag(): Promise<void>;
  /** Resolves when readers see everything. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

/** What every registry must do (`ports/registry.ts`). Cases use packages of their own. */
export function registryContract(name: string, open: () => Promise<RegistrySubject>): void {
  describe(`registry: ${name}`, () => {
    let subject: RegistrySubject;
    let registry: Registry;
    beforeAll(async () => {
      subject = await open();
      registry = subject.registry;
    });
    afterAll(() => subject.close());

    async function publishTwo(pack: string): Promise<void> {
      await subject.publish({ name: pack, version: '1.0.0', tag: 'latest' });
      await subject.publish({ name: pack, version: '1.1.0', tag: 'next' });
    }

    test('what is not there is undefined', async () => {
      expect(await registry.package('@awell-health/nothing')).toBeUndefined();
      expect(await registry.tarball('@awell-health/nothing', '1.0.0')).toBeUndefined();
    });

    test('a package has its versions and tags, and a tarball the integrity that is stated', async () => {
      const pack = '@awell-health/navi-read';
      await publishTwo(pack);
      const found = await registry.package(pack);
      expect(found?.distTags).toEqual({ latest: '1.0.0', next: '1.1.0' });
      expect(Object.keys(found?.versions ?? {})).toEqual(['1.0.0', '1.1.0']);
      const stated = found?.versions['1.1.0'];
      expect(stated).toEqual({ integrity: expect.stringMatching(/^sha512-/) });
      const tarball = await registry.tarball(pack, '1.1.0');
      expect(tarball?.integrity).toBe(stated?.integrity);
      expect(tarball?.size).toBeGreaterThan(0);
      expect(await registry.tarball(pack, '9.9.9')).toBeUndefined();
    });

    test('a package is public, restricted, or nothing is said of it', async () => {
      const pack = '@awell-health/navi-seen';
      await publishTwo(pack);
      expect(await registry.visibility(pack)).toBe('public');
      expect(await registry.visibility('@awell-health/nothing')).toBeUndefined();
      await subject.restrict(pack);
      expect(await registry.visibility(pack)).toBe('restricted');
    });

    test('a dist-tag moves, and nothing else does', async () => {
      const pack = 'navi-unscoped';
      await publishTwo(pack);
      const before = await registry.package(pack);
      const moved = await registry.moveDistTag({ name: pack, tag: 'latest', version: '1.1.0' });
      expect(moved.requestIds).toHaveLength(1);
      const after = await registry.package(pack);
      expect(after).toEqual({ ...before, distTags: { latest: '1.1.0', next: '1.1.0' } });
    });

    test('a dist-tag is not moved to a version or a package that is not there', async () => {
      const pack = '@awell-health/navi-strict';
      await publishTwo(pack);
      const moved = (what: string, version: string) =>
        failureOf(registry.moveDistTag({ name: what, tag: 'latest', version }));
      expect(await moved(pack, '9.9.9')).toMatchObject({ kind: 'refused' });
      expect(await moved('@awell-health/nothing', '1.0.0')).toMatchObject({ kind: 'refused' });
      expect((await registry.package(pack))?.distTags['latest']).toBe('1.0.0');
    });

    test('exactly one version is deprecated, and taken back', async () => {
      const pack = '@awell-health/navi-deprecated';
      await publishTwo(pack);
      const before = await registry.package(pack);
      const message = 'Broken: use 1.0.0 “instead” & tell us';
      const receipt = await registry.deprecate({ name: pack, version: '1.1.0', message });
      expect(receipt.requestIds).toHaveLength(1);
      const after = await registry.package(pack);
      expect(after?.versions['1.1.0']?.deprecated).toBe(message);
      expect(after?.versions['1.0.0']).toEqual(before?.versions['1.0.0']);
      expect(after?.distTags).toEqual(before?.distTags);
      await registry.deprecate({ name: pack, version: '1.1.0', message: '' });
      expect(await registry.package(pack)).toEqual(before);
      const tarball = await registry.tarball(pack, '1.1.0');
      expect(tarball?.integrity).toBe(before?.versions['1.1.0']?.integrity);
    });

    test('a version that is not there is not deprecated in silence', async () => {
      const pack = '@awell-health/navi-typo';
      await publishTwo(pack);
      const before = await registry.package(pack);
      for (const version of ['9.9.9', '^1.0.0', 'latest', '__proto__'])
        expect(await failureOf(registry.deprecate({ name: pack, version, message: 'no' }))).toMatchObject({
          kind: 'refused',
          code: 'no-such-version',
        });
      expect(await registry.package(pack)).toEqual(before);
    });

    test('a deprecation and a dist-tag at the same time do not undo each other', async () => {
      const pack = '@awell-health/navi-race';
      await publishTwo(pack);
      await Promise.all([
        registry.deprecate({ name: pack, version: '1.0.0', message: 'old' }),
        registry.moveDistTag({ name: pack, tag: 'latest', version: '1.1.0' }),
        registry.deprecate({ name: pack, version: '1.1.0', message: 'new' }),
      ]);
      const found = await registry.package(pack);
      expect(found?.distTags['latest']).toBe('1.1.0');
      expect(Object.values(found?.versions ?? {}).map((version) => version.deprecated)).toEqual([
        'old',
        'new',
      ]);
    });

    test('what readers do not see yet is not there, and comes', async () => {
      const pack = '@awell-health/navi-late';
      await subject.publish({ name: pack, version: '1.0.0', tag: 'latest' });
      await subject.lag();
      await subject.publish({ name: pack, version: '1.1.0', tag: 'next' });
      expect(Object.keys((await registry.package(pack))?.versions ?? {})).toEqual(['1.0.0']);
      expect(await registry.tarball(pack, '1.1.0')).toBeUndefined();
      const own = await registry.primary(pack);
      expect(Object.keys(own?.versions ?? {})).toEqual(['1.0.0', '1.1.0']);
      expect(own?.distTags).toEqual({ latest: '1.0.0', next: '1.1.0' });
      await subject.catchUp();
      expect(Object.keys((await registry.package(pack))?.versions ?? {})).toEqual(['1.0.0', '1.1.0']);
    });
  });
}
