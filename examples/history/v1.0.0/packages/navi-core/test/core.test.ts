import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_NAMES, encodeEvent, parseEvent, portalUrl } from '../src/index.ts';

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
  const url = portalUrl({ portalOrigin: 'https://portal.example', pathwayId: 'a&b' });

  assert.equal(url, 'https://portal.example/embed?pathway=a%26b&protocol=1');
});
