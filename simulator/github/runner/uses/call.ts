import type { Git } from '../../git/git.ts';
import type { RunRecord } from '../../records.ts';
import type { Artifacts } from './artifacts.ts';

/** One `uses:` step that the runner is about to do itself. */
export interface ActionCall {
  with: Record<string, string>;
  run: RunRecord;
  git: Git;
  artifacts: Artifacts;
  workspace: string;
  temp: string;
  say: (line: string) => void;
}

export interface ActionResult {
  outputs?: Record<string, string>;
  env?: Record<string, string>;
}
