import { z } from 'zod';
import type { Kernel } from '../kernel/kernel.ts';
import { type GranularTokens, TokenOrder } from './tokens.ts';
import { type Trust, TrustedPublisher } from './trust.ts';

/** `POST /_control/trust` is a package's settings page, `POST /_control/tokens` an account's. */
export function addNpmControl(kernel: Kernel, trust: Trust, tokens: GranularTokens): void {
  const order = <T extends z.ZodType>(path: string, schema: T, take: (asked: z.infer<T>) => boolean) =>
    kernel.app.post(`/_control/${path}`, async (c) => {
      const asked = schema.safeParse(await c.req.json().catch(() => undefined));
      if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
      return take(asked.data) ? c.json({ ok: true }) : c.json({ ok: false, error: 'there is none' }, 404);
    });
  order('trust', TrustedPublisher, (publisher) => {
    trust.set(publisher);
    return true;
  });
  order('tokens', TokenOrder, (asked) => tokens.change(asked));
}
