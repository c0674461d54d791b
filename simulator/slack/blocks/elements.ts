import { isFields } from '../world/shapes.ts';
import {
  anyText,
  confirm,
  conversationFilter,
  dispatchConfig,
  id,
  optionGroup,
  placeholder,
  plainOption,
  plainText,
  richOption,
  slackFile,
  style,
  url,
} from './composition.ts';
import { richText } from './rich-text.ts';
import { anything, boolean, both, type Check, list, number, object, string, typed } from './shape.ts';

const actionable = { action_id: id };
const focusable = { ...actionable, focus_on_load: boolean };
const pickable = { ...focusable, confirm, placeholder };
const several = { max_selected_items: number({ min: 1 }) };
const typeable = {
  ...focusable,
  placeholder,
  dispatch_action_config: dispatchConfig,
  initial_value: string(),
};
const label = { accessibility_label: string({ max: 75 }) };

/** Exactly one of two fields must be there. */
export function eitherField(first: string, second: string): Check {
  return (value, at, problems) => {
    if (!isFields(value)) return;
    if (value[first] === undefined && value[second] === undefined)
      problems.push({ pointer: at, message: `missing required field: ${first}` });
    if (value[first] !== undefined && value[second] !== undefined)
      problems.push({ pointer: at, message: `must provide only one of: ${first}, ${second}` });
  };
}

const optionFields = {
  options: list(plainOption, { min: 1, max: 100 }),
  option_groups: list(optionGroup, { min: 1, max: 100 }),
};
const choices = eitherField('options', 'option_groups');
const conversations = {
  ...pickable,
  default_to_current_conversation: boolean,
  filter: conversationFilter,
};

/**
 * The fields of each Block Kit element besides its `type`: docs/services.md, Slack and docs.slack.dev, Block
 * elements.
 */
export const elements = {
  button: object(
    { text: plainText({ max: 75 }) },
    { ...actionable, ...label, url, value: string({ max: 2000 }), style, confirm },
  ),
  workflow_button: object(
    { text: plainText({ max: 75 }), workflow: object({ trigger: anything }) },
    { ...actionable, ...label, style, confirm },
  ),
  icon_button: object(
    { icon: string({ min: 1 }), text: plainText({ max: 75 }) },
    { ...actionable, ...label, value: string({ max: 2000 }), confirm, visible_to_user_ids: list(string()) },
  ),
  feedback_buttons: object({ positive_button: anything, negative_button: anything }, { ...actionable }),
  checkboxes: object(
    { options: list(richOption, { min: 1, max: 10 }) },
    { ...focusable, confirm, initial_options: list(richOption, { min: 1, max: 10 }) },
  ),
  radio_buttons: object(
    { options: list(richOption, { min: 1, max: 10 }) },
    { ...focusable, confirm, initial_option: richOption },
  ),
  overflow: object({ options: list(plainOption, { min: 1, max: 5 }) }, { ...actionable, confirm }),
  static_select: both(object({}, { ...pickable, ...optionFields, initial_option: plainOption }), choices),
  multi_static_select: both(
    object(
      {},
      { ...pickable, ...several, ...optionFields, initial_options: list(plainOption, { max: 100 }) },
    ),
    choices,
  ),
  external_select: object(
    {},
    { ...pickable, initial_option: plainOption, min_query_length: number({ min: 0 }) },
  ),
  multi_external_select: object(
    {},
    { ...pickable, ...several, initial_options: list(plainOption), min_query_length: number({ min: 0 }) },
  ),
  users_select: object({}, { ...pickable, initial_user: string() }),
  multi_users_select: object({}, { ...pickable, ...several, initial_users: list(string()) }),
  conversations_select: object(
    {},
    { ...conversations, initial_conversation: string(), response_url_enabled: boolean },
  ),
  multi_conversations_select: object(
    {},
    { ...conversations, ...several, initial_conversations: list(string()) },
  ),
  channels_select: object({}, { ...pickable, initial_channel: string(), response_url_enabled: boolean }),
  multi_channels_select: object({}, { ...pickable, ...several, initial_channels: list(string()) }),
  datepicker: object({}, { ...pickable, initial_date: string() }),
  timepicker: object({}, { ...pickable, initial_time: string(), timezone: string() }),
  datetimepicker: object({}, { ...focusable, confirm, initial_date_time: number() }),
  plain_text_input: object(
    {},
    {
      ...typeable,
      multiline: boolean,
      min_length: number({ min: 0, max: 3000 }),
      max_length: number({ min: 1, max: 3000 }),
    },
  ),
  email_text_input: object({}, typeable),
  url_text_input: object({}, typeable),
  number_input: object(
    { is_decimal_allowed: boolean },
    { ...typeable, min_value: string(), max_value: string() },
  ),
  rich_text_input: object(
    {},
    { ...typeable, initial_value: richText, min_lines: number(), max_lines: number() },
  ),
  file_input: object(
    {},
    { ...actionable, filetypes: list(string()), max_files: number({ min: 1, max: 10 }) },
  ),
  image: both(
    object({ alt_text: string({ min: 1, max: 2000 }) }, { image_url: url, slack_file: slackFile }),
    eitherField('image_url', 'slack_file'),
  ),
} satisfies Record<string, Check>;

const pickers = {
  checkboxes: elements.checkboxes,
  radio_buttons: elements.radio_buttons,
  static_select: elements.static_select,
  multi_static_select: elements.multi_static_select,
  external_select: elements.external_select,
  multi_external_select: elements.multi_external_select,
  users_select: elements.users_select,
  multi_users_select: elements.multi_users_select,
  conversations_select: elements.conversations_select,
  multi_conversations_select: elements.multi_conversations_select,
  channels_select: elements.channels_select,
  multi_channels_select: elements.multi_channels_select,
  datepicker: elements.datepicker,
  timepicker: elements.timepicker,
};

/** What an `actions` block may hold. */
export const actionElement = typed({
  ...pickers,
  button: elements.button,
  workflow_button: elements.workflow_button,
  overflow: elements.overflow,
  datetimepicker: elements.datetimepicker,
  rich_text_input: elements.rich_text_input,
});

/** What a `section` may have besides its text. */
export const accessory = typed({
  ...pickers,
  button: elements.button,
  workflow_button: elements.workflow_button,
  overflow: elements.overflow,
  image: elements.image,
});

/** What an `input` block may hold. */
export const inputElement = typed({
  ...pickers,
  datetimepicker: elements.datetimepicker,
  plain_text_input: elements.plain_text_input,
  email_text_input: elements.email_text_input,
  url_text_input: elements.url_text_input,
  number_input: elements.number_input,
  rich_text_input: elements.rich_text_input,
  file_input: elements.file_input,
});

/** What a `context` block may hold. */
export const contextElement: Check = (value, at, problems) => {
  const image = isFields(value) && value['type'] === 'image';
  (image ? typed({ image: elements.image }) : anyText({ max: 2000 }))(value, at, problems);
};
