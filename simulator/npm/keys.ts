import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { keptIn } from '../kernel/keep.ts';

/** The registry's signatures (docs.npmjs.com/about-registry-signatures). */
export interface Keys {
  /** The body of `GET /-/npm/v1/keys`. */
  published(): { keys: object[] };
  /** The `dist.signatures` of a version; the same each time, as its packument has an entity tag. */
  signaturesOf(name: string, version: string, integrity: string): object[];
}

export function createKeys(file: string): Keys {
  const kept = keptIn<{ pem: string }>(file);
  const { pem } = kept.read() ?? { pem: newKey() };
  kept.write({ pem });
  const privateKey = createPrivateKey(pem);
  const key = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const keyid = `SHA256:${createHash('sha256').update(key).digest('base64')}`;
  const made = new Map<string, string>();
  const scheme = 'ecdsa-sha2-nistp256';
  return {
    published: () => ({
      keys: [{ expires: null, keyid, keytype: scheme, scheme, key: key.toString('base64') }],
    }),
    signaturesOf: (name, version, integrity) => {
      const text = `${name}@${version}:${integrity}`;
      const sig = made.get(text) ?? sign('sha256', Buffer.from(text), privateKey).toString('base64');
      made.set(text, sig);
      return [{ keyid, sig }];
    },
  };
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
