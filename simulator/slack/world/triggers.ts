import { randomBytes } from 'node:crypto';
import type { ResponsePlace } from './shapes.ts';
import type { Workspace } from './workspace.ts';

/** The limit of stored triggers and response addresses, so that a long-lived world stays small. */
const REMEMBERED = 2000;
/** A `response_url` lives 30 minutes and answers 5 times (docs/services.md, Slack). */
const RESPONSE_MINUTES = 30;
const RESPONSE_USES = 5;

/** A new `trigger_id` for a person's action; the view is the one in which it happened, if any. */
export function newTrigger(workspace: Workspace, user: string, viewId?: string): string {
  const id = `${workspace.now()}.${workspace.world.counter}.${randomBytes(16).toString('hex')}`;
  workspace.world.triggers[id] = {
    user,
    expiresAt: workspace.now() + workspace.pace.triggerSeconds * 1000,
    used: false,
    ...(viewId !== undefined && { viewId }),
  };
  forgetOldest(workspace.world.triggers);
  return id;
}

export type Exchange = { user: string; viewId?: string } | { refusal: string };

/** Exchanges a trigger, which works once and only for a few seconds (docs/services.md, Slack). */
export function exchangeTrigger(workspace: Workspace, id: string): Exchange {
  const trigger = Object.hasOwn(workspace.world.triggers, id) ? workspace.world.triggers[id] : undefined;
  if (trigger === undefined) return { refusal: 'invalid_trigger_id' };
  if (trigger.used) return { refusal: 'exchanged_trigger_id' };
  if (workspace.now() > trigger.expiresAt) return { refusal: 'expired_trigger_id' };
  trigger.used = true;
  return { user: trigger.user, ...(trigger.viewId !== undefined && { viewId: trigger.viewId }) };
}

/** A new `response_url` that leads to this place. */
export function newResponseUrl(
  workspace: Workspace,
  place: Omit<ResponsePlace, 'expiresAt' | 'usesLeft'>,
): string {
  const id = randomBytes(12).toString('hex');
  workspace.world.responsePlaces[id] = {
    ...place,
    expiresAt: workspace.now() + RESPONSE_MINUTES * 60_000,
    usesLeft: RESPONSE_USES,
  };
  forgetOldest(workspace.world.responsePlaces);
  return `${workspace.url}/response/${id}`;
}

/** The destination of the `response_url` that ends in this id. */
export function responsePlace(workspace: Workspace, id: string): ResponsePlace | undefined {
  return Object.hasOwn(workspace.world.responsePlaces, id) ? workspace.world.responsePlaces[id] : undefined;
}

function forgetOldest(record: Record<string, unknown>): void {
  const ids = Object.keys(record);
  for (const id of ids.slice(0, Math.max(0, ids.length - REMEMBERED))) delete record[id];
}
