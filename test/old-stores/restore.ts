import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createFakeClock } from '../harness/fakes/clock.ts';
import { createFakeScm, type FakeScm } from '../harness/fakes/scm.ts';
import { createFakeWorld, type FakeWorld } from '../harness/fakes/world.ts';

const FOLDER = join(import.meta.dirname, 'eec100c');

const Posted = z.object({
  channel: z.string(),
  ts: z.string(),
  key: z.string(),
  thread: z.string().optional(),
  postedAt: z.string(),
});

/** A world as `snapshot.ts` of that commit wrote it. */
const Snapshot = z.object({
  now: z.string(),
  journal: z.object({ is: z.literal('whole'), rows: z.int(), head: z.string() }),
  commits: z.array(z.object({ title: z.string(), files: z.record(z.string(), z.string()) })),
  head: z.string(),
  checks: z.array(
    z.object({ name: z.string(), app: z.string(), state: z.literal('success'), url: z.string() }),
  ),
  tags: z.record(z.string(), z.object({ commit: z.string(), object: z.string() })),
  claims: z.record(z.string(), z.int()),
  runs: z.array(
    z.object({
      id: z.int(),
      workflow: z.string(),
      inputs: z.record(z.string(), z.string()),
      commit: z.string(),
      attempt: z.int(),
      title: z.string(),
      status: z.enum(['queued', 'in_progress', 'completed']),
      conclusion: z.enum(['success', 'failure', 'cancelled']).nullable(),
      url: z.string(),
      createdAt: z.string(),
    }),
  ),
  releases: z.record(
    z.string(),
    z.object({ id: z.int(), url: z.string(), body: z.string(), title: z.string(), latest: z.boolean() }),
  ),
  objects: z.array(
    z.object({
      path: z.string(),
      text: z.string(),
      generation: z.string(),
      contentType: z.string(),
      cacheControl: z.string(),
      metadata: z.record(z.string(), z.string()),
    }),
  ),
  packages: z.record(
    z.string(),
    z.object({
      distTags: z.record(z.string(), z.string()),
      versions: z.record(z.string(), z.object({ integrity: z.string(), deprecated: z.string().optional() })),
    }),
  ),
  purges: z.array(
    z.object({
      operation: z.string(),
      path: z.string(),
      requestId: z.string(),
      status: z.object({ is: z.enum(['running', 'done']) }),
    }),
  ),
  posts: z.array(Posted),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** What commit eec100c left behind at one position: its rows as SQL, and the world around them. */
export async function readOld(position: string): Promise<{ rows: string; snapshot: Snapshot }> {
  return {
    rows: await readFile(join(FOLDER, `${position}.sql`), 'utf8'),
    snapshot: Snapshot.parse(JSON.parse(await readFile(join(FOLDER, `${position}.json`), 'utf8'))),
  };
}

/** How that commit made its tables. */
export function readSchema(database: 'sqlite' | 'postgres'): Promise<string> {
  return readFile(join(FOLDER, `${database}-schema.sql`), 'utf8');
}

/** Ids that the older process has given out; new ones come after them. */
const GIVEN_OUT = 1_000;

/** Today's fakes in the state of that world. */
export async function restoreWorld(snapshot: Snapshot): Promise<FakeWorld> {
  const clock = createFakeClock(snapshot.now);
  const world = createFakeWorld({ clock, scm: await restoreScm(snapshot) });
  for (let n = 0; n < GIVEN_OUT; n += 1) {
    world.ids.uuid();
    world.ids.operation('old');
  }
  // The edge has cached what was there before the first write.
  await world.edge.look('/v1/navi-loader.js');
  for (const object of snapshot.objects.slice(world.objects.history.length)) {
    const { generation } = world.objects.put(object);
    if (generation !== object.generation) throw new Error(`${object.path} has generation ${generation}`);
  }
  for (const [name, found] of Object.entries(snapshot.packages)) await restorePackage(world, name, found);
  world.cdn.purges.push(...snapshot.purges);
  if (snapshot.purges.some(({ status }) => status.is === 'done')) await purgeAsDone(world, snapshot);
  for (const post of snapshot.posts) {
    const message = { is: 'line', text: '', level: 'info' } as const;
    const { thread } = post;
    world.chat.posts.push({
      ...post,
      thread,
      broadcast: false,
      message,
      versions: [message],
      head: undefined,
    });
  }
  return world;
}

async function restoreScm(snapshot: Snapshot): Promise<FakeScm> {
  const scm = createFakeScm(() => new Date(snapshot.now));
  const shas = snapshot.commits.map((commit) => scm.push(commit));
  if (shas.at(-1) !== snapshot.head) throw new Error('the commits are not those of the older world');
  scm.setChecks(snapshot.head, snapshot.checks);
  for (const [name, tag] of Object.entries(snapshot.tags)) scm.tags.set(name, tag);
  for (const [tag, release] of Object.entries(snapshot.releases)) scm.releases.set(tag, release);
  for (const [at, { workflow, inputs, ...run }] of snapshot.runs.entries()) {
    const [tag = ''] = [...scm.tags].find(([, { commit }]) => commit === run.commit) ?? [];
    await scm.dispatch({ workflow, ref: `refs/tags/${tag}`, inputs });
    Object.assign(scm.runs[at] ?? {}, run);
    const [operation] = Object.entries(snapshot.claims).find(([, claimant]) => claimant === run.id) ?? [];
    if (operation !== undefined) await scm.createOldClaim({ operation, run: run.id, commit: run.commit });
  }
  return scm;
}

async function restorePackage(
  { registry }: FakeWorld,
  name: string,
  { versions, distTags }: Snapshot['packages'][string],
): Promise<void> {
  for (const [version, { integrity, deprecated }] of Object.entries(versions)) {
    if (registry.truth(name)?.versions[version] === undefined)
      registry.publish({ name, version, tag: 'next' });
    if (registry.truth(name)?.versions[version]?.integrity !== integrity)
      throw new Error(`${name}@${version} is not what it was`);
    if (deprecated !== undefined) await registry.deprecate({ name, version, message: deprecated });
  }
  for (const [tag, version] of Object.entries(distTags)) registry.moveTag(name, tag, version);
}

/** Between two purges the edge cached what the first one let it fetch: the release's bytes. */
async function purgeAsDone(world: FakeWorld, { objects }: Snapshot): Promise<void> {
  const pointers = objects.filter(({ path }) => path === 'v1/navi-loader.js');
  const before = pointers.at(-2);
  for (const probe of ['probe-a', 'probe-b'])
    if (before !== undefined) world.edge.serve(probe, `/${before.path}`, before.text);
}
