import { createHmac, timingSafeEqual } from 'node:crypto';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { Door } from './door.ts';
import type { Unproven } from './unproven.ts';

/** A bounce is a few hundred bytes. */
const BODY_BYTES = 64 * 1024;
/** The specification's own tolerance (standardwebhooks.com, "Verifying webhook authenticity"). */
const TOLERANCE_SECONDS = 5 * 60;

/**
 * No address and no server's words are read: they can be about a person. The status is an enhanced one (RFC 3463), such
 * as `5.1.1`.
 */
const Bounce = z.object({
  type: z.literal('bounce'),
  data: z.object({
    messageId: z.string().max(500),
    status: z
      .string()
      .regex(/^[245]\.\d{1,3}\.\d{1,3}$/)
      .nullish(),
  }),
});

/** A message that came back, as a proven delivery says. */
export interface Bounced {
  /** Unique for the delivery: one that comes again is taken once. */
  delivery: string;
  /** As Navi has sent it, with or without angle brackets. */
  messageId: string;
  status: string | null;
}

export interface MailHook {
  /** `whsec_` and the key in base64. */
  secret: string;
  now(): Date;
  /** Whether the message was Navi's, and accepted until now. */
  onBounce(bounced: Bounced): Promise<boolean>;
}

/** `POST /hooks/mail`: bounces, signed as Standard Webhooks says, verified over the raw body before it is parsed. */
export function addMailHook(
  routes: Door,
  hook: MailHook | undefined,
  { telemetry, unproven }: { telemetry: Telemetry; unproven: Unproven },
): void {
  if (hook === undefined) return;
  const key = Buffer.from(hook.secret.replace(/^whsec_/, ''), 'base64');
  routes.post('/hooks/mail', unproven.limit(BODY_BYTES), bodyLimit({ maxSize: BODY_BYTES }), async (c) => {
    const header = (name: string) => c.req.header(`webhook-${name}`) ?? '';
    const [id, timestamp] = [header('id'), header('timestamp')];
    const body = await c.req.text();
    const age = Math.abs(hook.now().getTime() / 1000 - Number(timestamp));
    const signed = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
    const isSigned = /^[\w.-]{1,100}$/.test(id) && /^\d{1,12}$/.test(timestamp) && age <= TOLERANCE_SECONDS;
    if (
      !isSigned ||
      !header('signature')
        .split(' ')
        .some((one) => isSame(one, signed))
    ) {
      telemetry.warn('a mail webhook was not proven', {});
      return c.json({ error: 'the signature does not prove this delivery' }, 401);
    }
    unproven.proven(c.env.incoming);
    const parsed = Bounce.safeParse(parseJson(body));
    if (!parsed.success) return c.json({ taken: false, why: 'not a bounce' }, 202);
    const { messageId, status = null } = parsed.data.data;
    const taken = await hook.onBounce({ delivery: id, messageId, status });
    return c.json({ taken }, 202);
  });
}

function isSame(signature: string, expected: Buffer): boolean {
  const [version, encoded = ''] = signature.split(',', 2);
  const given = Buffer.from(encoded, 'base64');
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
