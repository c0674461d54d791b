import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createEdge } from '../adapters/edge/index.ts';
import { createNpm } from '../adapters/npm/index.ts';
import { tagOf } from '../domain/version.ts';
import type { Edge } from '../ports/edge.ts';
import type { Registry as RegistryPort } from '../ports/registry.ts';
import { type BuildReport, type BuiltPackage, readBuild } from './build-report.ts';
import { Approved, EdgeView, Registry, readEnvironment } from './environment.ts';
import { CALL_DEADLINE_MS, LOADER_LIMIT, POLL_MS } from './limits.ts';
import { requireClaim } from './own-run.ts';
import { PipelineFailure, PipelineMisuse, type Task } from './task.ts';

const Needs = Approved.extend(EdgeView.shape).extend(Registry.shape);

/** npm's own replicas take a minute at times (docs/services.md, npm). Seconds. */
const WITHIN_SECONDS = 180;

/**
 * Reads back, like a customer, what the earlier jobs have published: the pinned script at every probe, every
 * package's metadata and tarball. It waits for missing ones, `--within <seconds>` at most.
 */
export async function smokeTest({ env, args, cwd, say, summarise }: Task): Promise<void> {
  const given = readEnvironment(Needs, env);
  const within = readWithin(args);
  await requireClaim(env);
  const report = await readBuild(cwd, given);
  const edge = createEdge({
    probes: given.CDN_PROBE_URLS,
    host: given.NAVI_CDN_HOST,
    deadlineMs: CALL_DEADLINE_MS,
    maxBytes: LOADER_LIMIT,
  });
  const registry = createNpm({ registryUrl: given.NPM_REGISTRY_URL, deadlineMs: CALL_DEADLINE_MS });
  const until = Date.now() + within * 1000;
  const checks = [
    { what: `/${tagOf(given.NAVI_VERSION)}/${report.loader.file}`, look: () => lookAtEdge(edge, report) },
    ...report.packages.map((one) => ({
      what: `${one.name}@${one.version}`,
      look: () => lookAtPackage(registry, one),
    })),
  ];
  const problems = await Promise.all(
    checks.map(async ({ what, look }) => {
      const problem = await untilClean(look, until);
      say(`${what}: ${problem ?? 'as built'}`);
      summarise(`- ${problem === undefined ? '✅' : '❌'} ${what}`);
      return problem === undefined ? [] : [`${what}: ${problem}`];
    }),
  );
  if (problems.flat().length > 0) throw new PipelineFailure(problems.flat());
}

function readWithin(args: readonly string[]): number {
  if (args.length === 0) return WITHIN_SECONDS;
  const read = z.tuple([z.literal('--within'), z.coerce.number().nonnegative().max(3600)]).safeParse(args);
  if (!read.success) throw new PipelineMisuse(['navi ci smoke [--within <seconds>]']);
  return read.data[1];
}

/** A check that returns the problem, or undefined. */
type Look = () => Promise<string | undefined>;

async function untilClean(look: Look, until: number): Promise<string | undefined> {
  for (;;) {
    const problem = await look().catch((error: unknown) =>
      error instanceof Error ? error.message : String(error),
    );
    if (problem === undefined || Date.now() >= until) return problem;
    await sleep(POLL_MS);
  }
}

async function lookAtEdge(edge: Edge, { version, loader }: BuildReport): Promise<string | undefined> {
  const readings = await edge.look(`/${tagOf(version)}/${loader.file}`);
  const wrong = readings.flatMap((reading) => {
    if (reading.is === 'missing') return [`${reading.probe} answers ${reading.status}`];
    if (reading.is === 'unreachable') return [`${reading.probe} ${reading.problem}`];
    return reading.sha384 === loader.sha384 ? [] : [`${reading.probe} serves ${reading.sha384}`];
  });
  if (readings.length === 0) return 'there is no probe';
  return wrong.length === 0 ? undefined : wrong.join('; ');
}

async function lookAtPackage(registry: RegistryPort, one: BuiltPackage): Promise<string | undefined> {
  const found = (await registry.package(one.name))?.versions[one.version];
  if (found === undefined) return 'the registry does not know it yet';
  if (found.integrity !== one.integrity) return `the registry states ${found.integrity}`;
  const tarball = await registry.tarball(one.name, one.version);
  if (tarball === undefined) return 'the tarball is not there yet';
  return tarball.integrity === one.integrity ? undefined : `the tarball has ${tarball.integrity}`;
}
