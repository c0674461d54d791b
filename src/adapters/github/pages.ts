import type { z } from 'zod';
import type { Ask, Door } from './door.ts';

const PAGE_SIZE = 100;

/** Reads pages until one is not full, at most `limit`. `shape` extracts the items of one page. */
export async function readPages<T>(
  door: Door,
  { limit, shape, ...ask }: Omit<Ask, 'effect'> & { limit: number; shape: z.ZodType<readonly T[]> },
): Promise<T[]> {
  const found: T[] = [];
  for (let page = 1; page <= limit; page += 1) {
    const params = { ...ask.params, per_page: PAGE_SIZE, page };
    const { data } = await door.ask({ ...ask, params, effect: 'read' });
    const items = shape.parse(data);
    found.push(...items);
    if (items.length < PAGE_SIZE) break;
  }
  return found;
}
