import { z } from 'zod';
import type { Stage } from '../scenarios/scenario.ts';
import { NOT_KEPT, type OnceWorld } from './once-world.ts';
import type { SeenWrite } from './witness.ts';

const Github = z.object({
  tags: z.array(z.object({ name: z.string(), commit: z.string() })),
  refs: z.array(z.object({ name: z.string(), sha: z.string() })),
  runs: z.array(
    z.object({
      id: z.number(),
      attempt: z.number(),
      title: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      jobs: z.array(z.object({ name: z.string(), conclusion: z.string().nullable() })),
    }),
  ),
  releases: z.array(z.object({ tag: z.string(), draft: z.boolean() })),
});
const Compute = z.object({
  operations: z.array(z.object({ name: z.string(), status: z.string(), path: z.string() })),
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
const Gcs = z.object({
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

/** What is true outside. */
export async function readGithub(world: OnceWorld): Promise<z.infer<typeof Github>> {
  return Github.parse(await world.read('state', 'github'));
}

export async function readPurges(world: OnceWorld): Promise<z.infer<typeof Compute>['operations']> {
  return Compute.parse(await world.read('state', 'compute')).operations;
}

export async function readPackages(world: OnceWorld): Promise<z.infer<typeof Npm>['packages']> {
  return Npm.parse(await world.read('state', 'npm')).packages;
}

/** Every generation that an object has had, oldest first. */
export async function generationsOf(world: OnceWorld, path: string): Promise<z.infer<typeof Gcs>['items']> {
  const url = `${world.urls['gcs']}/storage/v1/b/cdn-navi-com/o?versions=true&prefix=${encodeURIComponent(path)}`;
  const { items } = Gcs.parse(await (await fetch(url, { headers: NOT_KEPT })).json());
  return items
    .filter((one) => one.name === path)
    .toSorted((a, b) => (BigInt(a.generation) < BigInt(b.generation) ? -1 : 1));
}

/** Writes that took effect, of one kind. */
export function writesTo({ witnesses }: Stage, place: RegExp): SeenWrite[] {
  return witnesses
    .flatMap(({ writes }) => writes)
    .filter(({ label, status }) => place.test(label) && status < 300)
    .toSorted((a, b) => a.at - b.at);
}
