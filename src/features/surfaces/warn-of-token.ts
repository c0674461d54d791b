import type { Right } from '../../domain/right.ts';
import { leftWords, warnedAhead } from '../../domain/token-expiry.ts';
import type { Context } from '../../engine/context.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';

interface Warning {
  token: Pick<Right, 'detail' | 'expiresAt'> | undefined;
  /** ISO. */
  at: string;
}

/**
 * Warns the owners 14, 7, 3 and 1 days before Navi's npm token expires, and when it has: each once per expiry date.
 */
export async function warnOfToken({ settings }: Context, tx: Tx, { token, at }: Warning): Promise<void> {
  if (token?.expiresAt === undefined) return;
  const ahead = warnedAhead(token.expiresAt, at);
  if (ahead === undefined) return;
  await enqueueNotice(tx, {
    subject: { kind: 'store', id: 'rights' },
    text: `Navi's npm token ${leftWords(token.expiresAt, at)} (${token.detail}). Without a valid token no release can move ${settings.npm.liveTag}, and no rollback can restore it. Create one on npmjs.com (granular, read and write, the released packages, bypass 2FA), set NPM_TOKEN, and restart Navi.`,
    level: ahead.days > 3 ? 'warn' : 'bad',
    whom: 'owners',
    channel: settings.slack.channel,
    key: `npm-token:${token.expiresAt}:${ahead.days}`,
    at,
  });
}
