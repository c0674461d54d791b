import { z } from 'zod';
import { run } from '../../../simulator/seed/run.ts';
import type { Service } from '../../../simulator/variables.ts';
import { until } from '../until.ts';
import { POINTER } from '../world/expect-once.ts';
import type { Day } from './day.ts';
import type { House } from './house.ts';

const BUCKET = 'cdn-navi-com';
const Log = z.object({ calls: z.array(z.object({ method: z.string(), path: z.string() })) });

/** Waits until a call has reached a service; one that is slow is being waited for by then. */
export async function whenCalled(house: House, service: Service, call: { method: string; path?: string }) {
  await until(
    `${service} ${call.method}`,
    async () => {
      const { calls } = Log.parse(await (await fetch(`${house.world.urls[service]}/_control/log`)).json());
      return calls.some(
        ({ method, path }) => method === call.method && decodeURIComponent(path).includes(call.path ?? ''),
      );
    },
    45_000,
  );
}

/** Has the operation begin or go on, until it waits for a slow answer to this call. */
export async function goUntilSlow(day: Day, service: Service, call: { method: string; seconds: number }) {
  await day.house.breakCall(service, { kind: 'slow', ...call });
  day.go();
  await whenCalled(day.house, service, { method: call.method });
}

/** Writes an object by hand. */
export async function putObject({ world }: House, path: string, text: string): Promise<void> {
  const url = new URL(`/upload/storage/v1/b/${BUCKET}/o`, world.urls.gcs);
  url.search = new URLSearchParams({ uploadType: 'media', name: path }).toString();
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/javascript; charset=utf-8' },
    body: text,
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

export async function objectText({ world }: House, path: string): Promise<string> {
  return (await fetch(`${world.urls.gcs}/public/${BUCKET}/${path}`)).text();
}

export const pointerText = (house: House): Promise<string> => objectText(house, POINTER);

/** Moves a dist-tag, with the registry's rights. */
export async function moveTag(house: House, of: { name: string; tag: string; version: string }) {
  await toNpm(house, `/-/package/${of.name.replace('/', '%2f')}/dist-tags/${of.tag}`, of.version);
}

/** Deprecates a version, as `npm deprecate` does. */
export async function deprecate(house: House, of: { name: string; version: string; message: string }) {
  const path = `/${of.name.replace('/', '%2f')}`;
  const answer = await fetch(`${house.world.urls.npm}${path}?write=true`);
  const packument = Packument.parse(await answer.json());
  const version = { ...packument.versions[of.version], deprecated: of.message };
  await toNpm(house, path, { ...packument, versions: { ...packument.versions, [of.version]: version } });
}

const Packument = z.looseObject({ versions: z.record(z.string(), z.looseObject({})) });

/** Deprecates v1.0.0 of a package by hand: reads its packument now, and writes all of it when told to. */
export async function staleDeprecation(house: House, name: string): Promise<() => Promise<void>> {
  const path = `/${name.replace('/', '%2f')}`;
  const answer = await fetch(`${house.world.urls.npm}${path}?write=true`);
  const packument = Packument.parse(await answer.json());
  const old = { ...packument.versions['1.0.0'], deprecated: 'Too old' };
  return () => toNpm(house, path, { ...packument, versions: { ...packument.versions, '1.0.0': old } });
}

async function toNpm({ world }: House, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${world.urls.npm}${path}`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${world.variables['NPM_TOKEN'] ?? ''}`,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`npm ${path}: ${answer.status} ${await answer.text()}`);
}

/** git in GitHub's own repository, as a person who pushes. */
export async function git({ world }: House, ...args: string[]): Promise<string> {
  const repository = world.seeded?.repository ?? '';
  const who = ['-c', 'user.name=Dev Rao', '-c', 'user.email=dev@example.com'];
  return (await run('git', ['--git-dir', repository, ...who, ...args])).toString('utf8').trim();
}

/** Pushes a commit to the default branch. */
export async function pushToMain(house: House): Promise<string> {
  const commit = await git(house, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', 'Something else');
  await git(house, 'update-ref', 'refs/heads/main', commit);
  return commit;
}
