import { h } from 'preact';
import { unescapeText } from '../text/parse.ts';
import { Plain, Text } from '../text/text.tsx';
import { useDirectory } from './directory.ts';
import type { Value } from './host.tsx';
import type { Element, Option } from './schema.ts';
import { isMany, optionsOf, optionValue } from './values.ts';

/** A form field, wherever it stands. */
export interface FieldProps {
  element: Element;
  id: string;
  value: Value;
  onChange: (value: Value) => void;
  invalid?: boolean;
  describedBy?: string | undefined;
}

type TextKind = 'text' | 'email' | 'url' | 'number' | 'date' | 'time' | 'datetime-local';

const TEXTS: Record<string, TextKind> = {
  plain_text_input: 'text',
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'number',
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
  rich_text_input: 'text',
};

/** Draws an element that holds a value; undefined when its type is not one of those. */
export function Field(props: FieldProps) {
  const { element } = props;
  if (element.multiline === true || element.type === 'rich_text_input') return <LongText {...props} />;
  if (element.type === 'datetimepicker') return <MomentField {...props} />;
  if (TEXTS[element.type] !== undefined) return <ShortText {...props} />;
  if (element.type === 'radio_buttons' || element.type === 'checkboxes') return <Choices {...props} />;
  if (element.type.endsWith('_select'))
    return isMany(element) ? <ManySelect {...props} /> : <OneSelect {...props} />;
  return <div class="unknown-block">{element.type}</div>;
}

/** Whether this type is drawn as a field. */
export function isField(type: string): boolean {
  return (
    TEXTS[type] !== undefined || ['radio_buttons', 'checkboxes'].includes(type) || type.endsWith('_select')
  );
}

function common({ element, id, invalid, describedBy }: FieldProps) {
  return {
    id,
    'data-action-id': element.action_id,
    'aria-invalid': invalid === true,
    'aria-describedby': describedBy,
    autofocus: element.focus_on_load === true,
  };
}

function textOf(value: Value): string {
  return typeof value === 'string' ? value : '';
}

function ShortText(props: FieldProps) {
  const { element, value, onChange } = props;
  return h('input', {
    ...common(props),
    type: TEXTS[element.type] ?? 'text',
    value: textOf(value),
    placeholder: element.placeholder?.text,
    maxLength: element.max_length,
    min: element.min_value,
    max: element.max_value,
    step: element.is_decimal_allowed === true ? 'any' : undefined,
    onInput: (event: InputEvent & { currentTarget: HTMLInputElement }) =>
      onChange(event.currentTarget.value || undefined),
  });
}

function LongText(props: FieldProps) {
  const { element, value, onChange } = props;
  return (
    <textarea
      {...common(props)}
      rows={4}
      value={textOf(value)}
      placeholder={element.placeholder?.text}
      maxLength={element.max_length}
      onInput={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

/** Slack keeps a moment as seconds; the browser asks for local date and time. */
function MomentField(props: FieldProps) {
  const seconds = Number(textOf(props.value));
  const local = new Date(seconds * 1000 - new Date(seconds * 1000).getTimezoneOffset() * 60_000);
  return (
    <input
      {...common(props)}
      type="datetime-local"
      value={textOf(props.value) === '' ? '' : local.toISOString().slice(0, 16)}
      onInput={(event) => {
        const at = Date.parse(event.currentTarget.value);
        props.onChange(Number.isNaN(at) ? undefined : String(at / 1000));
      }}
    />
  );
}

function OneSelect(props: FieldProps) {
  const { element, value, onChange } = props;
  const people = useDirectory(element.type);
  const groups = element.option_groups;
  const option = (each: Option) => (
    <option key={optionValue(each)} value={optionValue(each)}>
      {unescapeText(each.text.text)}
    </option>
  );
  return (
    <select
      {...common(props)}
      value={textOf(value)}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    >
      <option value="">{element.placeholder?.text ?? 'Choose…'}</option>
      {groups?.map((group) => (
        <optgroup key={group.label.text} label={group.label.text}>
          {group.options.map(option)}
        </optgroup>
      ))}
      {groups === undefined && (people ?? optionsOf(element)).map(option)}
    </select>
  );
}

function ManySelect(props: FieldProps) {
  const people = useDirectory(props.element.type);
  return <Choices {...props} options={people ?? optionsOf(props.element)} />;
}

function Choices(props: FieldProps & { options?: Option[] }) {
  const { element, id, value, onChange } = props;
  const many = isMany(element);
  const held = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const toggle = (each: string, on: boolean) => {
    if (!many) return onChange(each);
    onChange(on ? [...held, each] : held.filter((other) => other !== each));
  };
  const naming = {
    role: many ? ('group' as const) : ('radiogroup' as const),
    'aria-labelledby': `${id}-label`,
    'aria-describedby': props.describedBy,
  };
  return (
    <div class="choices" id={id} data-action-id={element.action_id} {...naming}>
      {(props.options ?? optionsOf(element)).map((option) => (
        <label key={optionValue(option)} class="choice">
          <input
            type={many ? 'checkbox' : 'radio'}
            name={id}
            value={optionValue(option)}
            checked={held.includes(optionValue(option))}
            onChange={(event) => toggle(optionValue(option), event.currentTarget.checked)}
          />
          <span>
            <Text of={option.text} />
            {option.description !== undefined && (
              <small>
                <Plain text={option.description.text} />
              </small>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}
