import { expect, test } from 'vitest';
import { renderProblem } from '../../../../simulator/slack/blocks/shape.ts';
import { checkMessageBlocks } from '../../../../simulator/slack/blocks/validate.ts';
import { actions, button, many, mrkdwn, option, plain, rich, section, select, task } from './pieces.ts';

const problems = (blocks: unknown) => checkMessageBlocks(blocks).map(renderProblem);

test.each<[string, unknown[], string[]]>([
  ['51 blocks', many(51, () => section()), ['no more than 50 items allowed [json-pointer:/blocks]']],
  [
    'an unknown block',
    [section(), { type: 'sections' }],
    ['unsupported type: sections [json-pointer:/blocks/1/type]'],
  ],
  [
    'a block without type',
    [{ text: mrkdwn('x') }],
    ['missing required field: type [json-pointer:/blocks/0]'],
  ],
  ['a block that is no object', ['x'], ['must provide an object [json-pointer:/blocks/0]']],
  [
    'a long section',
    [section(), section('x'.repeat(3001))],
    ['must be less than 3001 characters [json-pointer:/blocks/1/text/text]'],
  ],
  ['an empty section', [section('')], ['must be more than 0 characters [json-pointer:/blocks/0/text/text]']],
  [
    'a section without content',
    [{ type: 'section' }],
    ['missing required field: text [json-pointer:/blocks/0]'],
  ],
  [
    'eleven fields',
    [{ type: 'section', fields: many(11, () => mrkdwn('x')) }],
    ['no more than 10 items allowed [json-pointer:/blocks/0/fields]'],
  ],
  [
    'a long field',
    [{ type: 'section', fields: [mrkdwn('x'.repeat(2001))] }],
    ['must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]'],
  ],
  [
    'a mrkdwn header',
    [{ type: 'header', text: mrkdwn('x') }],
    ['unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]'],
  ],
  [
    'a long header',
    [{ type: 'header', text: plain('x'.repeat(151)) }],
    ['must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
  ],
  [
    'a bare string for a text',
    [{ type: 'header', text: 'x' }],
    ['must provide an object [json-pointer:/blocks/0/text]'],
  ],
  [
    'a field that does not exist',
    [{ type: 'divider', text: 'x' }],
    ['invalid additional property: text [json-pointer:/blocks/0]'],
  ],
  [
    'eleven context elements',
    [{ type: 'context', elements: many(11, () => mrkdwn('x')) }],
    ['no more than 10 items allowed [json-pointer:/blocks/0/elements]'],
  ],
  [
    '26 buttons',
    [actions(...many(26, (n) => button({ action_id: `a${n}` })))],
    ['no more than 25 items allowed [json-pointer:/blocks/0/elements]'],
  ],
  [
    'a long button',
    [actions(button({ text: plain('x'.repeat(76)) }))],
    ['must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]'],
  ],
  [
    'a mrkdwn button',
    [actions(button({ text: mrkdwn('x') }))],
    ['unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]'],
  ],
  [
    'a long value',
    [actions(button({ value: 'x'.repeat(2001) }))],
    ['must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]'],
  ],
  [
    'a made-up style',
    [actions(button({ style: 'warning' }))],
    ['must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]'],
  ],
  [
    'a long confirmation',
    [actions(button({ confirm: { text: plain('x'.repeat(301)) } }))],
    ['must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]'],
  ],
  [
    'an input among actions',
    [actions({ type: 'plain_text_input' })],
    ['unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]'],
  ],
  [
    'no options',
    [actions(select({ options: [] }))],
    ['must provide at least 1 items [json-pointer:/blocks/0/elements/0/options]'],
  ],
  [
    '101 options',
    [actions(select({ options: many(101, (n) => option(`${n}`)) }))],
    ['no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]'],
  ],
  [
    'neither options nor groups',
    [actions({ type: 'static_select' })],
    ['missing required field: options [json-pointer:/blocks/0/elements/0]'],
  ],
  [
    'a long option',
    [actions(select({ options: [option('x'.repeat(76))] }))],
    [
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
  ],
  [
    'eleven radio buttons',
    [actions({ type: 'radio_buttons', options: many(11, (n) => option(`${n}`)) })],
    ['no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]'],
  ],
  [
    'one action twice in a block',
    [actions(button(), button())],
    ['`action_id` "go" already exists [json-pointer:/blocks/0/elements/1/action_id]'],
  ],
  [
    'one block id twice',
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ],
    ['`block_id` "a" already exists [json-pointer:/blocks/1/block_id]'],
  ],
  [
    'a long block id',
    [{ type: 'divider', block_id: 'x'.repeat(256) }],
    ['must be less than 256 characters [json-pointer:/blocks/0/block_id]'],
  ],
  [
    'an input without element',
    [{ type: 'input', label: plain('L') }],
    ['missing required field: element [json-pointer:/blocks/0]'],
  ],
  [
    'an image without words',
    [{ type: 'image', image_url: 'https://a.example' }],
    ['missing required field: alt_text [json-pointer:/blocks/0]'],
  ],
  [
    'a task that is "completed"',
    [task({ status: 'completed' })],
    ['must be one of: pending, in_progress, complete, error [json-pointer:/blocks/0/status]'],
  ],
  [
    'a task title as an object',
    [task({ title: plain('x') })],
    ['must provide a string [json-pointer:/blocks/0/title]'],
  ],
  [
    'task details as a string',
    [task({ details: 'x' })],
    ['must provide an object [json-pointer:/blocks/0/details]'],
  ],
  [
    'a plan beside a task card',
    [{ type: 'plan', title: 'x' }, task()],
    ['plan and task_card blocks cannot be used together [json-pointer:/blocks/1]'],
  ],
  [
    'one task twice in a plan',
    [{ type: 'plan', title: 'x', tasks: [task(), task()] }],
    ['`task_id` "t1" already exists [json-pointer:/blocks/0/tasks/1/task_id]'],
  ],
  [
    'a long markdown',
    [{ type: 'markdown', text: 'x'.repeat(12_001) }],
    ['must be less than 12001 characters [json-pointer:/blocks/0/text]'],
  ],
  [
    'a made-up alert level',
    [{ type: 'alert', text: plain('x'), level: 'fatal' }],
    ['must be one of: default, info, warning, error, success [json-pointer:/blocks/0/level]'],
  ],
  [
    'a wide table',
    [{ type: 'table', rows: [many(21, () => ({ type: 'raw_text', text: 'a' }))] }],
    ['no more than 20 items allowed [json-pointer:/blocks/0/rows/0]'],
  ],
  [
    'a data table without caption',
    [{ type: 'data_table', rows: many(2, () => [{ type: 'raw_text', text: 'a' }]) }],
    ['missing required field: caption [json-pointer:/blocks/0]'],
  ],
  [
    'an empty rich text',
    [rich([{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }])],
    ['must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]'],
  ],
])('refuses %s', (_, blocks, expected) => {
  expect(problems(blocks)).toEqual(expected);
});
