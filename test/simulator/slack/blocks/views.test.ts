import { expect, test } from 'vitest';
import { renderProblem } from '../../../../simulator/slack/blocks/shape.ts';
import { checkView } from '../../../../simulator/slack/blocks/validate.ts';
import { refusalOf, startWorkspace } from '../workspace.ts';
import { input, many, modal, plain, section } from './pieces.ts';

test.each<[string, object, string[]]>([
  [
    'a long title',
    modal({ title: plain('x'.repeat(25)) }),
    ['must be less than 25 characters [json-pointer:/view/title/text]'],
  ],
  ['no title', { type: 'modal', blocks: [] }, ['missing required field: title [json-pointer:/view]']],
  [
    'a long submit',
    modal({ submit: plain('x'.repeat(25)) }),
    ['must be less than 25 characters [json-pointer:/view/submit/text]'],
  ],
  [
    'a long close',
    modal({ close: plain('x'.repeat(25)) }),
    ['must be less than 25 characters [json-pointer:/view/close/text]'],
  ],
  [
    'long private metadata',
    modal({ private_metadata: 'x'.repeat(3001) }),
    ['must be less than 3001 characters [json-pointer:/view/private_metadata]'],
  ],
  [
    'a long callback id',
    modal({ callback_id: 'x'.repeat(256) }),
    ['must be less than 256 characters [json-pointer:/view/callback_id]'],
  ],
  [
    '101 blocks',
    modal({ blocks: many(101, () => section()) }),
    ['no more than 100 items allowed [json-pointer:/view/blocks]'],
  ],
  [
    'an input without submit',
    modal({ blocks: [input({ type: 'plain_text_input' })] }),
    ['must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]'],
  ],
  [
    'a plan in a view',
    modal({ blocks: [{ type: 'plan', title: 'x' }] }),
    ['unsupported type: plan [json-pointer:/view/blocks/0/type]'],
  ],
  [
    'too long an input',
    modal({ submit: plain('Go'), blocks: [input({ type: 'plain_text_input', max_length: 3001 })] }),
    ['must be less than or equal to 3000 [json-pointer:/view/blocks/0/element/max_length]'],
  ],
  [
    'a home with a submit',
    { type: 'home', submit: plain('x'), blocks: [] },
    ['invalid additional property: submit [json-pointer:/view]'],
  ],
  [
    'another type',
    { type: 'dialog', title: plain('x'), blocks: [] },
    ['must be one of: modal, home [json-pointer:/view/type]'],
  ],
])('refuses a view with %s', (_, view, expected) => {
  expect(checkView(view).map(renderProblem)).toEqual(expected);
});

test('the Web API refuses in Slack’s form, and blocks.validate says the same', async () => {
  const workspace = await startWorkspace();
  try {
    const { client } = workspace;
    const send = (blocks: unknown) =>
      client.apiCall('chat.postMessage', { channel: 'C0RELEASES', text: 'x', blocks });
    expect(await refusalOf(send([section(), section('')]))).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
      errors: ['must be more than 0 characters [json-pointer:/blocks/1/text/text]'],
      response_metadata: {
        messages: ['[ERROR] must be more than 0 characters [json-pointer:/blocks/1/text/text]'],
      },
    });
    expect((await refusalOf(send('{')))['error']).toBe('invalid_blocks_format');
    const long = many(4, () => section('x'.repeat(2600)));
    expect((await refusalOf(send(long)))['error']).toBe('msg_blocks_too_long');
    const view = client.apiCall('views.open', {
      trigger_id: '1.2.a',
      view: modal({ title: plain('x'.repeat(25)) }),
    });
    expect(await refusalOf(view)).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
      },
    });
    const checked = await refusalOf(client.apiCall('blocks.validate', { blocks: [{ type: 'x' }] }));
    expect(checked).toMatchObject({
      error: 'invalid_blocks',
      errors: [{ pointer: '/0/type', message: 'unsupported type: x' }],
    });
    expect(await client.apiCall('blocks.validate', { message: { blocks: [section()] } })).toMatchObject({
      ok: true,
    });
    const heavy = many(90, () => section('x'.repeat(2990)));
    const big = client.apiCall('views.publish', { user_id: 'U0ADA', view: { type: 'home', blocks: heavy } });
    expect((await refusalOf(big))['error']).toBe('view_too_large');
  } finally {
    await workspace.close();
  }
});
