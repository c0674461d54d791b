import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postSigned } from '../../harness/world/signed.ts';
import { named, ownText } from './rollback-actions.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

let at: Workspace;

afterEach(() => at.close());

describe('a confirmation that Slack brings', () => {
  beforeEach(async () => {
    at = await openWorkspace({ mode: 'http' });
  });

  /** A signed submission whose window remembers this. */
  async function confirmation(metadata: string): Promise<unknown> {
    const view = {
      id: 'V1',
      callback_id: 'navi.roll-back',
      private_metadata: metadata,
      state: { values: {} },
    };
    const payload = { type: 'view_submission', user: { id: 'U0ADA' }, team: { id: 'T0AWELL' }, view };
    const answer = await postSigned(at.requestUrl, { payload: JSON.stringify(payload) });
    return JSON.parse((await answer.text()) || 'null');
  }

  it.each(['', 'null', '{"target":"1.1.0"}', '{"target":7,"cdnOnly":false,"channel":"C0RELEASES"}'])(
    'is not believed when it remembers %j',
    async (metadata) => {
      expect(await confirmation(metadata)).toMatchObject({
        response_action: 'update',
        view: { title: { text: 'Out of date' } },
      });
      expect(at.app.clicks).toEqual([]);
    },
  );

  it('is taken when it remembers what was shown', async () => {
    await confirmation('{"target":"1.1.0","cdnOnly":true,"channel":"C0RELEASES"}');

    await ownText(at, 'U0ADA', 'rollBack was taken up.');
    expect(named(at, 'rollBack')).toMatchObject([{ given: { target: '1.1.0', cdnOnly: true } }]);
  });
});
