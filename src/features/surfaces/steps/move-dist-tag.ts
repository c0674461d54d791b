import { z } from 'zod';
import { distTagSurface } from '../../../domain/surface.ts';
import { isNewer } from '../../../domain/version.ts';
import { defineStep } from '../../../engine/define-step.ts';
import { clockRow, surface } from '../marks.ts';
import { moveCommand, writeOrHandOver } from './hand-over.ts';

const Moved = z.object({ tag: z.string(), version: z.string() });

const POLL_MS = 1_500;

/**
 * Moves one package's dist-tag. The registry has no precondition, so the plan's `from` is checked immediately before
 * (docs/effects.md); a rollback continues with any value.
 */
export const moveDistTag = defineStep({
  kind: 'move-dist-tag',
  marks: [surface.of({ leg: 'tags', does: 'moves' }), clockRow.of({ leg: 'npm', label: 'latest restored' })],
  params: z.strictObject({
    name: z.string(),
    tag: z.string(),
    from: z.string().nullable(),
    to: z.string(),
    /**
     * What happens when the tag has neither value: a release is blocked, a staged one by a newer version only, and a
     * rollback continues.
     */
    onDrift: z.enum(['hold', 'hold-newer', 'go-on']),
  }),
  evidence: Moved,
  sent: Moved,
  title: (params) => `Point ${params.tag} of ${params.name} at ${params.to}`,
  summary: ({ tag, version }) => `${tag} is ${version}`,
  // The dist-tag of a prerelease is no surface: nothing that is live moves.
  changes: (_evidence, { name, tag, to }, { plan: { content } }) =>
    content.holds === 'nothing'
      ? []
      : [{ id: distTagSurface(name, tag), live: { version: to }, verified: true }],
  deadline: (settings) => settings.deadlines.npm,
  observe: async (params, { use, sent }) => {
    const found = (await use.registry.primary(params.name))?.distTags[params.tag] ?? null;
    if (found === params.to) return { is: 'ours', evidence: { tag: params.tag, version: found } };
    if (found === params.from || mayReplace(params, found)) {
      if (sent === null) return { is: 'absent', seen: { version: found } };
      return {
        is: 'pending',
        expects: `${params.tag} to be ${params.to} (propagating)`,
        askAgainInMs: POLL_MS,
      };
    }
    const detail = `${params.tag} of ${params.name} is ${found ?? 'not set'}, the plan says ${params.from ?? 'not set'}`;
    return { is: 'foreign', trouble: { code: 'drift', detail } };
  },
  change: ({ name, tag, to }, { seen }) => ({
    before: seen === undefined || seen.version === null ? null : { name, tag, version: seen.version },
    after: { name, tag, version: to },
  }),
  act: async ({ name, tag, to: version }, { use }) =>
    writeOrHandOver(async () => {
      const receipt = await use.registry.moveDistTag({ name, tag, version });
      return { is: 'sent', evidence: { tag, version }, ...receipt };
    }, moveCommand({ name, tag, version })),
});

/** Whether it moves the tag from a value that the plan does not name. */
function mayReplace(
  { onDrift, to }: { onDrift: 'hold' | 'hold-newer' | 'go-on'; to: string },
  found: string | null,
): boolean {
  return onDrift === 'go-on' || (onDrift === 'hold-newer' && (found === null || isNewer(to, found)));
}
