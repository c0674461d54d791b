import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answerAddresses } from '../../../src/adapters/slack/inbound/answer-address.ts';
import { postSigned } from '../../harness/world/signed.ts';
import { openWorkspace } from './workspace.ts';

describe('an address to answer at', () => {
  const real = answerAddresses(undefined);
  const simulated = answerAddresses('http://127.0.0.1:4010/api/');

  it.each([
    [real, 'https://hooks.slack.com/commands/T1/2/x', true],
    [real, 'http://hooks.slack.com/commands/T1/2/x', false],
    [real, 'https://hooks.slack.com.evil.example/', false],
    [real, 'https://hooks.slack.com@evil.example/', false],
    [real, 'https://x@hooks.slack.com/', false],
    [real, 'https://hooks.slack.com:8443/', false],
    [real, 'http://127.0.0.1:4010/response/x', false],
    [real, 'file:///etc/passwd', false],
    [real, 'nonsense', false],
    [simulated, 'http://127.0.0.1:4010/response/x', true],
    [simulated, 'http://127.0.0.1:4011/response/x', false],
    [simulated, 'https://hooks.slack.com/commands/x', false],
  ] as const)('%# %s %s', (isAddress, url, expected) => {
    expect(isAddress(url)).toBe(expected);
  });

  it('that is not of Slack gets nothing, though the delivery was signed', async () => {
    const heard: string[] = [];
    const other = createServer((request, response) => {
      heard.push(request.url ?? '');
      response.end();
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = z.object({ port: z.number() }).parse(other.address());
    const at = await openWorkspace({ mode: 'http' });
    try {
      const form = {
        command: '/navi',
        text: 'status',
        user_id: 'U0ADA',
        team_id: 'T0NAVI',
        channel_id: 'C0RELEASES',
        response_url: `http://127.0.0.1:${port}/take`,
        trigger_id: '1.2.3',
      };
      await postSigned(at.requestUrl, form);
      for (let n = 0; n < 100 && (await at.notes('U0ADA')).length === 0; n += 1)
        await new Promise((resolve) => setTimeout(resolve, 50));

      expect(heard).toEqual([]);
      expect(await at.notes('U0ADA')).toMatchObject([{ via: 'chat.postEphemeral' }]);
    } finally {
      await at.close();
      other.close();
    }
  });
});
