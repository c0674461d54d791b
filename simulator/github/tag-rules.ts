import { GithubError } from './answers.ts';
import type { TagRule } from './options.ts';

/** The rulesets for tags (docs.github.com, "About rulesets"). A `git push` into the repository's folder is not checked; one over HTTP is. */
export interface TagRules {
  /** Throws GitHub's refusal of a change that a ruleset restricts. */
  check(change: { ref: string; by: string; what: 'creations' | 'updates' | 'deletions' }): void;
  setEnforced(isEnforced: boolean): void;
  /** Those in force. */
  list(): readonly TagRule[];
}

export function createTagRules(rules: readonly TagRule[]): TagRules {
  let isEnforced = true;
  return {
    check: ({ ref, by, what }) => {
      const name = /^refs\/tags\/(?<name>.+)$/.exec(ref)?.groups?.['name'];
      if (!isEnforced || name === undefined) return;
      const broken = rules.find((rule) => matches(rule.pattern, name) && !rule.bypass.includes(by));
      if (broken !== undefined)
        throw new GithubError(
          422,
          `Repository rule violations found\n\nCannot ${VERBS[what]} ref due to ${what} being restricted.\n\n`,
        );
    },
    list: () => (isEnforced ? rules : []),
    setEnforced: (enforced) => {
      isEnforced = enforced;
    },
  };
}

const VERBS = { creations: 'create', updates: 'update', deletions: 'delete' } as const;

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`).test(name);
}
