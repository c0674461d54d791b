import { z } from 'zod';

/** A text object, plain or mrkdwn. */
export const TextObject = z.object({ type: z.string(), text: z.string() });

/** The confirmation dialog of an element. */
export const Confirm = z.object({
  title: TextObject.optional(),
  text: TextObject.optional(),
  confirm: TextObject.optional(),
  deny: TextObject.optional(),
  style: z.string().optional(),
});
export type Confirm = z.infer<typeof Confirm>;

export const Option = z.object({
  text: TextObject,
  value: z.string().optional(),
  description: TextObject.optional(),
  url: z.string().optional(),
});
export type Option = z.infer<typeof Option>;

const OptionGroup = z.object({ label: TextObject, options: z.array(Option) });

/** Any interactive element: the fields of all types. */
export const Element = z.object({
  type: z.string(),
  action_id: z.string().default(''),
  text: TextObject.optional(),
  value: z.string().optional(),
  url: z.string().optional(),
  style: z.string().optional(),
  accessibility_label: z.string().optional(),
  confirm: Confirm.optional(),
  placeholder: TextObject.optional(),
  options: z.array(Option).optional(),
  option_groups: z.array(OptionGroup).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().optional(),
  max_length: z.number().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
  is_decimal_allowed: z.boolean().optional(),
  focus_on_load: z.boolean().optional(),
  initial_value: z.unknown().optional(),
  initial_option: Option.optional(),
  initial_options: z.array(Option).optional(),
  initial_date: z.string().optional(),
  initial_time: z.string().optional(),
  initial_date_time: z.number().optional(),
  initial_user: z.string().optional(),
  initial_users: z.array(z.string()).optional(),
  initial_channel: z.string().optional(),
  initial_channels: z.array(z.string()).optional(),
  initial_conversation: z.string().optional(),
  initial_conversations: z.array(z.string()).optional(),
  alt_text: z.string().optional(),
  image_url: z.string().optional(),
});
export type Element = z.infer<typeof Element>;

const Style = z
  .object({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    code: z.boolean().optional(),
  })
  .optional();

/** A piece inside rich text: the fields of all types. */
export const RichPiece = z.object({
  type: z.string(),
  text: z.string().optional(),
  url: z.string().optional(),
  user_id: z.string().optional(),
  usergroup_id: z.string().optional(),
  channel_id: z.string().optional(),
  range: z.string().optional(),
  name: z.string().optional(),
  value: z.string().optional(),
  timestamp: z.number().optional(),
  format: z.string().optional(),
  fallback: z.string().optional(),
  style: Style,
});
export type RichPiece = z.infer<typeof RichPiece>;

const RichSection = z.object({ type: z.string(), elements: z.array(RichPiece) });

/** A part of rich text: a section, list, quote or preformatted text. */
export const RichPart = z.union([
  z.object({
    type: z.literal('rich_text_list'),
    style: z.string().default('bullet'),
    indent: z.number().default(0),
    elements: z.array(RichSection),
  }),
  z.object({
    type: z.enum(['rich_text_section', 'rich_text_quote', 'rich_text_preformatted']),
    elements: z.array(RichPiece),
  }),
]);
export type RichPart = z.infer<typeof RichPart>;

export const RichText = z.object({ type: z.literal('rich_text'), elements: z.array(RichPart) });
export type RichText = z.infer<typeof RichText>;

/** One step of a plan. */
export const Task = z.object({
  task_id: z.string().optional(),
  title: z.string(),
  status: z.string().default('pending'),
  details: RichText.optional(),
  output: RichText.optional(),
  sources: z.array(z.object({ url: z.string(), text: z.string() })).optional(),
});
export type Task = z.infer<typeof Task>;
