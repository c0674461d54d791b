import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaimedPackage } from '../domain/claim.ts';
import { createNpm } from '../integrations/npm/index.ts';
import type { Registry as RegistryPort } from '../ports/registry.ts';
import { type BuiltPackage, readBuild } from './build-report.ts';
import { packageDifferences } from './claim-rules.ts';
import { Approved, Publisher, Registry, readEnvironment } from './environment.ts';
import { CALL_DEADLINE_MS, POLL_MS, TRIES } from './limits.ts';
import { type Publish, withNpmPublish } from './npm-publish.ts';
import { requireClaim } from './own-run.ts';
import { patiently } from './patience.ts';
import { PipelineFailure, type Task } from './task.ts';

const Needs = Approved.extend(Registry.shape).extend(Publisher.shape);

/**
 * Publishes in release order, under the dist-tag `next`, what npm does not have yet. The same integrity counts as
 * done; another one stops everything before the first publish (DESIGN §4.5, "publish").
 */
export async function publish(task: Task): Promise<void> {
  const given = readEnvironment(Needs, task.env);
  const claimed = (await requireClaim(task.env))?.approved.packages;
  const { packages } = await readBuild(task.cwd, given);
  const differences = claimed === undefined ? [] : packageDifferences(claimed, packages);
  if (differences.length > 0) throw new PipelineFailure(differences);
  const registry = createNpm({ registryUrl: given.NPM_REGISTRY_URL, deadlineMs: CALL_DEADLINE_MS });
  const found = await Promise.all(packages.map((one) => look(registry, one)));
  const problems = found.flatMap((seen, index) => (seen === 'other' ? [otherBytes(packages[index])] : []));
  if (problems.length > 0) throw new PipelineFailure(problems);
  const missing = packages.filter((_, index) => found[index] === 'absent');
  for (const one of packages.filter((same) => !missing.includes(same)))
    task.say(`${one.name}@${one.version}: published already, the same bytes`);
  if (missing.length === 0) return;
  await withNpmPublish(
    { ...task, registryUrl: given.NPM_REGISTRY_URL, token: given.NPM_TOKEN },
    async (send) => {
      for (const one of missing)
        await publishOne({ task, registry, send: (file) => send(file, accessOf(one, claimed)) }, one);
    },
  );
  task.summarise(missing.map((one) => `- ${one.name}@${one.version} under \`next\``).join('\n'));
}

/** A workflow from before the claim's protocol publishes as public. Otherwise npm decides where nothing was approved. */
function accessOf(
  { name }: BuiltPackage,
  claimed: readonly ClaimedPackage[] | undefined,
): ClaimedPackage['access'] {
  return claimed === undefined ? 'public' : claimed.find((one) => one.name === name)?.access;
}

interface Desk {
  task: Task;
  registry: RegistryPort;
  send(file: string): ReturnType<Publish>;
}

/** Publishes until the registry has these bytes, or says no. What an answer leaves open is read, not guessed. */
async function publishOne({ task, registry, send }: Desk, one: BuiltPackage): Promise<void> {
  const what = `${one.name}@${one.version}`;
  for (let attempt = 1; ; attempt += 1) {
    const ended = await send(one.file);
    const seen = ended.code === 0 ? 'same' : await lookFor(registry, one, WAITS[ended.verdict]);
    if (seen === 'other') throw new PipelineFailure([otherBytes(one)]);
    if (seen === 'same') {
      task.say(`${what}: published under next${ended.code === 0 ? '' : ` (npm said: ${ended.problem})`}`);
      return;
    }
    if (ended.verdict !== 'open' || attempt === TRIES)
      throw new PipelineFailure([`${what} was not published: ${ended.problem}`]);
    task.say(`${what}: not there yet, once more (npm said: ${ended.problem})`);
  }
}

/**
 * How long the version is looked for after npm failed. On a conflict it is there, but readers may not see it for a
 * minute (facts/anchors.md, "npm lag"): it may be our own, of an attempt whose answer was lost. Milliseconds.
 */
const WAITS = { denied: 0, conflict: 90_000, open: 2_000 } as const;

type Seen = 'absent' | 'same' | 'other';

async function look(registry: RegistryPort, { name, version, integrity }: BuiltPackage): Promise<Seen> {
  const found = (await patiently(() => registry.package(name)))?.versions[version];
  if (found === undefined) return 'absent';
  return found.integrity === integrity ? 'same' : 'other';
}

async function lookFor(registry: RegistryPort, one: BuiltPackage, waitMs: number): Promise<Seen> {
  const until = Date.now() + waitMs;
  for (;;) {
    const seen = await look(registry, one);
    if (seen !== 'absent' || Date.now() >= until) return seen;
    await sleep(POLL_MS);
  }
}

function otherBytes(one: BuiltPackage | undefined): string {
  return `${one?.name}@${one?.version} is on npm with other bytes than this build's; nothing is published over it.`;
}
