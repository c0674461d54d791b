import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { artifactsOf } from './artifacts.ts';
import { bindClaim, type Claimant, ownClaim } from './canned-claim.ts';
import { type Bucket, downloadObject, LOADER_TYPE, PINNED_CACHE, uploadObject } from './cdn.ts';
import { publishPackage, type Registry } from './npm.ts';
import type { Artifacts } from './packed.ts';
import { readCommitTree } from './trees.ts';

export interface CannedOptions extends Bucket, Registry {
  /** The bare repository. */
  repository: string;
  /** The world's time, in milliseconds since 1970. */
  now?: () => number;
}

/** What a canned job is given about its run; the runner of the simulated GitHub gives more. */
export interface CannedRun {
  run: { id: number; attempt: number; ref: string; sha: string; inputs: Record<string, string> };
  /** Aborted when the run is cancelled: then nothing more is sent. */
  signal: AbortSignal;
}

export interface CannedEnd {
  conclusion: 'success' | 'failure';
}

/** The inputs of the example's workflow. */
const Inputs = z.object({
  version: z.string(),
  commit: z.string(),
  operation: z.string(),
  claim: z.string().optional(),
});

interface Work extends Omit<CannedOptions, 'now'>, Claimant, z.infer<typeof Inputs> {
  run: CannedRun['run'];
  signal: AbortSignal;
  artifacts: Artifacts;
}

/**
 * The outward effects of each job of the example's release workflow, in milliseconds instead of seconds: the claim,
 * the pinned object, the packages under `next`, the manifest; recognised and fenced as in `navi ci`. Each commit is
 * built once. A job without outward effects just succeeds.
 */
export function createCannedJobs(options: CannedOptions) {
  const built = new Map<string, Promise<Artifacts>>();
  const artifactsAt = (commit: string) => {
    const found = built.get(commit);
    if (found !== undefined) return found;
    const made = readCommitTree(options.repository, commit).then(artifactsOf);
    built.set(commit, made);
    made.catch(() => built.delete(commit));
    return made;
  };
  return async (job: { key: string }, { run, signal }: CannedRun): Promise<CannedEnd> => {
    const effect = EFFECTS[job.key];
    const inputs = Inputs.safeParse(run.inputs);
    if (effect === undefined || !inputs.success) return { conclusion: 'success' };
    if (inputs.data.commit !== run.sha) return { conclusion: 'failure' };
    const artifacts = await artifactsAt(run.sha);
    signal.throwIfAborted();
    const work = { now: Date.now, ...options, ...inputs.data, run, signal, artifacts };
    return { conclusion: (await effect(work)) ? 'success' : 'failure' };
  };
}

/** By job. Each returns whether the job succeeded. */
const EFFECTS: Readonly<Record<string, (work: Work) => Promise<boolean>>> = {
  claim: bindClaim,
  'upload-pinned': uploadPinned,
  'publish-npm': publishAll,
  'release-manifest': writeManifest,
};

async function uploadPinned(work: Work): Promise<boolean> {
  if (!(await mayWrite(work))) return false;
  const { version, commit, operation, artifacts } = work;
  const path = `v${version}/navi-loader.js`;
  const isNew = await uploadObject(work, {
    path,
    bytes: artifacts.loader,
    contentType: LOADER_TYPE,
    cacheControl: PINNED_CACHE,
    metadata: { naviOperation: operation, naviVersion: version, naviCommit: commit },
  });
  return isNew || artifacts.loader.equals((await downloadObject(work, path)) ?? Buffer.of());
}

/** Each command that writes reads the claim first. */
async function mayWrite(work: Work): Promise<boolean> {
  return work.claim === undefined || (await ownClaim(work)) !== undefined;
}

async function publishAll(work: Work): Promise<boolean> {
  if (!(await mayWrite(work))) return false;
  for (const packed of work.artifacts.packages) {
    work.signal.throwIfAborted();
    await publishPackage(work, packed, 'next');
  }
  return true;
}

const Manifest = z.looseObject({ run: z.object({ id: z.number() }) });

async function writeManifest(work: Work): Promise<boolean> {
  const { version, commit, operation, artifacts, run } = work;
  const own = work.claim === undefined ? undefined : await ownClaim(work);
  if (work.claim !== undefined && own === undefined) return false;
  const folder = `v${version}`;
  const sha384 = `sha384-${createHash('sha384').update(artifacts.loader).digest('base64')}`;
  const manifest = {
    schema: 1,
    operation,
    version,
    commit,
    run: { id: run.id, attempt: run.attempt },
    ...(own === undefined
      ? {}
      : { claim: { open: work.claim, ref: run.ref, headSha: run.sha, workflow: own.run.workflow } }),
    loader: { path: `${folder}/navi-loader.js`, sha384, size: artifacts.loader.length },
    packages: artifacts.packages.map(({ manifest: { name, version }, integrity }) => ({
      name,
      version,
      integrity,
    })),
  };
  const path = `${folder}/navi-release.json`;
  const isNew = await uploadObject(work, {
    path,
    bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
    contentType: 'application/json',
    cacheControl: PINNED_CACHE,
    metadata: { naviOperation: operation },
  });
  if (isNew) return true;
  const found = JSON.parse((await downloadObject(work, path))?.toString('utf8') ?? 'null');
  return isDeepStrictEqual(Manifest.parse(found), Manifest.parse(manifest));
}
