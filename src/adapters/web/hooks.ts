import { Webhooks } from '@octokit/webhooks';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { Door } from './door.ts';
import type { Unproven } from './unproven.ts';

/**
 * GitHub caps payloads at 25 MB (docs.github.com, Webhook events and payloads); those about runs are some ten kilobytes.
 * Navi also asks for runs itself, so a refused one is only later.
 */
const BODY_BYTES = 1024 * 1024;
/** The number of remembered deliveries, so that one sent twice is processed once. */
const REMEMBERED = 5000;

const RunEvent = z.object({ workflow_run: z.object({ id: z.number().int() }) });
/** Its callback's address names the run (docs.github.com, "Webhook events": deployment_protection_rule). */
const ProtectionEvent = z.object({
  deployment_callback_url: z
    .string()
    .max(1000)
    .regex(/\/actions\/runs\/\d+\/deployment_protection_rule$/),
});
const JobEvent = z.object({ workflow_job: z.object({ run_id: z.number().int() }) });

export interface HookOptions {
  webhookSecret: string | undefined;
  /** `asksNavi`: GitHub asks Navi's App whether the run may continue. */
  onRunChanged(run: number, asksNavi: boolean): Promise<void>;
  telemetry: Telemetry;
  unproven: Unproven;
}

/**
 * `POST /hooks/github`: verified by its signature over the raw body, processed once per delivery; only the run's id
 * is used.
 */
export function addHooks(
  routes: Door,
  { webhookSecret, onRunChanged, telemetry, unproven }: HookOptions,
): void {
  if (webhookSecret === undefined) return;
  const webhooks = new Webhooks({ secret: webhookSecret });
  const seen = new Set<string>();

  routes.post('/hooks/github', unproven.limit(BODY_BYTES), bodyLimit({ maxSize: BODY_BYTES }), async (c) => {
    const body = await c.req.text();
    const signature = c.req.header('x-hub-signature-256') ?? '';
    if (!(await isProven(webhooks, body, signature))) {
      telemetry.warn('a github webhook was not proven', {});
      return c.json({ error: 'the signature does not prove this delivery' }, 401);
    }
    unproven.proven(c.env.incoming);
    const delivery = c.req.header('x-github-delivery') ?? '';
    if (delivery !== '' && seen.has(delivery)) return c.json({ taken: false, why: 'seen before' }, 200);
    const event = c.req.header('x-github-event') ?? '';
    const run = runOf(event, parseJson(body));
    if (run === undefined) return c.json({ taken: false, why: 'not about a run' }, 202);
    await onRunChanged(run, event === 'deployment_protection_rule');
    // After the work, so that a failed delivery is accepted when GitHub is asked to send it again.
    remember(seen, delivery);
    return c.json({ taken: true }, 202);
  });
}

async function isProven(webhooks: Webhooks, body: string, signature: string): Promise<boolean> {
  if (!/^sha256=[0-9a-f]{64}$/.test(signature) || body === '') return false;
  return webhooks.verify(body, signature);
}

function runOf(event: string, payload: unknown): number | undefined {
  switch (event) {
    case 'workflow_run':
      return RunEvent.safeParse(payload).data?.workflow_run.id;
    case 'workflow_job':
      return JobEvent.safeParse(payload).data?.workflow_job.run_id;
    case 'deployment_protection_rule': {
      const url = ProtectionEvent.safeParse(payload).data?.deployment_callback_url;
      return url === undefined ? undefined : Number(/\/runs\/(\d+)\//.exec(url)?.[1]);
    }
    default:
      return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function remember(seen: Set<string>, delivery: string): void {
  if (delivery === '') return;
  seen.add(delivery);
  const oldest = seen.values().next().value;
  if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest);
}
