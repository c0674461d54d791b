import { unescapeText } from '../text/parse.ts';
import type { Value } from './host.tsx';
import type { Element, Option } from './schema.ts';

/** All options of a select, without groups. */
export function optionsOf(element: Element): Option[] {
  return element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
}

/** Whether a field holds several values. */
export function isMany(element: Element): boolean {
  return element.type === 'checkboxes' || element.type.startsWith('multi_');
}

/** The initial value of a field. */
export function initialOf(element: Element): Value {
  const many =
    element.initial_options?.map(optionValue) ??
    element.initial_users ??
    element.initial_channels ??
    element.initial_conversations;
  if (isMany(element)) return many ?? [];
  if (element.initial_option !== undefined) return optionValue(element.initial_option);
  if (element.initial_date_time !== undefined) return String(element.initial_date_time);
  const text = typeof element.initial_value === 'string' ? unescapeText(element.initial_value) : undefined;
  return (
    text ??
    element.initial_date ??
    element.initial_time ??
    element.initial_user ??
    element.initial_channel ??
    element.initial_conversation
  );
}

/** An option's value in a form. */
export function optionValue(option: Option): string {
  return option.value ?? option.text.text;
}

/** The fields that a changed element sends with its action (docs.slack.dev, "block_actions payload"). */
export function payloadOf(element: Element, value: Value): Record<string, unknown> {
  const chosen = (each: string) => optionsOf(element).find((option) => optionValue(option) === each);
  const many = Array.isArray(value) ? value : [];
  const one = Array.isArray(value) ? undefined : value;
  switch (element.type) {
    case 'static_select':
    case 'radio_buttons':
    case 'external_select':
      return { selected_option: one === undefined ? null : (chosen(one) ?? null), value: one };
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return { selected_options: many.map(chosen).filter((option) => option !== undefined) };
    case 'datepicker':
      return { selected_date: one ?? null };
    case 'timepicker':
      return { selected_time: one ?? null };
    case 'datetimepicker':
      return { selected_date_time: one === undefined ? null : Number(one) };
    default:
      return payloadOfPicker(element.type, one, many);
  }
}

function payloadOfPicker(type: string, one: string | undefined, many: string[]): Record<string, unknown> {
  const kind = /^(multi_)?(users|channels|conversations)_select$/.exec(type);
  if (kind === null) return { value: one };
  return kind[1] === undefined
    ? { [`selected_${(kind[2] ?? '').slice(0, -1)}`]: one ?? null }
    : { [`selected_${kind[2]}`]: many };
}
