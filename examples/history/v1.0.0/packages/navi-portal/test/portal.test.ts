import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from '../src/index.ts';

test('the portal opens and says that it is ready', () => {
  const sent: unknown[] = [];
  let shown = '';

  open('?pathway=pw_1', {
    send: (message) => sent.push(message),
    show: (html) => {
      shown = html;
    },
  });

  assert.equal(shown, '<main></main>');
  assert.deepEqual(sent, [{ protocol: 1, name: 'navi.ready', detail: { pathwayId: 'pw_1' } }]);
});
