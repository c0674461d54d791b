import type { Objects } from '../ports/objects.ts';
import { patiently, pauseOrThrow } from './patience.ts';
import { PipelineFailure } from './task.ts';

export interface OnceObject extends Omit<Parameters<Objects['create']>[0], 'bytes'> {
  bytes: Uint8Array;
  /** Whether the existing object has the content that we would write. */
  isSame(found: Uint8Array): boolean;
}

/**
 * Writes an object that never changes afterwards (`ifGenerationMatch=0`). The same content counts as done, other
 * content is a {@link PipelineFailure}; after an unknown result the object is read again.
 */
export async function putOnce(objects: Objects, object: OnceObject): Promise<'written' | 'there already'> {
  const { isSame, ...rest } = object;
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
