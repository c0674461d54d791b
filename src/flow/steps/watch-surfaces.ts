import type { StepParams } from '../../domain/step.ts';
import { LARGEST_LOADER } from '../../domain/surface.ts';
import type { Neighbours } from '../ports.ts';
import { moveCommand, writeOrHandOver } from './hand-over.ts';
import { defineStep } from './step.ts';

const POLL_MS = 15_000;

type Params = StepParams['watch-surfaces'];

/** What a surface shows that it should not. `late`: the superseded release wrote it after all, so it is taken back. */
interface Stray {
  what: string;
  late: boolean;
  /** The pointer's generation that strayed: only that one is replaced. */
  generation?: string;
  tag?: { name: string; tag: string; version: string };
}

/**
 * For a while after a rollback pointer and tags are read again (DESIGN §4.7): a late write of the release that was
 * taken back is taken back; anybody else's is held, and so raises an alarm.
 */
export const watchSurfaces = defineStep({
  kind: 'watch-surfaces',
  needs: ['objects', 'registry'],
  title: (params) => `Watch for late writes for ${Math.round(params.forMs / 60_000)} min`,
  deadline: () => null,
  observe: async (params, { use, now, begunAt }) => {
    const strays = await findStrays(params, use);
    const foreign = strays.filter((stray) => !stray.late);
    if (foreign.length > 0)
      return {
        is: 'foreign',
        trouble: {
          code: 'foreign',
          detail: `somebody moved ${foreign.map((stray) => stray.what).join(', ')}`,
        },
      };
    if (strays.length > 0) return { is: 'absent' };
    const left = Date.parse(begunAt) + params.forMs - now.getTime();
    if (left <= 0) return { is: 'ours', evidence: { watchedSeconds: params.forMs / 1000 } };
    const until = new Date(now.getTime() + left).toISOString();
    return {
      is: 'pending',
      expects: `the end of the watch (${until}); no late write so far`,
      askAgainInMs: Math.min(left, POLL_MS),
    };
  },
  act: async (params, { use, operation }) => {
    const strays = (await findStrays(params, use)).filter((stray) => stray.late);
    for (const { tag, generation = '0' } of strays)
      if (tag === undefined)
        await putBack(params, use, { operation: operation.id, ifGeneration: generation });
    const tags = strays.flatMap(({ tag }) => tag ?? []);
    return writeOrHandOver(async () => {
      for (const tag of tags) await use.registry.moveDistTag(tag);
      return { is: 'sent', evidence: { takenBack: true } };
    }, tags.map(moveCommand).join(' && '));
  },
});

async function findStrays(params: Params, use: Pick<Neighbours, 'objects' | 'registry'>): Promise<Stray[]> {
  const { pointer } = params;
  const read = await use.objects.read(pointer.path, { maxBytes: LARGEST_LOADER });
  const moved =
    read?.sha384 === pointer.sha384
      ? []
      : [
          {
            what: pointer.path,
            late: read?.sha384 === pointer.lateSha384,
            generation: read?.generation ?? '0',
          },
        ];
  const tags = await Promise.all(
    params.tags.map(async (want): Promise<Stray[]> => {
      const found = (await use.registry.primary(want.name))?.distTags[want.tag];
      if (found === want.version) return [];
      return [{ what: `${want.tag} of ${want.name} to ${found}`, late: found === want.late, tag: want }];
    }),
  );
  return [...moved, ...tags.flat()];
}

/** Gives the pointer the bytes of the target again, as the rollback did. */
async function putBack(
  { pointer }: Params,
  use: Pick<Neighbours, 'objects'>,
  { operation, ifGeneration }: { operation: string; ifGeneration: string },
): Promise<void> {
  const live = await use.objects.stat(pointer.path);
  if (live === undefined) return;
  await use.objects.copy({
    from: pointer.source,
    fromGeneration: pointer.generation,
    to: pointer.path,
    ifGeneration,
    contentType: live.contentType,
    cacheControl: live.cacheControl,
    metadata: { ...live.metadata, naviOperation: operation },
  });
}
