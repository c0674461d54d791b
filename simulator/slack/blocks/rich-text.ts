import { anything, boolean, list, number, object, oneOf, string, typed } from './shape.ts';

const marks = object(
  {},
  { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean, unlink: boolean },
);
const text = object({ text: string({ min: 1 }) }, { style: marks });
const link = object(
  { url: string({ min: 1, max: 3000 }) },
  { text: string(), unsafe: boolean, style: marks },
);

const inline = typed({
  text,
  link,
  user: object({ user_id: string({ min: 1 }) }, { style: marks }),
  usergroup: object({ usergroup_id: string({ min: 1 }) }, { style: marks }),
  channel: object({ channel_id: string({ min: 1 }) }, { style: marks }),
  team: object({ team_id: string({ min: 1 }) }, { style: marks }),
  broadcast: object({ range: oneOf('here', 'channel', 'everyone') }, { style: marks }),
  emoji: object(
    { name: string({ min: 1 }) },
    { unicode: string(), url: string(), style: marks, skin_tone: anything },
  ),
  date: object(
    { timestamp: number(), format: string({ min: 1 }) },
    { url: string(), fallback: string(), style: marks },
  ),
  color: object({ value: string({ min: 1 }) }, { style: marks }),
});

const border = oneOf(0, 1);
const section = object({ elements: list(inline) });

/** The parts of a `rich_text` block (docs.slack.dev, Rich text block). */
export const richTextElements = list(
  typed({
    rich_text_section: section,
    rich_text_list: object(
      {
        elements: list(typed({ rich_text_section: section }), { min: 1 }),
        style: oneOf('bullet', 'ordered'),
      },
      { indent: number({ min: 0, max: 8 }), offset: number({ min: 0 }), border },
    ),
    rich_text_quote: object({ elements: list(inline) }, { border }),
    rich_text_preformatted: object({ elements: list(typed({ text, link })) }, { border, language: string() }),
  }),
);

/** A `rich_text` block inside another block, such as a task's details. */
export const richText = typed({
  rich_text: object({ elements: richTextElements }, { block_id: string({ max: 255 }) }),
});
