import { isFields } from '../world/shapes.ts';
import { chart } from './chart.ts';
import { anyText, id, mrkdwn, plainText, slackFile, url } from './composition.ts';
import { accessory, actionElement, contextElement, eitherField, elements, inputElement } from './elements.ts';
import { richText, richTextElements } from './rich-text.ts';
import { anything, boolean, both, type Check, list, number, object, oneOf, string, typed } from './shape.ts';

const named = { block_id: id };

const textOrFields: Check = (value, at, problems) => {
  if (isFields(value) && value['text'] === undefined && value['fields'] === undefined)
    problems.push({ pointer: at, message: 'missing required field: text' });
};

/** The classic layout blocks: docs/services.md, Slack and docs.slack.dev, Blocks. */
const classic = {
  section: both(
    object(
      {},
      {
        ...named,
        text: anyText(),
        fields: list(anyText({ max: 2000 }), { min: 1, max: 10 }),
        accessory,
        expand: boolean,
      },
    ),
    textOrFields,
  ),
  header: object({ text: plainText({ max: 150 }) }, named),
  divider: object({}, named),
  context: object({ elements: list(contextElement, { min: 1, max: 10 }) }, named),
  actions: object({ elements: list(actionElement, { min: 1, max: 25 }) }, named),
  image: both(
    object(
      { alt_text: string({ min: 1, max: 2000 }) },
      { ...named, image_url: url, slack_file: slackFile, title: plainText({ max: 2000 }) },
    ),
    eitherField('image_url', 'slack_file'),
  ),
  input: object(
    { label: plainText({ max: 2000 }), element: inputElement },
    { ...named, hint: plainText({ max: 2000 }), optional: boolean, dispatch_action: boolean },
  ),
  rich_text: object({ elements: richTextElements }, named),
  file: object({ external_id: string(), source: oneOf('remote') }, named),
  video: object(
    { video_url: url, thumbnail_url: url, alt_text: string(), title: plainText({ max: 200 }) },
    {
      ...named,
      title_url: url,
      author_name: string({ max: 50 }),
      provider_name: string(),
      provider_icon_url: url,
      description: plainText({ max: 200 }),
    },
  ),
} satisfies Record<string, Check>;

const cell: Check = typed({
  rich_text: object({ elements: richTextElements }, named),
  raw_text: object({ text: string() }),
  raw_number: object({ value: number(), text: string() }),
});

const task = object(
  { task_id: string({ min: 1 }), title: string({ min: 1 }) },
  {
    ...named,
    // The docs list `pending`; java-slack-sdk#1638 saw it refused once. The simulator follows the docs.
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
    details: richText,
    output: richText,
    sources: list(typed({ url: object({ url, text: string({ min: 1 }) }) })),
    icon: anything,
    hide_title: boolean,
  },
);

/** Inside a plan a task needs no `type`. */
const planTask: Check = (value, at, problems) => {
  const check = isFields(value) && value['type'] === undefined ? task : typed({ task_card: task });
  check(value, at, problems);
};

const card = object(
  {},
  {
    ...named,
    hero_image: typed({ image: elements.image }),
    icon: typed({ image: elements.image }),
    slack_icon: anything,
    title: mrkdwn({ max: 150 }),
    subtitle: mrkdwn({ max: 150 }),
    body: mrkdwn({ max: 200 }),
    actions: list(typed({ button: elements.button }), { min: 1, max: 3 }),
  },
);

const contained = typed({
  ...classic,
  table: object({ rows: list(list(cell, { min: 1, max: 20 }), { min: 1, max: 100 }) }, named),
});

/** The blocks of 2025 and 2026: docs/services.md, Slack. */
const recent = {
  table: object(
    { rows: list(list(cell, { min: 1, max: 20 }), { min: 1, max: 100 }) },
    {
      ...named,
      column_settings: list(object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean }), {
        max: 20,
      }),
    },
  ),
  data_table: object(
    { rows: list(list(cell, { min: 1, max: 20 }), { min: 2, max: 101 }), caption: string({ min: 1 }) },
    { ...named, page_size: number({ min: 1, max: 100 }), row_header_column_index: number({ min: 0 }) },
  ),
  data_visualization: object({ title: string({ min: 1, max: 50 }), chart }, named),
  alert: object(
    { text: anyText() },
    { ...named, level: oneOf('default', 'info', 'warning', 'error', 'success') },
  ),
  card,
  carousel: object({ elements: list(typed({ card }), { min: 1, max: 10 }) }, named),
  container: object(
    { child_blocks: list(contained, { min: 1, max: 10 }) },
    {
      ...named,
      title: plainText({ max: 150 }),
      rich_text_title: richText,
      subtitle: anyText({ max: 150 }),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: typed({ image: elements.image }),
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
  ),
  context_actions: object(
    {
      elements: list(
        typed({ feedback_buttons: elements.feedback_buttons, icon_button: elements.icon_button }),
        { min: 1, max: 5 },
      ),
    },
    named,
  ),
};

/** What a message may hold. */
export const messageBlock = typed({
  ...classic,
  ...recent,
  markdown: object({ text: string({ min: 1, max: 12_000 }) }, named),
  plan: object({ title: string({ min: 1 }) }, { ...named, tasks: list(planTask, { max: 50 }) }),
  task_card: task,
});

/** What a modal or an App Home may hold: plans, task cards and markdown blocks are for messages. */
export const viewBlock = typed({ ...classic, ...recent });
