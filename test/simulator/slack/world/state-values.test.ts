import { expect, test } from 'vitest';
import { enteredState, initialState, isEmptyState } from '../../../../simulator/slack/world/state-values.ts';

const options = ['cdn', 'npm'].map((value) => ({ text: { type: 'plain_text', text: value }, value }));
const [cdn, npm] = options;

test('an untouched view has its initial values, and nothing where there is none', () => {
  const blocks = [
    {
      type: 'input',
      block_id: 'a',
      element: { type: 'plain_text_input', action_id: 'x', initial_value: 'hi' },
    },
    { type: 'input', block_id: 'b', element: { type: 'checkboxes', action_id: 'x', options } },
    { type: 'section', block_id: 'c', accessory: { type: 'users_select', action_id: 'x' } },
    { type: 'actions', block_id: 'd', elements: [{ type: 'button', action_id: 'x' }] },
  ];
  expect(initialState(blocks)).toEqual({
    a: { x: { type: 'plain_text_input', value: 'hi' } },
    b: { x: { type: 'checkboxes', selected_options: [] } },
    c: { x: { type: 'users_select', selected_user: null } },
  });
});

test.each<[string, object, unknown, object]>([
  ['a text', { type: 'plain_text_input' }, 'x', { value: 'x' }],
  ['an emptied text', { type: 'plain_text_input' }, '', { value: null }],
  ['a choice by its value', { type: 'static_select', options }, 'npm', { selected_option: npm }],
  ['a choice that is not offered', { type: 'radio_buttons', options }, 'pypi', { selected_option: null }],
  [
    'a choice out of a group',
    { type: 'static_select', option_groups: [{ options }] },
    'cdn',
    { selected_option: cdn },
  ],
  ['several', { type: 'checkboxes', options }, ['cdn', 'npm'], { selected_options: options }],
  ['one of several', { type: 'multi_static_select', options }, 'npm', { selected_options: [npm] }],
  ['people', { type: 'multi_users_select' }, ['U0ADA'], { selected_users: ['U0ADA'] }],
  ['a day', { type: 'datepicker' }, '2026-11-22', { selected_date: '2026-11-22' }],
  ['a moment', { type: 'datetimepicker' }, '1790000000', { selected_date_time: 1790000000 }],
  [
    'what the caller spells out',
    { type: 'static_select', options },
    { selected_option: cdn },
    { selected_option: cdn },
  ],
])('%s', (_, element, entered, state) => {
  expect(enteredState({ ...element }, entered)).toMatchObject(state);
});

test('null, an empty text and an empty list are nothing', () => {
  expect(isEmptyState({ type: 'plain_text_input', value: null })).toBe(true);
  expect(isEmptyState({ type: 'checkboxes', selected_options: [] })).toBe(true);
  expect(isEmptyState({ type: 'static_select', selected_option: cdn })).toBe(false);
});
