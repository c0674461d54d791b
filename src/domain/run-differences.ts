import type { ApprovedRun, ClaimHead } from './claim.ts';
import { canonical } from './json.ts';
import type { ReleaseManifest } from './release-manifest.ts';
import type { Run } from './run.ts';
import { tagOf } from './version.ts';

/** What is known of a run so far. An absent field is unknown and is not a difference. */
export interface SeenRun {
  headSha?: string | undefined;
  ref?: string | undefined;
  workflow?: { path?: string | undefined; blob?: string | undefined } | undefined;
}

/** How a run differs from the one that was approved, one phrase each; empty when nothing is known to differ. */
export function runDifferences(approved: ApprovedRun, seen: SeenRun): string[] {
  const compare = (what: string, found: string | undefined, wanted: string) =>
    found === undefined || found === wanted ? [] : [`its ${what} is ${found}, approved was ${wanted}`];
  return [
    ...compare('commit', seen.headSha, approved.commit),
    ...compare('ref', seen.ref, `refs/tags/${tagOf(approved.version)}`),
    ...compare('workflow file', seen.workflow?.path, approved.workflow.path),
    ...compare("workflow file's blob", seen.workflow?.blob, approved.workflow.blob),
  ];
}

/**
 * How the watched run, and its bound claim, differ from the approved one. Commit and path identify the approved
 * workflow file, because the plan read it there. A server without a path leaves it to the binding.
 */
export function watchedDifferences(
  approved: ApprovedRun,
  { run, head }: { run: Run; head: ClaimHead | undefined },
): string[] {
  const path = run.path === '' ? undefined : run.path;
  const seen = runDifferences(approved, { headSha: run.commit, workflow: { path } });
  const claim = head?.claim;
  if (claim?.state !== 'bound') return seen;
  const bound = runDifferences(approved, claim.run).map((one) => `by its claim ${one}`);
  const isSame = canonical({ ...claim.approved, planHash: '' }) === canonical({ ...approved, planHash: '' });
  return [
    ...seen,
    ...bound,
    ...(isSame ? [] : ['its claim names another version, commit or list of packages']),
  ];
}

/** What the release manifest must match. `run` is the watched one; `open` is absent in older plans. */
export interface ManifestAs {
  approved: ApprovedRun;
  run: number;
  open: string | undefined;
}

/** How the release manifest differs from what was approved, one phrase each. */
export function manifestDifferences(
  manifest: ReleaseManifest,
  { approved, run, open }: ManifestAs,
): string[] {
  const compare = (what: string, found: string | undefined, wanted: string) =>
    found === wanted ? [] : [`${what} ${found ?? 'not at all'} instead of ${wanted}`];
  const { claim } = manifest;
  return [
    ...compare('version', manifest.version, approved.version),
    ...compare('commit', manifest.commit, approved.commit),
    ...compare('operation', manifest.operation, approved.operation),
    ...compare('run', String(manifest.run.id), String(run)),
    ...compare('packages', listOf(manifest.packages), listOf(approved.packages)),
    ...(open === undefined ? [] : compare('claim', claim?.open, open)),
    ...(claim === undefined ? [] : runDifferences(approved, claim)),
  ];
}

function listOf(packages: readonly { name: string; version: string }[]): string {
  const names = packages.map(({ name, version }) => `${name}@${version}`);
  return names.sort().join(', ') || 'nothing';
}
