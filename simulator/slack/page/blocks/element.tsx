import { useId, useState } from 'preact/hooks';
import { ButtonElement, ConfirmDialog, OverflowElement } from './button.tsx';
import { Field, isField } from './field.tsx';
import { useHost, type Value } from './host.tsx';
import { Picture } from './image.tsx';
import { Element } from './schema.ts';
import { UnknownBox } from './unknown.tsx';
import { initialOf, payloadOf } from './values.ts';

/** One element of an actions block or a section's accessory, by its type. */
export function ElementView({ of, blockId }: { of: unknown; blockId: string }) {
  const parsed = Element.safeParse(of);
  if (!parsed.success) return <UnknownBox of={of} />;
  const element = parsed.data;
  if (element.type === 'button' || element.type === 'workflow_button' || element.type === 'icon_button')
    return <ButtonElement element={element} blockId={blockId} />;
  if (element.type === 'overflow') return <OverflowElement element={element} blockId={blockId} />;
  if (element.type === 'image')
    return <Picture url={element.image_url} alt={element.alt_text ?? ''} kind="accessory" />;
  if (isField(element.type)) return <LiveField element={element} blockId={blockId} />;
  return <UnknownBox of={of} />;
}

/** A field outside of an input block: each change is a click of its own. */
function LiveField({ element, blockId }: { element: Element; blockId: string }) {
  const { press, form } = useHost();
  const id = useId();
  const [own, setOwn] = useState<Value>(() => initialOf(element));
  const [asked, setAsked] = useState<{ value: Value } | undefined>(undefined);
  const settle = (value: Value) => {
    setAsked(undefined);
    setOwn(value);
    form?.set(blockId, element.action_id, value);
    press({
      type: element.type,
      action_id: element.action_id,
      block_id: blockId,
      ...payloadOf(element, value),
    });
  };
  return (
    <span class="live-field">
      <Field
        element={element}
        id={id}
        value={own}
        onChange={(value) => (element.confirm === undefined ? settle(value) : setAsked({ value }))}
      />
      {asked !== undefined && element.confirm !== undefined && (
        <ConfirmDialog
          confirm={element.confirm}
          onYes={() => settle(asked.value)}
          onNo={() => setAsked(undefined)}
        />
      )}
    </span>
  );
}
