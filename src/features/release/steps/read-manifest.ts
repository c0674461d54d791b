import { z } from 'zod';
import { manifestDifferences } from '../../../domain/run-differences.ts';
import { defineStep } from '../../../engine/define-step.ts';
import { built, short } from '../../surfaces/index.ts';
import { approvedRunOf } from '../plans/approved-run.ts';
import { approvedTagOf, tagMismatch } from '../plans/approved-tag.ts';
import { openClaim } from './open-claim.ts';
import { watchRun } from './watch-run.ts';

/**
 * Reads the release manifest: what the build reported, the expected value of every later check. The tag must still
 * lead to the approved commit, because the next steps reach customers.
 */
export const readManifest = defineStep({
  kind: built.kind,
  params: z.strictObject({ path: z.string(), version: z.string(), commit: z.string() }),
  evidence: built.evidence,
  title: () => 'Read the release manifest',
  summary: ({ sha384 }) => short(sha384),
  observe: async (params, { use, operation }) => {
    const manifest = await use.objects.releaseManifest(params.path);
    if (manifest === undefined)
      return {
        is: 'foreign',
        trouble: { code: 'manifest-missing', detail: `the run ended well but ${params.path} is not there` },
      };
    const run = watchRun.evidenceIn(operation)?.run;
    const open = openClaim.evidenceIn(operation)?.claim;
    const wanted = approvedRunOf(operation.plan);
    if (wanted === undefined || run === undefined) throw new Error(`${operation.id} has watched no run`);
    const wrong = manifestDifferences(manifest, { approved: wanted, run, open });
    if (wrong.length > 0)
      return {
        is: 'foreign',
        trouble: { code: 'manifest-differs', detail: `${params.path} names ${wrong.join(', ')}` },
      };
    const approved = approvedTagOf(operation.plan.content);
    const trouble = approved === undefined ? null : tagMismatch(approved, await use.scm.tag(approved.tag));
    if (trouble !== null) return { is: 'foreign', trouble, choices: ['retry', 'abandon'] };
    return {
      is: 'ours',
      evidence: {
        sha384: manifest.loader.sha384,
        size: manifest.loader.size,
        packages: Object.fromEntries(
          manifest.packages.map((one) => [`${one.name}@${one.version}`, one.integrity]),
        ),
      },
    };
  },
});
