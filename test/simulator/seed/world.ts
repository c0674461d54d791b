import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startEdge } from '../../../simulator/edge/index.ts';
import { startGcs } from '../../../simulator/gcs/index.ts';
import { startGithub } from '../../../simulator/github/index.ts';
import { startNpm } from '../../../simulator/npm/index.ts';
import { createCannedJobs } from '../../../simulator/seed/canned.ts';
import { hostedRunnerPath, runnerPath, seedWorld } from '../../../simulator/seed/index.ts';
import { trustedPublishers, workflowVars } from '../../../simulator/seed/workflow-settings.ts';
import { createGithub } from '../../../src/adapters/github/index.ts';

const BUCKET = 'cdn-navi-com';
const HOST = 'cdn.awellhealth.com';

const Run = z.object({ status: z.string(), conclusion: z.string().nullable() });
const Dispatched = z.object({ workflow_run_id: z.number() });
const Jobs = z.object({
  jobs: z.array(z.object({ id: z.number(), name: z.string(), conclusion: z.string().nullable() })),
});

export type ReleaseWorld = Awaited<ReturnType<typeof startReleaseWorld>>;

/** Everything that the example's workflow touches, seeded, with the tag v1.2.0 made. */
export async function startReleaseWorld(workflow: 'real' | 'canned') {
  let githubUrl = '';
  const [gcs, npm] = await Promise.all([
    startGcs({ bucket: BUCKET }),
    startNpm({ trustedPublishers: trustedPublishers('awell-health/navi'), issuer: () => githubUrl }),
  ]);
  const edge = await startEdge({ originUrl: gcs.url, bucket: BUCKET, host: HOST });
  const dir = await mkdtemp(join(tmpdir(), 'navi-world-'));
  const npmToken = npm.tokens['workflow'] ?? '';
  const places = { gcsUrl: gcs.url, npmUrl: npm.url, npmToken, bucket: BUCKET };
  const seeded = await seedWorld({ dir, ...places });
  const vars = workflowVars({ ...places, cdnHost: HOST, probeUrls: edge.probeUrls });
  const github = await startGithub({
    repository: seeded.repository,
    vars: () => vars,
    path: runnerPath(join(dir, 'bin')),
    hostedPath: hostedRunnerPath(),
    canned: createCannedJobs({ ...places, repository: seeded.repository }),
    pace: { workflow },
  });
  githubUrl = github.url;
  const ask = createAsk(`${github.url}/repos/awell-health/navi`);
  const tag = { tag: 'v1.2.0', message: 'Release v1.2.0\n', object: seeded.commits.main, type: 'commit' };
  const { sha } = z.object({ sha: z.string() }).parse(await ask('/git/tags', tag));
  await ask('/git/refs', { ref: 'refs/tags/v1.2.0', sha });

  const scm = createGithub({
    baseUrl: github.url,
    auth: { token: 'ghs_simulated_navi' },
    repository: { owner: 'awell-health', name: 'navi' },
    deadlineMs: 30_000,
  });

  /** As Navi does before it dispatches. */
  async function openClaim(operation: string): Promise<string> {
    const found = await scm.claim(operation);
    if (found !== undefined) return found.parent ?? found.sha;
    const path = '.github/workflows/release.yml';
    const commit = seeded.commits.main;
    const file = await scm.workflow(path, commit);
    const packages = [
      ['navi-core', '1.2.0'],
      ['navi-js', '1.2.0'],
      ['navi-react', '1.1.0'],
    ].map(([name, version = '']) => ({ name: `@awell-health/${name}`, version, access: 'public' as const }));
    const workflow = { path, blob: file?.blob ?? '' };
    const approved = { operation, planHash: 'f'.repeat(64), version: '1.2.0', commit, workflow, packages };
    return (await scm.openClaim({ approved, date: '2026-11-23T09:00:00Z', onto: null })).sha;
  }

  async function release(operation: string) {
    const claim = await openClaim(operation);
    const inputs = { version: '1.2.0', commit: seeded.commits.main, operation, claim };
    const body = { ref: 'v1.2.0', inputs, return_run_details: true };
    const { workflow_run_id: id } = Dispatched.parse(
      await ask('/actions/workflows/release.yml/dispatches', body),
    );
    for (;;) {
      const run = Run.parse(await ask(`/actions/runs/${id}`));
      if (run.status === 'completed') return { id, conclusion: run.conclusion, jobs: await jobs(id) };
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function jobs(id: number) {
    const found = Jobs.parse(await ask(`/actions/runs/${id}/jobs`)).jobs;
    return Object.fromEntries(found.map((job) => [job.name, job.conclusion]));
  }

  /** The log of a job, by its name. */
  async function logOf(id: number, name: string): Promise<string> {
    const job = Jobs.parse(await ask(`/actions/runs/${id}/jobs`)).jobs.find((one) => one.name === name);
    const headers = { authorization: 'token ghs_simulated_navi' };
    const answer = await fetch(`${github.url}/repos/awell-health/navi/actions/jobs/${job?.id}/logs`, {
      headers,
    });
    return answer.text();
  }

  return {
    commits: seeded.commits,
    npmUrl: npm.url,
    scm,
    release,
    logOf,
    download: (path: string) => fetch(`${gcs.url}/public/${BUCKET}/${path}`),
    distTags: async (name: string) =>
      await (await fetch(`${npm.url}/-/package/@awell-health%2f${name}/dist-tags`)).json(),
    calls: async () => [
      ...(await callsOf(gcs.url, /insert|rewrite|patch|delete/)),
      ...(await callsOf(npm.url, /put/)),
    ],
    close: async () => {
      await github.close();
      await Promise.all([edge.close(), npm.close()]);
      await gcs.close();
    },
  };
}

function createAsk(api: string) {
  return async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${api}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: 'token ghs_simulated_navi', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

const Log = z.object({ calls: z.array(z.object({ method: z.string(), path: z.string() })) });

/** The writes that a service has seen. */
async function callsOf(url: string, writes: RegExp) {
  const { calls } = Log.parse(await (await fetch(`${url}/_control/log`)).json());
  return calls.filter(({ method }) => writes.test(method)).map(({ method, path }) => `${method} ${path}`);
}
