import { z } from 'zod';
import { defineStep } from '../../../engine/define-step.ts';
import { tagMismatch } from '../plans/approved-tag.ts';
import { refusedByRuleset } from '../ruleset.ts';

const Made = z.object({ commit: z.string(), object: z.string() });

/** The annotated tag. The object is a pure function of the plan, so a repeat finds its own. */
export const tag = defineStep({
  kind: 'tag',
  params: z.strictObject({ tag: z.string(), commit: z.string(), message: z.string(), date: z.string() }),
  evidence: Made,
  sent: Made,
  title: (params) => `Tag ${params.tag}`,
  summary: ({ commit }) => `at ${commit.slice(0, 7)}`,
  observe: async (params, { use }) => {
    const found = await use.scm.tag(params.tag);
    if (found === undefined) return { is: 'absent' };
    const trouble = tagMismatch(params, found);
    if (trouble !== null) return { is: 'foreign', trouble, choices: ['retry', 'abandon'] };
    return { is: 'ours', evidence: { commit: found.commit, object: found.object } };
  },
  change: ({ tag: name, commit }) => ({ before: null, after: { tag: name, commit } }),
  act: async (params, { use }) => {
    const { tag: name, commit, message, date } = params;
    try {
      const made = await use.scm.createTag({ name, commit, message, date });
      const { commit: at, object, ...receipt } = made;
      return { is: 'sent', evidence: { commit: at, object }, ...receipt };
    } catch (error) {
      return refusedByRuleset(name, error);
    }
  },
});
