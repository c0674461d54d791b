import { z } from 'zod';
import type { TokenExpiry } from '../../domain/token-expiry.ts';
import { type RegistryOptions, send } from './call.ts';
import { normalise } from './errors.ts';

/** The account's tokens, each shortened to its beginning and end (npm/cli `lib/commands/token.js`, npm/cli#9443). */
const Listed = z.object({
  objects: z.array(z.object({ token: z.string(), expiry: z.iso.datetime().nullish() })),
  urls: z.object({ next: z.string().optional() }).default({}),
});
type ListedToken = z.infer<typeof Listed>['objects'][number];

const TOKENS = '/-/npm/v1/tokens';
const ANSWER_LIMIT = 1_000_000;
const MOST_PAGES = 10;

/**
 * When the registry's token expires: by npm's list, else by the configured time. Throws when the registry does not
 * accept the token; a token without the right to list tokens is still valid.
 */
export async function ownToken(options: RegistryOptions, signal: AbortSignal): Promise<TokenExpiry> {
  const { token, tokenExpires } = options;
  if (token === undefined) return { is: 'unknown', why: 'Navi has no npm token' };
  await send(options, { call: 'token', path: '/-/whoami', signal, maxBytes: ANSWER_LIMIT });
  const found = await listed(options, signal);
  if (Array.isArray(found)) {
    const [mine, ...others] = found.filter((one) => isShortOf(one.token, token));
    if (mine !== undefined && others.length === 0)
      return mine.expiry == null ? { is: 'never' } : { is: 'at', at: mine.expiry, from: 'npm' };
  }
  if (tokenExpires !== undefined) return { is: 'at', at: tokenExpires, from: 'configuration' };
  const why = Array.isArray(found)
    ? 'npm lists no token of this form'
    : `npm does not list tokens to it (${found})`;
  return { is: 'unknown', why: `${why}, and NPM_TOKEN_EXPIRES is not set` };
}

/** Every token of the account, or the registry's refusal in its own words. */
async function listed(options: RegistryOptions, signal: AbortSignal): Promise<ListedToken[] | string> {
  const tokens: ListedToken[] = [];
  let path: string | undefined = TOKENS;
  for (let page = 0; path !== undefined && page < MOST_PAGES; page += 1) {
    try {
      const { text } = await send(options, { call: 'token', path, signal, maxBytes: ANSWER_LIMIT });
      const read: z.infer<typeof Listed> = Listed.parse(JSON.parse(text));
      tokens.push(...read.objects);
      // Only pages of the same list: another address would get the token.
      path = read.urls.next?.startsWith(`${TOKENS}?`) === true ? read.urls.next : undefined;
    } catch (error) {
      const { kind, problem } = normalise('token', error).facts;
      if (kind === 'refused') return problem;
      throw error;
    }
  }
  return tokens;
}

/** `npm_NYn6...jCq0` is the short form of a token with this beginning and end. */
function isShortOf(short: string, token: string): boolean {
  const [head = '', tail = ''] = short.split(/\.{3}|…/);
  return head.length >= 4 && tail.length >= 4 && token.startsWith(head) && token.endsWith(tail);
}
