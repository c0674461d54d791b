import { z } from 'zod';
import { headerDifferences } from '../../domain/object-headers.ts';
import { LARGEST_LOADER } from '../../domain/surface.ts';
import { defineStep } from '../../engine/define-step.ts';
import type { StepIo } from '../../engine/step.ts';
import { together } from '../../ports/receipt.ts';
import type { Services } from '../../ports/services.ts';
import { moveCommand, writeOrHandOver } from './hand-over.ts';
import { readWhole } from './headers.ts';
import { Headers } from './shapes.ts';
import { swapStamp } from './swap-pointer.ts';
import { cachesOf, purgeRewritten } from './watched-caches.ts';

const POLL_MS = 15_000;
const PURGE_POLL_MS = 1_000;

const WatchParams = z.strictObject({
  /** How long pointer and tags are read again. Milliseconds. */
  forMs: z.number(),
  pointer: z.strictObject({
    path: z.string(),
    sha384: z.string(),
    source: z.string(),
    generation: z.string(),
    lateSha384: z.string().nullable(),
    /** The headers that the pointer must have; absent in plans that compared bytes only. */
    written: z.strictObject({ cacheControl: z.string(), headers: Headers }).exactOptional(),
  }),
  tags: z
    .array(
      z.strictObject({
        name: z.string(),
        tag: z.string(),
        version: z.string(),
        late: z.string().nullable(),
      }),
    )
    .readonly(),
});

type Params = z.output<typeof WatchParams>;

/** An unexpected value on a surface. `late`: the superseded release wrote it, so it is reverted. */
interface Stray {
  what: string;
  late: boolean;
  tag?: { name: string; tag: string; version: string };
}

/** The pointer as it is now. Only the generation that was read is replaced. */
interface Pointer {
  generation: string;
  stray: Stray | null;
}

/**
 * For a while after a rollback pointer and tags are read again. A late write of the rolled-back release is reverted;
 * any other change blocks the step, and so raises an alarm.
 */
export const watchSurfaces = defineStep({
  kind: 'watch-surfaces',
  params: WatchParams,
  evidence: z.object({ watchedSeconds: z.number(), lateDeprecated: z.string().exactOptional() }),
  sent: z.object({
    takenBack: z.literal(true),
    purged: z.string().exactOptional(),
    purge: z.string().exactOptional(),
  }),
  title: (params) => `Monitor for unexpected changes for ${Math.round(params.forMs / 60_000)} min`,
  summary: ({ lateDeprecated }) =>
    `no unexpected change is left${lateDeprecated === undefined ? '' : `; published late, and deprecated: ${lateDeprecated}`}`,
  observe: async (params, io) => {
    const { use, now, begunAt } = io;
    const pointer = await readPointer(params, use);
    const strays = [pointer.stray ?? [], await strayTags(params, use)].flat();
    const foreign = strays.filter((stray) => !stray.late);
    if (foreign.length > 0)
      return {
        is: 'foreign',
        trouble: {
          code: 'foreign',
          detail: `changed outside Navi: ${foreign.map((stray) => stray.what).join(', ')}`,
        },
      };
    const caches = await cachesOf(pointer.generation, io);
    if (caches.is === 'failed')
      return { is: 'foreign', trouble: { code: 'refused', detail: `the purge failed: ${caches.problem}` } };
    if (strays.length > 0 || caches.is === 'stale')
      return { is: 'absent', seen: { generation: pointer.generation, isStray: pointer.stray !== null } };
    if (caches.is === 'dropping')
      return { is: 'pending', expects: 'the CDN to finish the purge', askAgainInMs: PURGE_POLL_MS };
    const left = Date.parse(begunAt) + params.forMs - now.getTime();
    if (left <= 0) return { is: 'ours', evidence: { watchedSeconds: params.forMs / 1000 } };
    const until = new Date(now.getTime() + left).toISOString();
    return {
      is: 'pending',
      expects: `the end of the watch (${until}); no late write is left`,
      askAgainInMs: Math.min(left, POLL_MS),
      isSettled: true,
    };
  },
  change: ({ pointer, tags }, { seen }) => ({
    before: { generation: seen?.generation ?? null },
    after: {
      sha384: pointer.sha384,
      tags: Object.fromEntries(tags.map(({ name, tag, version }) => [`${name}#${tag}`, version])),
    },
  }),
  act: async (params, io) => {
    const { use, seen } = io;
    if (seen === undefined) throw new Error('the pointer has not been looked at');
    const generation = seen.isStray
      ? await putBack(params, { ...io, ifGeneration: seen.generation })
      : seen.generation;
    const purged = await purgeRewritten({ path: params.pointer.path, generation }, io);
    // The registry has no precondition, so tags are read once more, immediately before the write.
    const late = (await strayTags(params, use)).filter((stray) => stray.late);
    const tags = late.flatMap(({ tag }) => tag ?? []);
    return writeOrHandOver(async () => {
      const receipts = [];
      for (const tag of tags) receipts.push(await use.registry.moveDistTag(tag));
      return { is: 'sent', evidence: { takenBack: true, ...purged }, ...together(receipts) };
    }, tags.map(moveCommand).join(' && '));
  },
});

type Read = Pick<Services, 'objects' | 'registry'>;

async function readPointer({ pointer }: Params, use: Read): Promise<Pointer> {
  const read = await readWhole(use.objects, pointer.path, LARGEST_LOADER);
  const generation = read?.facts.generation ?? '0';
  if (read?.sha384 !== pointer.sha384)
    return { generation, stray: { what: pointer.path, late: read?.sha384 === pointer.lateSha384 } };
  const { written } = pointer;
  const wrong =
    written === undefined
      ? []
      : headerDifferences(read.facts, { ...written.headers, cacheControl: written.cacheControl });
  const what = `${pointer.path} (${wrong.join(', ')})`;
  return { generation, stray: wrong.length === 0 ? null : { what, late: false } };
}

async function strayTags({ tags }: Params, use: Read): Promise<Stray[]> {
  const strays = tags.map(async (want): Promise<Stray[]> => {
    const found = (await use.registry.primary(want.name))?.distTags[want.tag];
    if (found === want.version) return [];
    return [{ what: `${want.tag} of ${want.name} to ${found}`, late: found === want.late, tag: want }];
  });
  return (await Promise.all(strays)).flat();
}

/** Writes the target's bytes to the pointer again, as the rollback did; returns the new generation. */
async function putBack(
  { pointer }: Params,
  { use, operation, ifGeneration }: StepIo & { ifGeneration: string },
): Promise<string> {
  const live = await use.objects.stat(pointer.path);
  if (live === undefined) return ifGeneration;
  const { id, plan } = operation;
  const { generation } = await use.objects.copy({
    from: pointer.source,
    fromGeneration: pointer.generation,
    to: pointer.path,
    ifGeneration,
    ...pointer.written?.headers,
    contentType: pointer.written?.headers.contentType || live.contentType,
    cacheControl: pointer.written?.cacheControl ?? live.cacheControl,
    metadata: { ...pointer.written?.headers.metadata, ...swapStamp(id, plan.content.version) },
  });
  return generation;
}
