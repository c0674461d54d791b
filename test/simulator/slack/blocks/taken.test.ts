import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderProblem } from '../../../../simulator/slack/blocks/shape.ts';
import { checkMessageBlocks, checkView } from '../../../../simulator/slack/blocks/validate.ts';
import { actions, button, many, mrkdwn, option, plain, rich, section, select, task } from './pieces.ts';

const problems = (blocks: unknown) => checkMessageBlocks(blocks).map(renderProblem);

describe('what Slack takes', () => {
  const classic = [
    { type: 'header', text: plain('Release v1.2.0') },
    { type: 'section', fields: [mrkdwn('*From*'), plain('v1.1.0')], accessory: button() },
    { type: 'section', block_id: 's1', text: mrkdwn('x'.repeat(3000)), expand: true },
    { type: 'divider' },
    {
      type: 'context',
      elements: [
        mrkdwn('by <@U0ADA>'),
        { type: 'image', image_url: 'https://a.example/a.png', alt_text: 'a' },
      ],
    },
    actions(
      button({ value: 'op-1:1', style: 'primary', accessibility_label: 'Approve', url: 'https://a.example' }),
      button({
        action_id: 'no',
        style: 'danger',
        confirm: {
          title: plain('Sure?'),
          text: mrkdwn('x'),
          confirm: plain('Yes'),
          deny: plain('No'),
          style: 'danger',
        },
      }),
      select({ placeholder: plain('Pick'), initial_option: option('a') }),
      { type: 'overflow', options: [option('a'), option('b')] },
      { type: 'datepicker', initial_date: '2026-11-22' },
    ),
    { type: 'markdown', text: '**x**' },
    rich([
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'x', style: { bold: true } },
          { type: 'user', user_id: 'U0ADA' },
        ],
      },
      {
        type: 'rich_text_list',
        style: 'bullet',
        indent: 1,
        elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: 'https://a.example' }] }],
      },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '+ a' }], border: 0 },
    ]),
    { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]], column_settings: [{ align: 'right' }] },
    { type: 'alert', text: mrkdwn('x'), level: 'warning' },
    { type: 'image', image_url: 'https://a.example/a.png', alt_text: 'a', title: plain('A') },
  ];

  test('the classic blocks and the recent ones', () => {
    expect(problems(classic)).toEqual([]);
  });

  test('a plan with its tasks, with and without their type', () => {
    const output = rich([{ type: 'rich_text_section', elements: [{ type: 'text', text: 'generation 7' }] }]);
    const { type: _, ...untyped } = task({ task_id: 't2', status: 'pending' });
    expect(
      problems([{ type: 'plan', title: 'Release', tasks: [task({ status: 'complete', output }), untyped] }]),
    ).toEqual([]);
    expect(problems([task(), task({ task_id: 't2' })])).toEqual([]);
  });

  test('fifty blocks in a message and a hundred in a view', () => {
    expect(problems(many(50, () => section()))).toEqual([]);
    const view = { type: 'home', blocks: many(100, () => section()) };
    expect(checkView(view)).toEqual([]);
  });

  test('the same action in two blocks', () => {
    expect(problems([actions(button()), actions(button())])).toEqual([]);
  });
});

test('anything at all gets an answer, never a crash', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom('section', 'actions', 'plan', 'rich_text', 'input'),
      (value, type) => {
        expect(
          checkMessageBlocks([value, { type, elements: value, text: value, tasks: value, element: value }]),
        ).toBeInstanceOf(Array);
        expect(checkView(value)).toBeInstanceOf(Array);
      },
    ),
    { numRuns: 500 },
  );
});
