import { createHmac } from 'node:crypto';

/** Who signs a request, and how many seconds from now it is dated. */
export interface Signed {
  secret?: string;
  seconds?: number;
}

/** Sends a form to Navi as Slack sends one in HTTP mode. */
export async function postSigned(url: string, form: Record<string, string>, signed: Signed = {}) {
  const { secret = 'simulated-signing-secret', seconds = 0 } = signed;
  const body = new URLSearchParams(form).toString();
  const stamp = String(Math.floor(Date.now() / 1000) + seconds);
  const mac = createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex');
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': `v0=${mac}`,
    },
    body,
  });
}
