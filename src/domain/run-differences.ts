import type { ApprovedRun } from './claim.ts';
import { tagOf } from './version.ts';

/** What is known by now of a run. Absent is not known yet, and says nothing. */
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
