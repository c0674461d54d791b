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

/** Once it is done, the journal's head is posted. */
export const checkpoint = defineMark({
  kind: 'checkpoint',
  value: z.object({ occasion: z.literal('safe') }),
});

/** Once it is done, the operation is announced. */
export const announcement = defineMark({ kind: 'announcement', value: z.object({}) });

/** Once it is done, the cards of the release line's newest releases say what is live now. */
export const redrawReleases = defineMark({ kind: 'redraw-releases', value: z.object({}) });

/** Once it is done, a right of Navi's without a harmless test has worked. */
export const rightWorked = defineMark({
  kind: 'right-worked',
  value: z.object({ id: z.literal('deprecations'), detail: z.string() }),
});
