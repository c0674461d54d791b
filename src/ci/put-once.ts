import type { z } from 'zod';
import { createGcs } from '../adapters/gcs/index.ts';
import type { Objects } from '../ports/objects.ts';
import type { Bucket } from './environment.ts';
import { CALL_DEADLINE_MS } from './limits.ts';
import { patiently, pauseOrThrow } from './patience.ts';
import { PipelineFailure } from './task.ts';

/** A pinned object never changes, so every cache may keep it for a year. */
const PINNED_CACHE = 'public, max-age=31536000, immutable';

export interface OnceObject extends Omit<Parameters<Objects['create']>[0], 'bytes' | 'cacheControl'> {
  bytes: Uint8Array;
  /** Whether the existing object has the content that we would write. */
  isSame(found: Uint8Array): boolean;
}

/**
 * Writes an object that never changes afterwards (`ifGenerationMatch=0`). The same content counts as done, other
 * content is a {@link PipelineFailure}; after an unknown result the object is read again.
 */
export async function putOnce(
  given: z.output<typeof Bucket>,
  { isSame, ...object }: OnceObject,
): Promise<'written' | 'there already'> {
  const objects = createGcs({
    baseUrl: given.GCS_API_URL,
    bucket: given.NAVI_BUCKET,
    projectId: given.GOOGLE_CLOUD_PROJECT,
    deadlineMs: CALL_DEADLINE_MS,
  });
  const rest = { ...object, cacheControl: PINNED_CACHE };
  const maxBytes = rest.bytes.length + 100_000;
  let sent = false;
  for (let attempt = 1; ; attempt += 1) {
    const found = await patiently(() => objects.read(rest.path, { maxBytes }));
    if (found !== undefined) {
      if (!isSame(found.bytes))
        throw new PipelineFailure([`${rest.path} is there already with other content; it is never changed.`]);
      return sent ? 'written' : 'there already';
    }
    try {
      sent = true;
      await objects.create(rest);
      return 'written';
    } catch (error) {
      await pauseOrThrow(error, attempt);
    }
  }
}
