import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { parsePackageFile } from '../adapters/github/monorepo-files.ts';
import { createNpm } from '../adapters/npm/index.ts';
import { manifestsIn } from '../adapters/npm/unpack.ts';
import type { ClaimedPackage } from '../domain/claim.ts';
import type { Registry as RegistryPort } from '../ports/registry.ts';
import { type BuiltPackage, readBuild, readBuilt } from './build-report.ts';
import { packageDifferences } from './claim-rules.ts';
import { Approved, Publisher, Registry, readEnvironment } from './environment.ts';
import { CALL_DEADLINE_MS, POLL_MS, TRIES } from './limits.ts';
import { type Publish, type PublishEnd, withNpmPublish } from './npm-publish.ts';
import { requireClaim } from './own-run.ts';
import { patiently } from './patience.ts';
import { capture } from './program.ts';
import { type JobFacts, publisherToName, wayOf } from './publisher.ts';
import { PipelineFailure, type Task } from './task.ts';

const Needs = Approved.extend(Registry.shape).extend(Publisher.shape);

/**
 * Publishes in release order, under the dist-tag `next`, what npm does not have yet: as the trusted publisher where npm
 * may take the job for it, else with the token. The same integrity counts as done; another one, or a package that cannot
 * be published by this job, stops everything before the first publish.
 */
export async function publish(task: Task): Promise<void> {
  const given = readEnvironment(Needs, task.env);
  const claimed = (await requireClaim(task.env))?.approved.packages;
  const { packages } = await readBuild(task.cwd, given);
  const differences = claimed === undefined ? [] : packageDifferences(claimed, packages);
  if (differences.length > 0) throw new PipelineFailure(differences);
  const registry = createNpm({ registryUrl: given.NPM_REGISTRY_URL, deadlineMs: CALL_DEADLINE_MS });
  const found = await Promise.all(packages.map(async (one) => ({ one, seen: await look(registry, one) })));
  const problems = found.flatMap(({ one, seen }) => (seen === 'other' ? [otherBytes(one)] : []));
  if (problems.length > 0) throw new PipelineFailure(problems);
  for (const { one, seen } of found)
    if (seen === 'same') task.say(`${one.name}@${one.version}: published already, the same bytes`);
  const missing = found.filter(({ seen }) => seen !== 'same');
  if (missing.length === 0) return;
  const mislabelled = await tarballDifferences(
    task.cwd,
    missing.map(({ one }) => one),
  );
  if (mislabelled.length > 0) throw new PipelineFailure(mislabelled);
  const widened = await widenedBy(
    given,
    claimed,
    missing.map(({ one }) => one.name),
  );
  if (widened.length > 0) throw new PipelineFailure(widened);
  const job = await jobFacts(task, given);
  const ways = missing.map(({ one, seen }) => wayOf({ name: one.name, isNew: seen === 'new' }, job));
  const unpublishable = ways.flatMap((way) => (way.by === 'nothing' ? [way.problem] : []));
  if (unpublishable.length > 0) throw new PipelineFailure(unpublishable);
  await withNpmPublish(
    { ...task, registryUrl: given.NPM_REGISTRY_URL, token: given.NPM_TOKEN },
    async (send) => {
      for (const [index, { one }] of missing.entries())
        await publishOne(
          {
            task,
            registry,
            send: (file) => send(file, accessOf(one, claimed)),
            wantsTrust: ways[index]?.by === 'trust',
          },
          one,
        );
    },
  );
  task.summarise(missing.map(({ one }) => `- ${one.name}@${one.version} under \`next\``).join('\n'));
}

/** npm publishes what a tarball says of itself, so each has to say what the build reported. */
async function tarballDifferences(cwd: string, packages: readonly BuiltPackage[]): Promise<string[]> {
  const found = await Promise.all(
    packages.map(async ({ name, version, file, access }) => {
      const texts = await manifestsIn(await readBuilt(cwd, file), AbortSignal.timeout(CALL_DEADLINE_MS));
      const read = texts.length === 1 ? parsePackageFile(texts[0] ?? '') : undefined;
      if (read?.is !== 'read')
        return [`${file} (${name}@${version}) has no readable package.json of its own.`];
      const own = read.value;
      const isSame = own.name === name && own.version === version && own.access === access;
      const said = `${own.name}@${own.version}${own.access === undefined ? '' : `, ${own.access}`}`;
      return isSame ? [] : [`${file} holds ${said}, the build reported ${name}@${version}.`];
    }),
  );
  return found.flat();
}

/**
 * A package that was approved as public and is restricted on npm now: `--access public` would open every version of
 * it.
 */
