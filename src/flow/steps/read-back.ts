import { expectedBytes } from './expected.ts';
import { defineStep } from './step.ts';

const POLL_MS = 2_000;

/** Reads everything that moved once more, together, after the last write (DESIGN §4.6 "read all back"). */
export const readBack = defineStep({
  kind: 'read-back',
  needs: ['objects', 'registry'],
  title: () => 'Read everything back',
  deadline: (settings) => settings.deadlines.npm,
  observe: async (params, { use, evidence }) => {
    const expected = expectedBytes(params.expect, evidence);
    const pointer = await use.objects.read(params.pointer, { maxBytes: expected.size + 1 });
    if (pointer?.sha384 !== expected.sha384)
      return {
        is: 'foreign',
        trouble: {
          code: 'bytes-differ',
          detail: `${params.pointer} does not hold the expected bytes any more`,
        },
      };
    const tags = await Promise.all(
      params.tags.map(async (want) => ({
        ...want,
        found: (await use.registry.package(want.name))?.distTags[want.tag] ?? null,
      })),
    );
    const late = tags.filter((tag) => tag.found !== tag.version);
    if (late.length > 0) {
      const expects = late
        .map((tag) => `${tag.tag} of ${tag.name} to be ${tag.version}, found ${tag.found}`)
        .join(', ');
      return { is: 'pending', expects, askAgainInMs: POLL_MS };
    }
    return {
      is: 'ours',
      evidence: {
        pointer: pointer.sha384,
        generation: pointer.generation,
        tags: Object.fromEntries(tags.map((tag) => [`${tag.name}#${tag.tag}`, tag.version])),
      },
    };
  },
});
