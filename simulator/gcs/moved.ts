import { z } from 'zod';
import type { StoredObject } from './objects.ts';
import type { Place } from './place.ts';
import { bytesOf } from './resource.ts';

/** Without names: the first pointer gets the bytes of another version of its release line. */
const Move = z.strictObject({ pointer: z.string().optional(), from: z.string().optional() });

/** The change that a person made to the bucket, or why it is not possible. */
type Moved = { ok: true; pointer: string; from: string; generation: string } | { ok: false; error: string };

/**
 * Overwrites a pointer with a pinned object's bytes, as a person with access to the bucket does. The pointer keeps its
 * own headers. For `POST /_control/move`.
 */
export function movePointer(place: Place, body: unknown): Moved {
  const asked = Move.safeParse(body);
  if (!asked.success) return { ok: false, error: z.prettifyError(asked.error) };
  const live = place.objects.all().filter(({ timeDeleted }) => timeDeleted === undefined);
  const pointer = live.find(({ name }) => (asked.data.pointer ?? name) === name && /^v\d+\//.test(name));
  if (pointer === undefined) return { ok: false, error: 'the bucket has no such pointer' };
  const source = live.find(({ name }) => name === asked.data.from) ?? otherVersion(pointer, live);
  if (source === undefined || (asked.data.from ?? source.name) !== source.name)
    return { ok: false, error: 'the bucket has no such version to move the pointer to' };
  const { generation } = place.objects.put(pointer.name, pointer.chosen, bytesOf(source));
  return { ok: true, pointer: pointer.name, from: source.name, generation };
}

function otherVersion(pointer: StoredObject, live: readonly StoredObject[]): StoredObject | undefined {
  const [major = '', file = ''] = pointer.name.split('/');
  return live.find(
    ({ name, body }) =>
      name.startsWith(`${major}.`) &&
      name.endsWith(`/${file}`) &&
      body !== pointer.body &&
      !name.includes('-rc'),
  );
}