async function widenedBy(
  { NPM_REGISTRY_URL: registryUrl, NPM_TOKEN: token }: z.infer<typeof Needs>,
  claimed: readonly ClaimedPackage[] | undefined,
  names: readonly string[],
): Promise<string[]> {
  const registry = createNpm({ registryUrl, token, deadlineMs: CALL_DEADLINE_MS });
  const opened = (claimed ?? []).filter(({ name, access }) => access === 'public' && names.includes(name));
  const seen = await Promise.all(
    opened.map(async ({ name }) => ({ name, now: await patiently(() => registry.visibility(name)) })),
  );
  return seen.flatMap(({ name, now }) =>
    now === 'restricted' ? [`${name} is restricted on npm, and a release never makes it public.`] : [],
  );
}

async function jobFacts({ cwd, env }: Task, given: z.infer<typeof Publisher>): Promise<JobFacts> {
  const { RUNNER_ENVIRONMENT: runner } = given;
  return {
    hasToken: given.NPM_TOKEN !== undefined,
    hasIdToken:
      given.ACTIONS_ID_TOKEN_REQUEST_URL !== undefined && given.ACTIONS_ID_TOKEN_REQUEST_TOKEN !== undefined,
    isHosted: runner === undefined ? undefined : runner === 'github-hosted',
    npm: (await capture({ program: 'npm', args: ['--version'], cwd, env })).trim(),
  };
}

/**
 * A workflow from before the claim's protocol publishes as public. Otherwise npm decides where nothing was approved.
 */
function accessOf(
  { name }: BuiltPackage,
  claimed: readonly ClaimedPackage[] | undefined,
): ClaimedPackage['access'] {
  return claimed === undefined ? 'public' : claimed.find((one) => one.name === name)?.access;
}

interface App {
  task: Task;
  registry: RegistryPort;
  send(file: string): ReturnType<Publish>;
  /** Publish as the package's trusted publisher. */
  wantsTrust: boolean;
}

/** Publishes until the registry has these bytes, or refuses. An unknown result is followed by a read. */
async function publishOne(app: App, one: BuiltPackage): Promise<void> {
  const { task, registry, send } = app;
  const what = `${one.name}@${one.version}`;
  for (let attempt = 1; ; attempt += 1) {
    const ended = await send(one.file);
    const seen = ended.code === 0 ? 'same' : await lookFor(registry, one, WAITS[ended.verdict]);
    if (seen === 'other') throw new PipelineFailure([otherBytes(one)]);
    if (seen === 'same') {
      const how = ended.trust?.is === 'taken' ? ' by the trusted publisher' : '';
      task.say(
        `${what}: published under next${how}${ended.code === 0 ? '' : ` (npm said: ${ended.problem})`}`,
      );
      if (app.wantsTrust && ended.trust?.is === 'refused')
        task.warn(`${what} was published with NPM_TOKEN. ${notTrusted(app, one, ended.trust.why)}`);
      return;
    }
    if (ended.verdict !== 'open' || attempt === TRIES)
      throw new PipelineFailure([`${what} was not published: ${whyNot(app, one, ended)}`]);
    task.say(`${what}: not there yet, once more (npm said: ${ended.problem})`);
  }
}

/** For an untrusted publisher npm only says that it is not logged in, or has no permission. */
function whyNot(app: App, one: BuiltPackage, { trust, problem, verdict }: PublishEnd): string {
  if (!app.wantsTrust || verdict !== 'denied') return problem;
  const why = trust?.is === 'refused' ? trust.why : problem;
  return trust?.is === 'taken' && !/OIDC permission denied/i.test(problem)
    ? problem
    : notTrusted(app, one, why);
}

function notTrusted({ task }: App, { name }: BuiltPackage, why: string): string {
  return `npm did not take this job for the trusted publisher of ${name} (${why}). On npmjs.com → ${name} → Settings → Trusted publishing it has to be exactly: ${publisherToName(task.env)}.`;
}

/**
 * How long the version is searched after npm failed. After a conflict it exists, but readers may not see it for a
 * minute (docs/services.md, npm): it may be our own, from an attempt whose answer was lost. Milliseconds.
 */
const WAITS = { denied: 0, conflict: 90_000, open: 2_000 } as const;

/** `new` is a package that npm does not know, `absent` a version. */
type Seen = 'new' | 'absent' | 'same' | 'other';

async function look(registry: RegistryPort, { name, version, integrity }: BuiltPackage): Promise<Seen> {
  const known = await patiently(() => registry.package(name));
  const found = known?.versions[version];
  if (found === undefined) return known === undefined ? 'new' : 'absent';
  return found.integrity === integrity ? 'same' : 'other';
}

async function lookFor(registry: RegistryPort, one: BuiltPackage, waitMs: number): Promise<Seen> {
  const until = Date.now() + waitMs;
  for (;;) {
    const seen = await look(registry, one);
    if (seen === 'same' || seen === 'other' || Date.now() >= until) return seen;
    await sleep(POLL_MS);
  }
}

function otherBytes({ name, version }: BuiltPackage): string {
  return `${name}@${version} is on npm with other bytes than this build's; nothing is published over it.`;
}
