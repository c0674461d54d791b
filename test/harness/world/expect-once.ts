import { expect } from 'vitest';
import type { Services } from './services.ts';

export const POINTER = 'v1/navi-loader.js';
const CORE = '@awell-health/navi-core';
const JS = '@awell-health/navi-js';
const REACT = '@awell-health/navi-react';

/** An operation of the story: the release of v1.2.0, or its rollback to v1.1.0. */
interface Carried {
  id: string;
  kind: string;
}

/**
 * Everything that the operation does is there, and is there once, whatever happened meanwhile. The services are asked;
 * Navi is not.
 */
export async function expectOnce(services: Services, operation: Carried): Promise<void> {
  if (operation.kind === 'release') await expectReleased(services, operation);
  else await expectRolledBack(services, operation);
  expect((await services.compute()).operations.filter(({ status }) => status !== 'DONE')).toEqual([]);
}

async function expectReleased(services: Services, { id }: Carried): Promise<void> {
  const { head, tags, refs, runs, releases } = await services.github();
  expect(tags.filter(({ name }) => name === 'v1.2.0')).toEqual([{ name: 'v1.2.0', commit: head }]);
  const claims = refs.filter(({ name }) => name.startsWith('refs/navi/')).map(({ name }) => name);
  expect(claims).toEqual([`refs/navi/${id}`]);
  expect(runs.filter(({ conclusion }) => conclusion === 'success')).toHaveLength(1);
  expect(releases).toEqual([{ tag: 'v1.2.0', draft: false }]);
  await expectPointerAt(services, { path: 'v1.2.0/navi-loader.js', operation: id });
  const released = { latest: '1.2.0', next: '1.2.0' };
  expect(await services.distTags()).toEqual({
    [CORE]: released,
    [JS]: released,
    [REACT]: { latest: '1.1.0' },
  });
}

async function expectRolledBack(services: Services, { id }: Carried): Promise<void> {
  await expectPointerAt(services, { path: 'v1.1.0/navi-loader.js', operation: id });
  const back = { latest: '1.1.0', next: '1.1.0' };
  expect(await services.distTags()).toEqual({ [CORE]: back, [JS]: back, [REACT]: { latest: '1.1.0' } });
  for (const name of [CORE, JS])
    expect(await deprecationsOf(services, name)).toEqual({ '1.2.0': expect.stringContaining('rolled back') });
}

/** The versions of a package that npm warns of, each with what it says. */
export async function deprecationsOf(services: Services, name: string): Promise<Record<string, string>> {
  const { packages } = await services.npm();
  const versions = packages.find((one) => one.name === name)?.versions ?? [];
  return Object.fromEntries(
    versions.flatMap(({ version, deprecated = '' }) => (deprecated === '' ? [] : [[version, deprecated]])),
  );
}

/** The pointer holds the bytes of a pinned object, stamped by one write of the operation, and every probe serves them. */
async function expectPointerAt(services: Services, of: { path: string; operation: string }): Promise<void> {
  const { objects } = await services.gcs();
  const sha384 = objects.find(({ name }) => name === of.path)?.sha384;
  const pointer = objects.find(({ name }) => name === POINTER);
  expect(pointer).toMatchObject({ sha384, metadata: { naviOperation: of.operation } });
  expect(await services.probes(`/${POINTER}`)).toEqual({ ams: sha384, iad: sha384, sin: sha384 });
  const ours = (await services.generations(POINTER)).filter(
    ({ metadata }) => metadata?.['naviOperation'] === of.operation,
  );
  expect(ours.map(({ generation }) => generation)).toEqual([pointer?.generation]);
}
