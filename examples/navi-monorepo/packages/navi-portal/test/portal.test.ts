import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from '../src/index.ts';

test('the portal shows the title as text and says that it is ready', () => {
  const sent: unknown[] = [];
  let shown = '';

  open('?pathway=pw_1&title=<img src=x>', {
    send: (message) => sent.push(message),
    show: (html) => {
      shown = html;
    },
  });

  assert.equal(shown, '<header><h1>&lt;img src=x&gt;</h1></header>');
  assert.deepEqual(sent, [{ protocol: 1, name: 'navi.ready', detail: { pathwayId: 'pw_1' } }]);
});

test('progress is told as the page expects it', () => {
  const sent: unknown[] = [];
  const portal = open('', { send: (message) => sent.push(message), show: () => undefined });

  portal.tell({ name: 'navi.activity.progress', detail: { activityId: 'a1', percent: 40 } });

  assert.deepEqual(sent.at(-1), {
    protocol: 1,
    name: 'navi.activity.progress',
    detail: { activityId: 'a1', percent: 40 },
  });
});
