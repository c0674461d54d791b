import { z } from 'zod';
import type { PlanContent } from '../../../domain/plan.ts';
import { surfaceName } from '../../../domain/surface.ts';
import { defineContent } from '../../../engine/define-content.ts';

/** A Git tag, from the commit that was found to the recorded one. `from` is null where the tag was missing. */
interface RestoredTag {
  name: string;
  from: string | null;
  commit: string;
}

/** The plan that restores what was recorded, after a change by another hand or a late write. */
export type PutBackContent = PlanContent & {
  kind: 'put-back';
  /** The alert on which a person has decided; null where Navi puts back its own late write. */
  alert: string | null;
} & (
    | {
        /** Such as `pointer:v1`. */
        surface: string;
      }
    | { gitTag: RestoredTag; holds: 'nothing' }
  );

const alert = z.string().nullable();

export const putBackContent = defineContent<PutBackContent>({
  kind: 'put-back',
  own: z.union([
    z.looseObject({ surface: z.string(), alert }),
    z.looseObject({
      gitTag: z.strictObject({ name: z.string(), from: z.string().nullable(), commit: z.string() }),
      holds: z.literal('nothing'),
      alert,
    }),
  ]),
});

/** What is put back, for people. */
export function restoredName(content: PutBackContent): string {
  return 'gitTag' in content ? gitTagName(content.gitTag.name) : surfaceName(content.surface);
}

export function gitTagName(tag: string): string {
  return `Git tag ${tag}`;
}
