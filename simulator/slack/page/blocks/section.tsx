import { z } from 'zod';
import { Text } from '../text/text.tsx';
import { ElementView } from './element.tsx';
import { TextObject } from './schema.ts';

/** A `section` block. */
export const Section = z.object({
  type: z.literal('section'),
  text: TextObject.optional(),
  fields: z.array(TextObject).optional(),
  accessory: z.unknown().optional(),
});
export type Section = z.infer<typeof Section>;

export function SectionView({ of, blockId }: { of: Section; blockId: string }) {
  return (
    <div class="section">
      <div class="section-main">
        {of.text !== undefined && <Text of={of.text} />}
        {of.fields !== undefined && (
          <div class="fields">
            {of.fields.map((field, at) => (
              <div class="field" key={at}>
                <Text of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {of.accessory !== undefined && (
        <div class="section-side">
          <ElementView of={of.accessory} blockId={blockId} />
        </div>
      )}
    </div>
  );
}
