import { defineCheck } from '../../../engine/define-check.ts';
import type { TagRuleset } from '../../../ports/scm.ts';

const NEXT =
  'Import examples/tag-ruleset.json under Settings → Rules → Rulesets (docs/protection.md, "The ruleset for tags").';

/** A ruleset keeps others from creating, moving and deleting release tags. */
export default defineCheck({
  name: 'tag-ruleset',
  title: 'Ruleset for tags',
  why: 'A release tag that anyone can create or move may be at a commit that was never approved.',
  run: async ({ scm }) => {
    const rulesets = await scm.tagRulesets();
    if (rulesets === undefined)
      return {
        is: 'not-set-up',
        saw: 'This GitHub server has no rulesets for tags.',
        next: 'Update the server.',
      };
    const ours = rulesets.filter(coversReleases);
    const restricted = new Set(ours.flatMap(({ restricts }) => restricts));
    const missing = ['creation', 'update', 'deletion'].filter((one) => !restricted.has(one));
    if (ours.length === 0)
      return { is: 'not-set-up', saw: 'No active ruleset covers release tags (v*).', next: NEXT };
    const names = ours.map(({ name }) => name).join(', ');
    if (missing.length > 0)
      return {
        is: 'warning',
        saw: `${names} does not restrict the ${missing.join(', ')} of tags.`,
        next: NEXT,
      };
    return { is: 'ok', saw: `${names}: creation, update and deletion of release tags are restricted` };
  },
});

/** Patterns that cover every release tag, as people write them. */
function coversReleases({ refs }: TagRuleset): boolean {
  return refs.some((ref) =>
    ['~ALL', 'refs/tags/v*', 'refs/tags/*', 'refs/tags/**', 'refs/tags/**/*'].includes(ref),
  );
}
