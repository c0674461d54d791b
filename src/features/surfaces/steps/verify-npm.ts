import { z } from 'zod';
import { defineStep } from '../../../engine/define-step.ts';
import { expectedFrom } from './expected.ts';
import { short } from './shapes.ts';

const POLL_MS = 2_000;

/**
 * The registry serves this version: its metadata and the tarball's bytes both have the integrity that the build
 * reported. Not there yet is *propagating*, neither failed nor done (docs/services.md, npm).
 */
export const verifyNpm = defineStep({
  kind: 'verify-npm',
  params: z.strictObject({ name: z.string(), version: z.string() }),
  evidence: z.object({ integrity: z.string(), size: z.number() }),
  title: (params) => `Verify ${params.name}@${params.version} on npm`,
  summary: ({ integrity }) => `tarball ${short(integrity)}`,
  deadline: (settings) => settings.deadlines.npm,
  observe: async (params, { use, operation }) => {
    const expected = expectedFrom(operation).integrityOf(params.name, params.version);
    if (expected === undefined)
      return {
        is: 'foreign',
        trouble: {
          code: 'manifest-differs',
          detail: `the release manifest lacks ${params.name}@${params.version}`,
        },
      };
    const found = (await use.registry.package(params.name))?.versions[params.version];
    if (found === undefined) return propagating('the version to appear');
    if (found.integrity !== expected)
      return differs(`the registry states ${found.integrity.slice(0, 19)}…`, expected);
    const tarball = await use.registry.tarball(params.name, params.version);
    if (tarball === undefined) return propagating('the tarball to appear');
    if (tarball.integrity !== expected)
      return differs(`the tarball has ${tarball.integrity.slice(0, 19)}…`, expected);
    return { is: 'ours', evidence: { integrity: tarball.integrity, size: tarball.size } };
  },
});

function propagating(what: string) {
  return { is: 'pending', expects: `${what} (propagating)`, askAgainInMs: POLL_MS } as const;
}

function differs(found: string, expected: string) {
  const detail = `${found}, the build reported ${expected.slice(0, 19)}…`;
  return { is: 'foreign', trouble: { code: 'integrity-differs', detail } } as const;
}
