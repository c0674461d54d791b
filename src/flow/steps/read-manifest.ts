import { approvedRunOf } from '../../domain/approved-run.ts';
import { approvedTagOf, tagTrouble } from '../../domain/approved-tag.ts';
import { manifestDifferences } from '../../domain/run-differences.ts';
import { defineStep } from './step.ts';

/**
 * The release manifest: what the build reported, the expected value of every later check. The tag still has to lead
 * to the approved commit, because customers get what comes after this step.
 */
export const readManifest = defineStep({
  kind: 'read-manifest',
  needs: ['objects', 'scm'],
  title: () => 'Read the release manifest',
  deadline: () => null,
  observe: async (params, { use, operation, evidence }) => {
    const manifest = await use.objects.releaseManifest(params.path);
    if (manifest === undefined)
      return {
        is: 'foreign',
        trouble: { code: 'manifest-missing', detail: `the run ended well but ${params.path} is not there` },
      };
    const run = evidence('watch-run')?.['run'];
    const open = evidence('open-claim')?.['claim'];
    const wanted = approvedRunOf(operation.plan);
    if (wanted === undefined || typeof run !== 'number')
      throw new Error(`${operation.id} has watched no run`);
    const wrong = manifestDifferences(manifest, {
      approved: wanted,
      run,
      open: typeof open === 'string' ? open : undefined,
    });
    if (wrong.length > 0)
      return {
        is: 'foreign',
        trouble: { code: 'manifest-differs', detail: `${params.path} names ${wrong.join(', ')}` },
      };
    const approved = approvedTagOf(operation.plan.content);
    const trouble = approved === undefined ? null : tagTrouble(approved, await use.scm.tag(approved.tag));
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
