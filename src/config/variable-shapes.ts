import { createPrivateKey } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';

/** Requests to an address with a user in it fail. */
export const Address = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
  .refine((address) => {
    const { username = '', password = '', hash = '' } = URL.parse(address) ?? {};
    return `${username}${password}${hash}` === '';
  }, 'must be an address without user, password or #');
/** Paths are added to it. */
export const Url = Address.refine((address) => !address.includes('?'), 'must be an address without ?');
/** Not empty. */
export const text = z.string().min(1);
/** A path as the system takes it: only a shell replaces the ~. */
export const path = text.regex(/^[^~]/, 'must be a path without ~');
/** A token as services issue it: surrounding blanks are removed, inner ones are invalid. */
export const token = text.regex(/^[\x21-\x7e]+$/, 'has blanks, line ends or letters in it that no token has');
/** A name of a host, or an address. */
export const HOST = /^[a-z0-9._-]+$|^[0-9a-f:]+$/i;

/** Standard Webhooks: a prefix, and 24 to 64 bytes in base64. */
export const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

/** Whether it is an address or a network such as `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix = '0', ...others] = text.split('/');
  const family = isIP(address);
  return (
    family !== 0 &&
    others.length === 0 &&
    /^\d{1,3}$/.test(prefix) &&
    Number(prefix) <= (family === 4 ? 32 : 128)
  );
}

/** Whether the server can listen there: a name, or an address. */
export function isListenable(host: string): boolean {
  return HOST.test(host) && (!/^[\d.:]+$/.test(host) || isIP(host) !== 0);
}

/** Whether clients can decode each part of an address. */
export function isDecodable(address: string): boolean {
  const { username = '', password = '', hostname = '', pathname = '' } = URL.parse(address) ?? {};
  try {
    decodeURIComponent([username, password, hostname, pathname].join(' '));
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with an address that is not. */
export const NOT_DECODABLE = 'has a % that begins no escape: write it as %25';

/** Probes are told apart by their hosts. */
export function haveOwnHosts(probes: readonly string[]): boolean {
  return new Set(probes.map((one) => URL.parse(one)?.host)).size === probes.length;
}

/** Comma-separated values, each of this form; none where the variable is not set. */
export function list(isOne: (text: string) => boolean, error: string) {
  return text
    .transform((value) => value.split(',').map((one) => one.trim()))
    .pipe(z.array(z.string().refine(isOne, error)))
    .default([]);
}

/** Whether it is a key that an app on GitHub can use. */
export function isPrivateKey(text: string): boolean {
  try {
    // GitHub takes RS256 alone.
    return createPrivateKey(text.replaceAll('\\n', '\n')).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** GitHub's own hosts are all `api.…`; a server's API is under a path. */
export function isGithubApi(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.protocol === 'http:' || url.hostname.startsWith('api.')) return true;
  return /^\/api\/v3\/?$/.test(url.pathname);
}
