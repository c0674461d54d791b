import { type Block, type Fields, isFields, type StateValues } from './shapes.ts';

/** An interactive element with its block. */
export interface Placed {
  block: Block;
  element: Fields;
}

/** The interactive elements of blocks, with their ids. */
export function elementsOf(blocks: Block[]): Placed[] {
  return blocks.flatMap((block) => {
    const inner = block['elements'];
    const many = block.type === 'actions' && Array.isArray(inner) ? inner : [];
    return [...many, block['element'], block['accessory']]
      .filter(isFields)
      .filter((element) => typeof element['action_id'] === 'string')
      .map((element) => ({ block, element }));
  });
}

/**
 * The state field of each type of element, and the element's field with its initial value (docs.slack.dev, View
 * state).
 */
const STATE_FIELDS: Record<string, { field: string; from: string; empty: unknown }> = {
  plain_text_input: { field: 'value', from: 'initial_value', empty: null },
  email_text_input: { field: 'value', from: 'initial_value', empty: null },
  url_text_input: { field: 'value', from: 'initial_value', empty: null },
  number_input: { field: 'value', from: 'initial_value', empty: null },
  rich_text_input: { field: 'rich_text_value', from: 'initial_value', empty: null },
  checkboxes: { field: 'selected_options', from: 'initial_options', empty: [] },
  radio_buttons: { field: 'selected_option', from: 'initial_option', empty: null },
  static_select: { field: 'selected_option', from: 'initial_option', empty: null },
  external_select: { field: 'selected_option', from: 'initial_option', empty: null },
  multi_static_select: { field: 'selected_options', from: 'initial_options', empty: [] },
  multi_external_select: { field: 'selected_options', from: 'initial_options', empty: [] },
  users_select: { field: 'selected_user', from: 'initial_user', empty: null },
  multi_users_select: { field: 'selected_users', from: 'initial_users', empty: [] },
  conversations_select: { field: 'selected_conversation', from: 'initial_conversation', empty: null },
  multi_conversations_select: { field: 'selected_conversations', from: 'initial_conversations', empty: [] },
  channels_select: { field: 'selected_channel', from: 'initial_channel', empty: null },
  multi_channels_select: { field: 'selected_channels', from: 'initial_channels', empty: [] },
  datepicker: { field: 'selected_date', from: 'initial_date', empty: null },
  timepicker: { field: 'selected_time', from: 'initial_time', empty: null },
  datetimepicker: { field: 'selected_date_time', from: 'initial_date_time', empty: null },
};

/** The state of untouched blocks: initial values, else null or an empty list. */
export function initialState(blocks: Block[]): StateValues {
  const values: StateValues = {};
  for (const { block, element } of elementsOf(blocks)) {
    const rule = STATE_FIELDS[String(element['type'])];
    if (rule === undefined) continue;
    const entry = { type: element['type'], [rule.field]: element[rule.from] ?? rule.empty };
    values[block.block_id] = { ...values[block.block_id], [String(element['action_id'])]: entry };
  }
  return values;
}

/**
 * A person's input for an element, as its state: a string or a list of strings is converted for the element's type,
 * and an object is used unchanged.
 */
export function enteredState(element: Fields, entered: unknown): Fields {
  const type = element['type'];
  const rule = STATE_FIELDS[String(type)];
  if (isFields(entered)) return { type, ...entered };
  if (rule === undefined) return { type, value: entered };
  const given = entered === '' || entered === undefined ? rule.empty : entered;
  if (rule.field === 'selected_option') return { type, selected_option: optionOf(element, given) };
  if (rule.field === 'selected_options') {
    const wanted = Array.isArray(given) ? given : [given];
    return { type, selected_options: wanted.map((value) => optionOf(element, value)).filter(Boolean) };
  }
  if (rule.field === 'selected_date_time' && given !== null)
    return { type, selected_date_time: Number(given) };
  if (Array.isArray(rule.empty)) return { type, [rule.field]: Array.isArray(given) ? given : [given] };
  return { type, [rule.field]: given };
}

/** True when an input's state is empty. */
export function isEmptyState(state: Fields): boolean {
  const rule = STATE_FIELDS[String(state['type'])];
  const value = rule === undefined ? state['value'] : state[rule.field];
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** The option of a select with this value; null where there is none. */
export function optionOf(element: Fields, value: unknown): Fields | null {
  const groups = Array.isArray(element['option_groups']) ? element['option_groups'].filter(isFields) : [];
  const lists = [element['options'], ...groups.map((group) => group['options'])];
  const options = lists.flatMap((list) => (Array.isArray(list) ? list.filter(isFields) : []));
  return options.find((option) => option['value'] === value) ?? null;
}
