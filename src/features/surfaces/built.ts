import { z } from 'zod';
import { defineEvidence } from '../../engine/define-evidence.ts';

/** What a release's build has made, by its manifest: every later check compares with it. */
export const built = defineEvidence({
  kind: 'read-manifest',
  /** `packages` has the integrity of each `name@version`. */
  evidence: z.object({
    sha384: z.string(),
    size: z.number(),
    packages: z.record(z.string(), z.string()),
  }),
});
