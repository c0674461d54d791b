import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from '../src/index.ts';

test('the portal shows the title and says that it is ready', () => {
  const sent: unknown[] = [];
  let shown = '';

  open('?pathway=pw_1&title=Your plan', {
    send: (message) => sent.push(message),
    show: (html) => {
      shown = html;
    },
  });

  assert.equal(shown, '<header><h1>Your plan</h1></header>');
  assert.deepEqual(sent, [{ protocol: 1, name: 'navi.ready', detail: { pathwayId: 'pw_1' } }]);
});

test('completion is told as the page expects it', () => {
  const sent: unknown[] = [];
  const portal = open('', { send: (message) => sent.push(message), show: () => undefined });

  portal.tell({ name: 'navi.activity.completed', detail: { activityId: 'a1' } });

  assert.deepEqual(sent.at(-1), {
    protocol: 1,
    name: 'navi.activity.completed',
    detail: { activityId: 'a1' },
  });
});
