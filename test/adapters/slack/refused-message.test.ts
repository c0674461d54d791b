import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../src/domain/message.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { sampleCard } from '../../harness/samples/sample-release.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const CHANNEL = 'C0RELEASES';
const CARD: Message = { is: 'card', card: sampleCard() };
const LINE: Message = { is: 'line', text: 'The tag is there.', level: 'info' };

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({ start: false });
});
afterEach(() => workspace.close());

const refuse = (method: string, error: string, times: number) =>
  workspace.control('faults', { method, kind: 'error', error, status: 200, times });
const post = (message: Message) => workspace.client.chat.post({ channel: CHANNEL, key: 'key', message });
const stands = async () => (await workspace.posts(CHANNEL)).at(-1);
const refusals = () =>
  workspace.telemetry
    .warnings()
    .filter(({ message }) => message === 'Slack has refused a message; it is sent again simpler');

describe('a message that Slack refuses', () => {
  it.each(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long'])(
    'with %s is sent again as its sentence with its buttons, and the refusal is logged',
    async (error) => {
      await refuse('chat.postMessage', error, 1);
      await post(CARD);

      const text = JSON.stringify((await stands())?.blocks);
      expect(text).toContain('Shown in short');
      expect(text).toContain('"type":"actions"');
      expect(text).not.toContain('"type":"header"');
      expect(refusals()).toMatchObject([{ fields: { call: 'chat.postMessage', code: error } }]);
    },
  );

  it('twice is sent as its sentence alone', async () => {
    await refuse('chat.postMessage', 'invalid_blocks', 2);
    await post(CARD);

    const standing = await stands();
    expect(standing?.blocks).toBeUndefined();
    expect(standing?.text).toContain('Shown in short');
    expect(refusals()).toHaveLength(2);
  });

  it('without buttons is sent as its sentence at once', async () => {
    await refuse('chat.postMessage', 'invalid_blocks', 1);
    await post(LINE);
    expect(await stands()).toMatchObject({
      text: expect.stringMatching(/^The tag is there\.\n_Shown in short/),
    });
  });

  it('is found again by its key, as every post', async () => {
    await refuse('chat.postMessage', 'invalid_blocks', 1);
    const { channel, ts } = await post(CARD);
    const since = new Date(Date.now() - 60_000).toISOString();
    expect(await workspace.client.chat.find({ channel: CHANNEL, key: 'key', since })).toEqual({
      channel,
      ts,
    });
  });

  it('in every form is an error that says what was refused', async () => {
    await refuse('chat.postMessage', 'invalid_blocks', 3);
    const error: unknown = await post(CARD).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ facts: { kind: 'refused', code: 'invalid_blocks', isForm: true } });
  });

  it('is edited in a simpler form too', async () => {
    const posted = await post(CARD);
    await refuse('chat.update', 'msg_too_long', 1);
    await workspace.client.chat.update({ ...posted, message: CARD });
    expect(JSON.stringify((await stands())?.blocks)).toContain('Shown in short');
  });

  it('for another reason is not sent again', async () => {
    await refuse('chat.postMessage', 'channel_not_found', 1);
    await expect(post(CARD)).rejects.toMatchObject({ facts: { code: 'channel_not_found' } });
    expect(await workspace.calls('chat.postMessage')).toBe(1);
  });
});
