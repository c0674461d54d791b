import { z } from 'zod';
import { defineMark } from '../../engine/define-mark.ts';

/** What a step does to what customers see: it moves it, makes caches follow, or proves it. */
export const surface = defineMark({
  kind: 'surface',
  value: z.object({
    leg: z.enum(['pointer', 'tags', 'all']),
    does: z.enum(['moves', 'refreshes', 'proves']),
  }),
});

/** Its row on a rollback's clock: customers' pages, or npm. */
export const clockRow = defineMark({
  kind: 'clock-row',
  value: z.object({ leg: z.enum(['pages', 'npm']), label: z.string() }),
});
