import { boolean, type Check, type Length, list, object, oneOf, string, typed } from './shape.ts';

/** Composition objects of Block Kit with their limits: docs/services.md, Slack and docs.slack.dev, Composition objects. */

export function plainText({ min = 1, max = 3000 }: Length = {}): Check {
  return typed({ plain_text: object({ text: string({ min, max }) }, { emoji: boolean }) });
}

export function mrkdwn({ min = 1, max = 3000 }: Length = {}): Check {
  return typed({ mrkdwn: object({ text: string({ min, max }) }, { verbatim: boolean }) });
}

export function anyText({ min = 1, max = 3000 }: Length = {}): Check {
  return typed({
    plain_text: object({ text: string({ min, max }) }, { emoji: boolean }),
    mrkdwn: object({ text: string({ min, max }) }, { verbatim: boolean }),
  });
}

export const id = string({ min: 1, max: 255 });
export const placeholder = plainText({ max: 150 });
export const style = oneOf('primary', 'danger');
export const url = string({ min: 1, max: 3000 });

export const confirm = object(
  { text: anyText({ max: 300 }) },
  { title: plainText({ max: 100 }), confirm: plainText({ max: 30 }), deny: plainText({ max: 30 }), style },
);

const optionFields = { value: string({ min: 1, max: 75 }) };
const optionExtras = { description: plainText({ max: 75 }), url };

/** An option of a select or an overflow menu: plain text only. */
export const plainOption = object({ text: plainText({ max: 75 }), ...optionFields }, optionExtras);

/** An option of checkboxes or radio buttons, whose text may be mrkdwn. */
export const richOption = object(
  { text: anyText({ max: 75 }), ...optionFields },
  { description: anyText({ max: 75 }) },
);

export const optionGroup = object({
  label: plainText({ max: 75 }),
  options: list(plainOption, { min: 1, max: 100 }),
});

export const dispatchConfig = object(
  {},
  { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1, max: 2 }) },
);

export const conversationFilter = object(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1 }),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);

export const slackFile = object({}, { id: string({ min: 1 }), url });
