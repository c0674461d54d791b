import { z } from 'zod';
import { headerDifferences } from '../../../domain/object-headers.ts';
import { LARGEST_LOADER } from '../../../domain/surface.ts';
import { defineStep } from '../../../engine/define-step.ts';
import { together } from '../../../ports/receipt.ts';
import type { Registry } from '../../../ports/registry.ts';
import { surface } from '../marks.ts';
import { expectedBytes } from './expected.ts';
import { expectedHeaders } from './expected-headers.ts';
import { moveCommand, writeOrHandOver } from './hand-over.ts';
import { readWhole } from './headers.ts';
import { NamedBytes, short } from './shapes.ts';

const Tags = z.array(z.strictObject({ name: z.string(), tag: z.string(), version: z.string() })).readonly();

const POLL_MS = 2_000;

/**
 * Reads everything that moved once more, together, after the last write. A dist-tag can be lost by then, because a
 * stale write of its packument carries the old one (docs/effects.md): a person's retry moves it again, once per
 * retry.
 */
export const readBack = defineStep({
  kind: 'read-back',
  marks: [surface.of({ leg: 'all', does: 'proves' })],
  params: z.strictObject({ pointer: z.string(), tags: Tags, expect: NamedBytes.nullable() }),
  /** `tags` has the version at each `name#tag`. */
  evidence: z.object({
    pointer: z.string(),
    generation: z.string(),
    tags: z.record(z.string(), z.string()),
  }),
  sent: z.object({ movedAgain: z.array(z.string()) }),
  title: () => 'Final verification',
  summary: ({ pointer, generation }) => `${short(pointer)}, generation ${generation}`,
  deadline: (settings) => settings.deadlines.npm,
  observe: async (params, { use, operation, state, retries }) => {
    const expected = expectedBytes(params.expect, operation);
    const maxBytes = Math.max(expected.size + 1, LARGEST_LOADER);
    const pointer = await readWhole(use.objects, params.pointer, maxBytes);
    if (pointer?.sha384 !== expected.sha384)
      return drift(`${params.pointer} does not hold the expected bytes any more`);
    const headers = expectedHeaders(operation);
    const wrong = headers === undefined ? [] : headerDifferences(pointer.facts, headers);
    if (wrong.length > 0) return drift(`${params.pointer} was changed: ${wrong.join(', ')}`);
    const late = await findLate(params.tags, use.registry);
    if (late.length > 0) {
      const written = 'attempt' in state ? state.attempt : 0;
      if (written === 0 && retries > 0) return { is: 'absent', seen: { late } };
      const expects = late
        .map((tag) => `${tag.tag} of ${tag.name} to be ${tag.version}, found ${tag.found}`)
        .join(', ');
      return { is: 'pending', expects, askAgainInMs: POLL_MS };
    }
    return {
      is: 'ours',
      evidence: {
        pointer: pointer.sha384,
        generation: pointer.facts.generation,
        tags: Object.fromEntries(params.tags.map((tag) => [`${tag.name}#${tag.tag}`, tag.version])),
      },
    };
  },
  change: (_params, { seen }) => ({
    before: Object.fromEntries((seen?.late ?? []).map(({ name, tag, found }) => [`${name}#${tag}`, found])),
    after: Object.fromEntries(
      (seen?.late ?? []).map(({ name, tag, version }) => [`${name}#${tag}`, version]),
    ),
  }),
  act: async (params, { use }) => {
    const late = await findLate(params.tags, use.registry);
    return writeOrHandOver(async () => {
      const receipts = [];
      for (const { name, tag, version } of late)
        receipts.push(await use.registry.moveDistTag({ name, tag, version }));
      const movedAgain = late.map(({ name, tag }) => `${name}#${tag}`);
      return { is: 'sent', evidence: { movedAgain }, ...together(receipts) };
    }, late.map(moveCommand).join(' && '));
  },
});

function drift(detail: string) {
  return { is: 'foreign', trouble: { code: 'drift', detail } } as const;
}

/** The dist-tags that are not where they were moved to, and their values. */
async function findLate(tags: z.output<typeof Tags>, registry: Registry) {
  const found = await Promise.all(
    tags.map(async (want) => ({
      ...want,
      found: (await registry.primary(want.name))?.distTags[want.tag] ?? null,
    })),
  );
  return found.filter((tag) => tag.found !== tag.version);
}
