import { useId } from 'preact/hooks';
import { z } from 'zod';
import { Icon } from '../icons.tsx';
import { Plain } from '../text/text.tsx';
import { Field, isField } from './field.tsx';
import { useHost, type Value } from './host.tsx';
import { Element, TextObject } from './schema.ts';
import { UnknownBox } from './unknown.tsx';
import { payloadOf } from './values.ts';

/** An `input` block. */
export const Input = z.object({
  type: z.literal('input'),
  block_id: z.string().optional(),
  label: TextObject,
  hint: TextObject.optional(),
  optional: z.boolean().default(false),
  dispatch_action: z.boolean().default(false),
  element: Element,
});
export type Input = z.infer<typeof Input>;

/** A labelled field of a form, with what was said against its value. */
export function InputView({ of, blockId }: { of: Input; blockId: string }) {
  const { form, press } = useHost();
  const id = useId();
  const { element, hint } = of;
  if (!isField(element.type)) return <UnknownBox of={of.element} />;
  const error = form?.errors[blockId];
  const change = (value: Value) => {
    const { type, action_id } = element;
    form?.set(blockId, action_id, value);
    if (of.dispatch_action) press({ type, action_id, block_id: blockId, ...payloadOf(element, value) });
  };
  const notes = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean);
  return (
    <div class={error === undefined ? 'input-block' : 'input-block invalid'} data-block-id={blockId}>
      <Label of={of} id={id} />
      <Field
        element={element}
        id={id}
        value={form?.valueOf(blockId, element.action_id)}
        onChange={change}
        invalid={error !== undefined}
        describedBy={notes.length > 0 ? notes.join(' ') : undefined}
      />
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`} role="alert">
          <Icon name="warning" /> {error}
        </p>
      )}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          <Plain text={hint.text} />
        </p>
      )}
    </div>
  );
}

/** A group of choices is named by its label; any other field is what its label is for. */
function Label({ of, id }: { of: Input; id: string }) {
  const { type } = of.element;
  const words = (
    <>
      <Plain text={of.label.text} />
      {of.optional && <span class="soft"> (optional)</span>}
    </>
  );
  const grouped = type === 'radio_buttons' || type === 'checkboxes' || type.startsWith('multi_');
  return grouped ? (
    <span class="label" id={`${id}-label`}>
      {words}
    </span>
  ) : (
    <label for={id}>{words}</label>
  );
}
