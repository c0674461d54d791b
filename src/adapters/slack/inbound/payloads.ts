import { z } from 'zod';
import { REASON } from '../views/reason.ts';

/**
 * Slack's payloads, each with only the fields that Navi uses (docs/services.md, Slack). Everything in them comes from
 * outside.
 */

export const CommandPayload = z.object({
  text: z.string().max(4000).default(''),
  user_id: z.string(),
  team_id: z.string(),
  channel_id: z.string(),
  response_url: z.url().optional(),
  trigger_id: z.string().max(200),
});
export type CommandPayload = z.infer<typeof CommandPayload>;

const Account = z.object({ id: z.string(), team_id: z.string().optional() });
const Team = z.object({ id: z.string() }).nullish();

export const ActionPayload = z.object({
  user: Account,
  team: Team,
  trigger_id: z.string().max(200),
  response_url: z.url().optional(),
  container: z.object({
    channel_id: z.string().optional(),
    message_ts: z.string().optional(),
    thread_ts: z.string().optional(),
  }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().max(2000).optional() })).min(1),
});
export type ActionPayload = z.infer<typeof ActionPayload>;

/** A shortcut on a message. Nothing of the message itself is used. */
export const ShortcutPayload = z.object({
  callback_id: z.string().max(255),
  user: Account,
  team: Team,
  trigger_id: z.string().max(200),
  response_url: z.url().optional(),
  channel: z.object({ id: z.string() }),
});
export type ShortcutPayload = z.infer<typeof ShortcutPayload>;

const Revision = z.number().int().positive();

/** Only the card's subject and revision are used, and both are checked in the store. */
export const ButtonValue = z.union([
  z
    .object({ o: z.string().regex(/^\w{1,64}$/), r: Revision })
    .transform(({ o: id, r: revision }) => ({ subject: { kind: 'operation', id }, revision })),
  z
    .object({ k: z.string().regex(/^[a-z-]{1,40}$/), i: z.string().regex(/^[\w.:@/#-]{1,64}$/), r: Revision })
    .transform(({ k: kind, i: id, r: revision }) => ({ subject: { kind, id }, revision })),
]);

export const SubmissionPayload = z.object({
  user: Account,
  team: Team,
  view: z.object({
    id: z.string().max(200),
    callback_id: z.string(),
    private_metadata: z.string().max(3000),
    state: z.object({
      values: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({
            value: z.string().nullish(),
            selected_option: z.object({ value: z.string().max(100) }).nullish(),
          }),
        ),
      ),
    }),
  }),
});
export type SubmissionPayload = z.infer<typeof SubmissionPayload>;

/**
 * What a window is carried out once for: the window itself. Each of its submissions has a trigger of its own, by a second
 * click too, and Slack's reference promises none.
 */
export function deliveryOf({ view }: SubmissionPayload): string {
  return `view:${view.id}`;
}

/** The text in the modal's one input, trimmed; '' for none. */
export function reasonOf({ view }: Pick<SubmissionPayload, 'view'>): string {
  return enteredIn({ view }, REASON);
}

/** The text in one of the modal's inputs, trimmed; '' for none. */
export function enteredIn(
  { view }: Pick<SubmissionPayload, 'view'>,
  { block, action }: { block: string; action: string },
): string {
  return view.state.values[block]?.[action]?.value?.trim() ?? '';
}

/** The chosen option in one of the modal's inputs. */
export function selectedIn(
  { view }: SubmissionPayload,
  { block, action }: { block: string; action: string },
): string | undefined {
  return view.state.values[block]?.[action]?.selected_option?.value;
}

export const MentionPayload = z.object({
  event_id: z.string().max(200),
  team_id: z.string(),
  event: z.object({
    user: z.string(),
    team: z.string().optional(),
    bot_id: z.string().optional(),
    channel: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string().max(40_000),
  }),
});

export const HomePayload = z.object({
  team_id: z.string(),
  event: z.object({ user: z.string(), channel: z.string(), tab: z.string() }),
});
export type HomePayload = z.infer<typeof HomePayload>;

/** The team of an account: its own where Slack states it, else the payload's. */
export function teamOf(payload: {
  user: { team_id?: string | undefined };
  team?: { id: string } | null | undefined;
}): string {
  return payload.user.team_id ?? payload.team?.id ?? '';
}

/**
 * Typed words without Slack's markup: Slack escapes `& < >` and puts addresses and mentions in brackets. A person right
 * after the subcommand is meant as an account, as in `on-call @cleo`; elsewhere a mention is a name in a sentence.
 */
export function typedWords(text: string): string {
  return text
    .replace(/^(\s*\S+\s+)<@([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>/, '$1@$2')
    .replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, '$1')
    .replace(/<[@#!][^|>]+\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

/** The JSON of a button or a modal; undefined for other text, and for another schema. */
export function readJson<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}
