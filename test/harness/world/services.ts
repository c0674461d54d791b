import { z } from 'zod';
import { NAMES, type Service } from '../../../simulator/variables.ts';
import { type Call, controlOf, NOT_KEPT, read } from './control.ts';

const Github = z.object({
  head: z.string(),
  tags: z.array(z.object({ name: z.string(), commit: z.string() })),
  refs: z.array(z.object({ name: z.string(), sha: z.string() })),
  runs: z.array(
    z.object({
      id: z.number(),
      attempt: z.number(),
      title: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      jobs: z.array(z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() })),
    }),
  ),
  releases: z.array(z.object({ tag: z.string(), draft: z.boolean() })),
});
const Gcs = z.object({
  objects: z.array(
    z.object({
      name: z.string(),
      generation: z.string(),
      sha384: z.string(),
      metadata: z.record(z.string(), z.string()),
    }),
  ),
});
const Compute = z.object({
  operations: z.array(z.object({ name: z.string(), status: z.string(), path: z.string() })),
});
const Edge = z.object({
  probes: z.array(
    z.object({ name: z.string(), paths: z.array(z.object({ path: z.string(), sha384: z.string() })) }),
  ),
});
const Npm = z.object({
  packages: z.array(
    z.object({
      name: z.string(),
      distTags: z.record(z.string(), z.string()),
      versions: z.array(z.object({ version: z.string(), deprecated: z.string().optional() })),
    }),
  ),
});

const Generations = z.object({
  items: z
    .array(
      z.object({
        name: z.string(),
        generation: z.string(),
        metadata: z.record(z.string(), z.string()).optional(),
      }),
    )
    .default([]),
});
type Generation = z.infer<typeof Generations>['items'][number];

/** What the services themselves say is so; Navi is not asked. */
export interface Services {
  github(): Promise<z.infer<typeof Github>>;
  gcs(): Promise<z.infer<typeof Gcs>>;
  compute(): Promise<z.infer<typeof Compute>>;
  edge(): Promise<z.infer<typeof Edge>>;
  npm(): Promise<z.infer<typeof Npm>>;
  /** The calls of this name that reached a service, the failed ones too, oldest first. */
  calls(service: Service, method: string): Promise<Call[]>;
  /** Everything that a release changes, for saying that nothing did. */
  snapshot(): Promise<string>;
  /** The bytes' hash that each probe serves for a path. */
  probes(path: string): Promise<Record<string, string | undefined>>;
  /** Every generation that an object has had, oldest first. */
  generations(path: string): Promise<Generation[]>;
  distTags(): Promise<Record<string, Record<string, string>>>;
}

export function readServices(urls: Partial<Record<Service, string>>): Services {
  const ask = async <T>(service: Service, what: string, shape: z.ZodType<T>): Promise<T> =>
    shape.parse(await read(urls[service] ?? '', what));
  const seen: Omit<Services, 'snapshot' | 'probes' | 'distTags' | 'generations'> = {
    github: () => ask('github', 'state', Github),
    gcs: () => ask('gcs', 'state', Gcs),
    compute: () => ask('compute', 'state', Compute),
    edge: () => ask('edge', 'state', Edge),
    npm: () => ask('npm', 'state', Npm),
    calls: async (service, method) =>
      (await controlOf(urls[service] ?? '').calls()).filter((call) => call.method === method),
  };
  return {
    ...seen,
    snapshot: async () =>
      JSON.stringify([await seen.github(), await seen.gcs(), await seen.compute(), await seen.npm()]),
    probes: async (path) =>
      Object.fromEntries(
        (await seen.edge()).probes.map(({ name, paths }) => [
          name,
          paths.find((one) => one.path === path)?.sha384,
        ]),
      ),
    generations: async (path) => {
      const query = `versions=true&prefix=${encodeURIComponent(path)}`;
      const answer = await fetch(`${urls.gcs}/storage/v1/b/${NAMES.bucket}/o?${query}`, {
        headers: NOT_KEPT,
      });
      const { items } = Generations.parse(await answer.json());
      return items
        .filter(({ name }) => name === path)
        .toSorted((one, other) => (BigInt(one.generation) < BigInt(other.generation) ? -1 : 1));
    },
    distTags: async () =>
      Object.fromEntries((await seen.npm()).packages.map(({ name, distTags }) => [name, distTags])),
  };
}
