import type { App } from '@slack/bolt';
import type { z } from 'zod';
import { handleAction } from './action.ts';
import { handleShortcut } from './break.ts';
import { handleCommand } from './command.ts';
import { createHomes } from './home.ts';
import { type Ack, acknowledge, type Inbound } from './inbound.ts';
import { handleMention } from './mention.ts';
import {
  ActionPayload,
  CommandPayload,
  HomePayload,
  MentionPayload,
  ShortcutPayload,
  SubmissionPayload,
} from './payloads.ts';
import { createSeen } from './seen.ts';
import { handleSubmission } from './submission.ts';

/** The deliveries in progress, so that a stop can wait for them. */
export interface InProgress {
  /** Draws the open App Homes from now on. */
  follow(): void;
  /** Resolves when no work is running. */
  settled(): Promise<void>;
}

/**
 * Registers one listener per kind of delivery, without a filter: every delivery is acknowledged (docs/services.md,
 * Slack). All matching listeners run in parallel and do not wait for each other, so there is exactly one per kind.
 */
export function registerListeners(bolt: App, inbound: Inbound): InProgress {
  const seen = createSeen();
  const homes = createHomes(inbound);
  const inProgress = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    inProgress.add(work);
    return work.finally(() => inProgress.delete(work));
  };

  bolt.command(/.*/, ({ body, ack }) => {
    const payload = accept(inbound, CommandPayload, body);
    if (payload === undefined || !seen.isNew(payload.trigger_id)) return acknowledge(inbound, toAck(ack));
    return track(handleCommand(inbound, payload, toAck(ack)));
  });
  bolt.action(/.*/, async ({ body, ack }) => {
    await acknowledge(inbound, toAck(ack));
    const payload = accept(inbound, ActionPayload, body);
    if (payload !== undefined && seen.isNew(payload.trigger_id)) await track(handleAction(inbound, payload));
  });
  bolt.view({ type: 'view_submission', callback_id: /.*/ }, ({ body, ack }) => {
    const payload = accept(inbound, SubmissionPayload, body);
    return payload === undefined
      ? acknowledge(inbound, toAck(ack))
      : track(handleSubmission(inbound, payload, toAck(ack)));
  });
  bolt.view({ type: 'view_closed', callback_id: /.*/ }, ({ ack }) => acknowledge(inbound, toAck(ack)));
  bolt.shortcut(/.*/, async ({ body, ack }) => {
    await acknowledge(inbound, toAck(ack));
    const payload = accept(inbound, ShortcutPayload, body);
    if (payload !== undefined && seen.isNew(payload.trigger_id))
      await track(handleShortcut(inbound, payload));
  });
  bolt.event('app_mention', async ({ body }) => {
    const payload = accept(inbound, MentionPayload, body);
    if (payload !== undefined && seen.isNew(payload.event_id)) await track(handleMention(inbound, payload));
  });
  bolt.event('app_home_opened', async ({ body }) => {
    const payload = accept(inbound, HomePayload, body);
    if (payload !== undefined) await track(homes.open(payload));
  });
  return {
    follow: () => void homes.follow(),
    settled: async () => {
      homes.stop();
      while (inProgress.size > 0) await Promise.allSettled(inProgress);
    },
  };
}

function accept<T>(inbound: Inbound, schema: z.ZodType<T>, body: unknown): T | undefined {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  inbound.telemetry.warn('a slack delivery was not understood', { fields });
  return undefined;
}

/** Bolt has one type per kind of acknowledgement; ours are built by hand. */
function toAck(ack: (answer?: never) => Promise<unknown>): Ack {
  return ack as Ack;
}
