import { CLAIM_PROTOCOL } from '../../../src/domain/claim.ts';
import type { GateFacts } from '../../../src/domain/gate.ts';
import type { PackageFacts } from '../../../src/domain/release-facts.ts';
import { neededRights } from '../../../src/domain/right.ts';
import { NOW } from './sample-release.ts';
import { settingsWith } from './settings.ts';

const SETTINGS = settingsWith();
/** When the minor before was released, and the next one is expected from. */
const [LAST, NEXT] = ['2026-10-26T09:00:00.000Z', '2026-11-09T09:00:00.000Z'];
const AT = NOW.toISOString();
const SHA = 'abc1234def5678abc1234def5678abc1234def56';
const SHIPPED = SETTINGS.packages.filter((one) => one.ships === 'npm').map((one) => one.name);

/** Facts of v1.2.0 that every gate lets pass. A test says only what differs. */
export function sampleFacts(different: Partial<GateFacts> = {}): GateFacts {
  return {
    settings: SETTINGS,
    asked: '1.2.0',
    releaseLine: 'v1',
    branch: 'main',
    tag: undefined,
    branchOfTagName: undefined,
    commit: { sha: SHA, title: 'Version packages', author: 'ada', url: 'https://x', onDefaultBranch: true },
    checks: SETTINGS.release.requiredChecks.map((one) => ({ ...one, state: 'success', url: 'https://x' })),
    workflow: SAMPLE_WORKFLOW,
    protection: {
      is: 'read',
      environments: [{ name: 'release', reviewers: [], navi: 'is-a-rule' }],
    },
    packages: SETTINGS.packages.map(packageFacts),
    monorepo: {
      releaseFile: {
        packages: SETTINGS.packages.map(({ dir, ships }) => ({ dir, ships })),
        loader: `dist/${SETTINGS.cdn.loader}`,
        versionMap: SETTINGS.versionMap.file,
        budgets: 'budgets.json',
      },
      workspace: SETTINGS.packages.map((one) => ({ dir: one.dir, file: packageFacts(one).file })),
      changesets: [],
      isCut: false,
    },
    registry: 'https://registry.example',
    versionMap: { '1.2.0': 'v1.2.0' },
    pointer: {
      generation: '7',
      sha384: 'sha384-a',
      version: '1.1.0',
      headers: {
        cacheControl: 'public, max-age=3600',
        contentType: 'text/javascript',
        contentEncoding: null,
      },
    },
    leftObjects: [],
    nextFree: 'v1.2.1',
    wayBack: {
      bucket: {
        policy: { retentionSeconds: null, defaultEventBasedHold: false, versioning: true },
        problem: null,
      },
      pointer: { temporaryHold: false, eventBasedHold: false, retainedUntil: null },
      target: { version: '1.1.0', missing: [] },
      rights: neededRights(SHIPPED).map((id) => ({
        id,
        state: 'granted' as const,
        detail: 'ok',
        triedAt: AT,
        workedAt: AT,
      })),
    },
    releasedBy: undefined,
    cadence: { change: 'minor', last: '1.1.0', at: LAST, from: NEXT, says: '2 to 4 weeks' },
    knownGood: '1.1.0',
    documents: {
      contracts: { file: SETTINGS.release.contracts, now: 'b2', before: 'b1' },
      guide: 'MIGRATION.md',
      guides: ['MIGRATION.md'],
    },
    changesets: {
      is: 'known',
      at: SHA,
      declared: [],
      unreadable: [],
      isPre: false,
      changed: [],
    },
    changes: { is: 'known', newest: [], inAll: 0, authors: [], compareUrl: '', before: {} },
    reach: { is: 'unknown', why: 'no customers file' },
    instruments: {
      live: '1.1.0',
      sources: [{ name: 'Datadog', trouble: null, sawLiveAt: AT }],
      probeTrouble: null,
    },
    locked: undefined,
    freezes: [],
    workingHours: null,
    surfaces: [],
    holders: {},
    ...different,
  };
}

/** A workflow that can be dispatched only, speaks the claim, and publishes in one environment. */
export const SAMPLE_WORKFLOW = {
  path: SETTINGS.repository.workflow,
  blob: 'b10b',
  triggers: ['workflow_dispatch'],
  jobs: SETTINGS.release.expectedJobs,
  jobNames: {},
  inputs: ['version', 'commit', 'operation', 'claim'],
  claimProtocol: CLAIM_PROTOCOL,
  publishing: [{ job: 'publish', environment: 'release' }],
};

function packageFacts({
  name,
  dir,
  ships,
}: {
  name: string;
  dir: string;
  ships: PackageFacts['ships'];
}): PackageFacts {
  const isNpm = ships === 'npm';
  return {
    name,
    dir,
    ships,
    file: { name, version: '1.2.0', isPrivate: !isNpm, dependencies: {} },
    changelog: 'has-entry',
    live: isNpm ? '1.1.0' : undefined,
    isOnNpm: isNpm,
    visibility: isNpm ? 'public' : null,
    published: false,
    integrity: undefined,
    wasUnpublished: false,
    isRecorded: false,
    versions: isNpm ? ['1.1.0'] : [],
  };
}
