import type { Operation } from '../../domain/operation.ts';
import { owedBy } from '../../domain/owed.ts';
import type { StepParams } from '../../domain/step.ts';
import { LARGEST_LOADER } from '../../domain/surface.ts';
import type { Neighbours } from '../ports.ts';
import { namesOf, publishedAmong, stillOwed } from '../published.ts';
import { deprecateCommand, moveCommand, writeOrHandOver } from './hand-over.ts';
import { purgeOf } from './purge.ts';
import { defineStep } from './step.ts';
import { swapStamp } from './swap-pointer.ts';

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
 * taken back is taken back; anybody else's is held, and so raises an alarm. A version that this rollback was to
 * deprecate and that was published only since is a late write too.
 */
export const watchSurfaces = defineStep({
  kind: 'watch-surfaces',
  needs: ['objects', 'registry', 'cdn'],
  title: (params) => `Watch for late writes for ${Math.round(params.forMs / 60_000)} min`,
  deadline: () => null,
  observe: async (params, { use, operation, now, begunAt }) => {
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
    const published = await publishedAmong(use.registry, owedBy(operation));
    if (strays.length > 0 || published.some((one) => !one.isDeprecated)) {
      const generation = strays.find((stray) => stray.tag === undefined)?.generation ?? null;
      return { is: 'absent', seen: { generation } };
    }
    const left = Date.parse(begunAt) + params.forMs - now.getTime();
    if (left <= 0) {
      const late = published.length === 0 ? {} : { lateDeprecated: namesOf(published) };
      return { is: 'ours', evidence: { watchedSeconds: params.forMs / 1000, ...late } };
    }
    const until = new Date(now.getTime() + left).toISOString();
    return {
      is: 'pending',
      expects: `the end of the watch (${until}); no late write is left`,
      askAgainInMs: Math.min(left, POLL_MS),
      isSettled: true,
    };
  },
  act: async (params, { use, operation, seen }) => {
    const { generation } = seen;
    if (typeof generation === 'string') await putBack(params, use, { operation, ifGeneration: generation });
    // The registry has no precondition, so tags are looked at once more, as close to the write as can be.
    const late = (await strayTags(params, use)).filter((stray) => stray.late);
    const tags = late.flatMap(({ tag }) => tag ?? []);
    const owed = await stillOwed(use.registry, owedBy(operation));
    const commands = [...tags.map(moveCommand), ...owed.map(deprecateCommand)];
    return writeOrHandOver(async () => {
      for (const tag of tags) await use.registry.moveDistTag(tag);
      for (const one of owed) await use.registry.deprecate(one);
      return { is: 'sent', evidence: { takenBack: true } };
    }, commands.join(' && '));
  },
});

type Read = Pick<Neighbours, 'objects' | 'registry'>;

async function findStrays(params: Params, use: Read): Promise<Stray[]> {
  return [...(await strayPointer(params, use)), ...(await strayTags(params, use))];
}

async function strayPointer({ pointer }: Params, use: Read): Promise<Stray[]> {
  const read = await use.objects.read(pointer.path, { maxBytes: LARGEST_LOADER });
  if (read?.sha384 === pointer.sha384) return [];
  const late = read?.sha384 === pointer.lateSha384;
  return [{ what: pointer.path, late, generation: read?.generation ?? '0' }];
}

async function strayTags({ tags }: Params, use: Read): Promise<Stray[]> {
  const strays = tags.map(async (want): Promise<Stray[]> => {
    const found = (await use.registry.primary(want.name))?.distTags[want.tag];
    if (found === want.version) return [];
    return [{ what: `${want.tag} of ${want.name} to ${found}`, late: found === want.late, tag: want }];
  });
  return (await Promise.all(strays)).flat();
}

/** Gives the pointer the bytes of the target again, as the rollback did, and has caches drop what they were served meanwhile. */
async function putBack(
  { pointer }: Params,
  use: Pick<Neighbours, 'objects' | 'cdn'>,
  { operation, ifGeneration }: { operation: Operation; ifGeneration: string },
): Promise<void> {
  const live = await use.objects.stat(pointer.path);
  if (live === undefined) return;
  const { id, plan } = operation;
  const { generation } = await use.objects.copy({
    from: pointer.source,
    fromGeneration: pointer.generation,
    to: pointer.path,
    ifGeneration,
    contentType: live.contentType,
    cacheControl: live.cacheControl,
    metadata: swapStamp(id, plan.content.version),
  });
  await use.cdn.purge(purgeOf(pointer.path, { operation: id, of: `${generation}:watch` }));
}
