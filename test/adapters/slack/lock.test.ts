import { expect, it } from 'vitest';
import { renderMessage } from '../../../src/adapters/slack/render/render-message.ts';
import { NOW } from '../../harness/samples/sample-release.ts';
import { sampleRollback, sampleRollbackCard } from '../../harness/samples/sample-rollback.ts';

const view = { now: NOW };

it('the card of a rollback says how its line is opened, and afterwards who did', () => {
  const shown = (operation = sampleRollback()) =>
    JSON.stringify(renderMessage({ is: 'card', card: sampleRollbackCard({ operation }) }, view).blocks);
  expect(shown()).toContain('🔒 *v1* is locked: releases are blocked until someone runs');

  const opened = { by: 'Maya', at: '2026-11-23T09:20:00.000Z', why: 'fixed by <!channel> & #231' };
  const after = shown(sampleRollback({ opened }));

  expect(after).toContain('🔓 *v1* was unlocked by Maya, <!date^1795425600^{date_short_pretty} at {time}|');
  expect(after).toContain(': fixed by &lt;!channel&gt; &amp; #231');
  expect(after).not.toContain('are blocked');
});

it('an announcement stays true when the line is opened later', () => {
  const operation = sampleRollback();
  const { blocks } = renderMessage({ is: 'announcement', operation, notes: '', installs: [] }, view);

  expect(JSON.stringify(blocks)).toContain(
    '🔒 *v1* is locked: releases are blocked until someone runs `/navi unlock v1 \\"reason\\"`. `/navi status` shows whether it still is.',
  );
});
