import { z } from 'zod';
import { defineStep } from '../../src/engine/define-step.ts';

/** The object names the version. */
export const verifyStatus = defineStep({
  kind: 'verify-status',
  params: z.strictObject({ path: z.string(), version: z.string() }),
  evidence: z.object({ generation: z.string() }),
  title: ({ path, version }) => `Verify that ${path} names v${version}`,
  summary: ({ generation }) => `generation ${generation}`,
  deadline: (settings) => settings.deadlines.edge,
  observe: async ({ path, version }, { use }) => {
    const found = await use.objects.stat(path);
    if (found?.metadata['naviVersion'] === version)
      return { is: 'ours', evidence: { generation: found.generation } };
    return { is: 'pending', expects: `${path} to name v${version}`, askAgainInMs: 2_000 };
  },
});
