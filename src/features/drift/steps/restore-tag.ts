import { z } from 'zod';
import { defineStep } from '../../../engine/define-step.ts';
import { refusedByRuleset } from '../../release/index.ts';
import { pushTagObject } from '../tag-commands.ts';

/**
 * Makes a Git tag the tag object again that Navi made for the release. The object that was found is the write's
 * precondition; a tag that leads to the recorded commit is right, from any writer.
 */
export const restoreTag = defineStep({
  kind: 'restore-tag',
  params: z.strictObject({
    tag: z.string(),
    /** The tag object of the release. */
    object: z.string(),
    /** Its commit. */
    commit: z.string(),
    /** The object that was found; null where the tag was missing. */
    from: z.string().nullable(),
  }),
  evidence: z.object({ commit: z.string(), object: z.string() }),
  sent: z.object({ object: z.string() }),
  title: ({ tag }) => `Restore the Git tag ${tag}`,
  summary: ({ commit }) => `at ${commit.slice(0, 7)}`,
  observe: async ({ tag, object, commit, from }, { use }) => {
    const found = await use.scm.tag(tag);
    if (found?.commit === commit)
      return { is: 'ours', evidence: { commit: found.commit, object: found.object } };
    if ((found?.object ?? null) !== from) {
      const now = found === undefined ? 'is missing' : `is at ${found.commit.slice(0, 7)}`;
      const detail = `the Git tag ${tag} was changed again: it ${now}. Cancel this, and decide again on the alert`;
      return { is: 'foreign', trouble: { code: 'drift', detail } };
    }
    if ((await use.scm.tagObject(object))?.commit === commit) return { is: 'absent' };
    const detail = `${goneText(tag, object)}, then retry`;
    return { is: 'foreign', trouble: { code: 'refused', detail } };
  },
  change: ({ tag, object, from }) => ({
    before: from === null ? null : { tag, object: from },
    after: { tag, object },
  }),
  act: async ({ tag, object, from }, { use }) => {
    try {
      const receipt = await use.scm.restoreTag({ name: tag, object, from });
      return { is: 'sent', evidence: { object }, ...receipt };
    } catch (error) {
      return refusedByRuleset(tag, error);
    }
  },
});

/** GitHub has deleted the tag object: what to do instead. */
export function goneText(tag: string, object: string): string {
  return `GitHub has deleted the tag object ${object.slice(0, 7)}. Type ${pushTagObject(tag, object)} in a clone that has the tag`;
}
