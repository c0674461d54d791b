import type { Conclusion } from '../../../src/ports/scm.ts';
import { createFakeCdn, type FakeCdn } from './cdn.ts';
import { createFakeChat, type FakeChat } from './chat.ts';
import { createFakeClock, type FakeClock } from './clock.ts';
import { createFakeCustomersFile, type FakeCustomersFile } from './customers.ts';
import { createFakeEdge, type FakeEdge } from './edge.ts';
import { createFakeHeartbeat, type FakeHeartbeat } from './heartbeat.ts';
import { createFakeIds } from './ids.ts';
import { createFakeMail, type FakeMail } from './mail.ts';
import { createFakeMeasured, type FakeMeasured } from './measured.ts';
import { createFakeObjects, type FakeObjects, sriOf } from './objects.ts';
import { createFakePager, type FakePager } from './pager.ts';
import { createFakeDirectory, type FakeDirectory } from './people.ts';
import { createFakeRegistry, type FakeRegistry } from './registry.ts';
import type { FakeScm } from './scm.ts';
import type { DispatchedRun } from './scm-runs.ts';
import { createStoryScm, fillStoryObjects, fillStoryRegistry, loaderText } from './story.ts';
import { createFakeTelemetry, type FakeTelemetry } from './telemetry.ts';

/** Every fake, joined as the real world is: the edge caches what the bucket holds until the CDN's purge is done. */
export interface FakeWorld extends FakeMeasured {
  clock: FakeClock;
  ids: ReturnType<typeof createFakeIds>;
  telemetry: FakeTelemetry;
  scm: FakeScm;
  objects: FakeObjects;
  registry: FakeRegistry;
  cdn: FakeCdn;
  edge: FakeEdge;
  chat: FakeChat;
  heartbeat: FakeHeartbeat;
  pager: FakePager;
  directory: FakeDirectory;
  customersFile: FakeCustomersFile;
  mail: FakeMail;
  /**
   * What the release workflow does for a run: claims the operation, uploads the pinned object, publishes what is new
   * under `next`, writes the release manifest, ends every job. Inputs are `version` (with or without `v`), `commit`, `operation`.
   */
  runWorkflow(run: DispatchedRun, jobs?: Readonly<Record<string, Conclusion>>): Promise<void>;
}

const JOBS = { claim: 'success', build: 'success', publish: 'success' } as const;
const NPM = ['navi-core', 'navi-js', 'navi-js-react'];

/** The story's world, ready for v1.2.0. */
export function createFakeWorld({
  clock = createFakeClock(),
  scm = createStoryScm(() => clock.now()),
}: {
  clock?: FakeClock;
  scm?: FakeScm;
} = {}): FakeWorld {
  const now = () => clock.now();
  const objects = createFakeObjects(now);
  const registry = createFakeRegistry();
  fillStoryObjects(objects);
  fillStoryRegistry(registry);
  const edge = createFakeEdge({ origin: (path) => objects.live.get(path), now });
  return {
    ...createFakeMeasured(),
    clock,
    ids: createFakeIds(),
    telemetry: createFakeTelemetry(),
    scm,
    objects,
    registry,
    cdn: createFakeCdn((path) => edge.drop(path)),
    edge,
    chat: createFakeChat(clock),
    heartbeat: createFakeHeartbeat(),
    pager: createFakePager(),
    directory: createFakeDirectory(),
    customersFile: createFakeCustomersFile(),
    mail: createFakeMail(),
    runWorkflow: (run, jobs = JOBS) => runWorkflow({ scm, objects, registry }, run, jobs),
  };
}

type Reached = Pick<FakeWorld, 'scm' | 'objects' | 'registry'>;

async function runWorkflow(
  world: Reached,
  run: DispatchedRun,
  jobs: Readonly<Record<string, Conclusion>>,
): Promise<void> {
  const { scm } = world;
  if (!scm.claimFor(run)) {
    scm.finishRun(run.id, { claim: 'failure' });
    return;
  }
  await upload(world, run);
  scm.finishRun(run.id, jobs);
}

async function upload({ scm, objects, registry }: Reached, run: DispatchedRun): Promise<void> {
  const version = (run.inputs['version'] ?? '').replace(/^v/, '');
  const text = loaderText(version);
  const path = `v${version}/navi-loader.js`;
  if (!objects.live.has(path))
    objects.put({ path, text, cacheControl: 'public, max-age=31536000, immutable' });
  const packages = [];
  for (const dir of NPM) {
    const found = await scm.packageAt(`packages/${dir}`, run.commit);
    if (found === undefined) throw new Error(`no package in ${dir}`);
    const known = registry.truth(found.name)?.versions[found.version];
    if (known === undefined) registry.publish({ name: found.name, version: found.version, tag: 'next' });
    const integrity = registry.truth(found.name)?.versions[found.version]?.integrity ?? '';
    packages.push({ name: found.name, version: found.version, integrity });
  }
  const manifest = {
    schema: 1,
    operation: run.inputs['operation'] ?? '',
    version,
    commit: run.commit,
    run: { id: run.id, attempt: run.attempt },
    ...sawOf(scm, run),
    loader: { path, sha384: sriOf('sha384', text), size: Buffer.byteLength(text) },
    packages,
  };
  objects.put({
    path: `v${version}/navi-release.json`,
    text: JSON.stringify(manifest),
    contentType: 'application/json',
  });
}

/** What the run saw of itself; nothing in a workflow from before the claim. */
function sawOf(scm: FakeScm, run: DispatchedRun): object {
  const claim = scm.claims.get(run.inputs['operation'] ?? '')?.claim;
  if (claim?.state !== 'bound') return {};
  const { ref, headSha, workflow } = claim.run;
  return { claim: { open: run.inputs['claim'], ref, headSha, workflow } };
}
