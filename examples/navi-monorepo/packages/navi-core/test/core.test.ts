import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_NAMES, encodeEvent, escapeHtml, parseEvent, portalUrl } from '../src/index.ts';

test('every event survives the way from the portal to the page', () => {
  for (const name of EVENT_NAMES) {
    const event = { name, detail: { activityId: 'a1' } };
    assert.deepEqual(parseEvent(structuredClone(encodeEvent(event))), event);
  }
});

test('what is not ours is nothing', () => {
  for (const message of [undefined, null, 'navi.ready', 7, {}, { protocol: 2, name: 'navi.ready' }])
    assert.equal(parseEvent(message), undefined);
  assert.equal(parseEvent({ protocol: 1, name: 'navi.unheard' }), undefined);
});

test('the portal gets its words encoded', () => {
  const url = portalUrl({ portalOrigin: 'https://portal.example', pathwayId: 'a&b', title: 'Care <3' });

  assert.equal(url, 'https://portal.example/embed?pathway=a%26b&title=Care+%3C3&protocol=1');
});

test('a title cannot become markup', () => {
  assert.equal(escapeHtml('<b title="x">&\'</b>'), '&lt;b title=&quot;x&quot;&gt;&amp;&#39;&lt;/b&gt;');
});
