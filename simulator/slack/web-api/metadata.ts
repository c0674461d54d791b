import { z } from 'zod';
import { isFields, type Metadata } from '../world/shapes.ts';
import { SlackRefusal } from './refusal.ts';

const Given = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});

/** A message's `metadata` argument; an empty object counts as none. Refuses with `invalid_metadata_format`. */
export function metadataOf(value: unknown): Metadata | undefined {
  if (value === undefined || value === '') return undefined;
  if (isFields(value) && Object.keys(value).length === 0) return undefined;
  const given = Given.safeParse(value);
  if (!given.success) throw new SlackRefusal('invalid_metadata_format');
  return given.data;
}
