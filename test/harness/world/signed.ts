import { createHmac } from 'node:crypto';

/** Who signs a request, and how many seconds from now it is dated. */
export interface Signed {
  secret?: string;
  seconds?: number;
}

/** Sends a form to Navi as Slack sends one in HTTP mode. */
export function postSigned(url: string, form: Record<string, string>, signed: Signed = {}) {
  return signedPost(url, form, signed)();
}

/** Sends the same signed bytes each time that it is called. */
export function signedPost(url: string, form: Record<string, string>, signed: Signed = {}) {
  const { secret = 'simulated-signing-secret', seconds = 0 } = signed;
  const body = new URLSearchParams(form).toString();
  const stamp = String(Math.floor(Date.now() / 1000) + seconds);
  const mac = createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': stamp,
    'x-slack-signature': `v0=${mac}`,
  };
  return () => fetch(url, { method: 'POST', headers, body });
}
