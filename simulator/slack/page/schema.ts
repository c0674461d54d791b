import { z } from 'zod';

/** A block as it came; each renderer reads the fields it knows and shows anything else as a labelled box. */
export const Block = z.looseObject({ type: z.string(), block_id: z.string().optional() });
export type Block = z.infer<typeof Block>;

const User = z.object({
  id: z.string(),
  name: z.string(),
  real_name: z.string().optional(),
  is_bot: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
  deleted: z.boolean().default(false),
  team_id: z.string().optional(),
});
/** One account of the workspace, with the marks that decide what Navi permits. */
export type User = z.infer<typeof User>;

const Channel = z.object({
  id: z.string(),
  name: z.string(),
  members: z.array(z.string()).default([]),
  is_im: z.boolean().default(false),
});

/** The people and channels of the workspace (`GET /_control/state`). */
export const Workspace = z.object({
  team: z.object({ id: z.string().optional(), name: z.string() }),
  users: z.array(User),
  channels: z.array(Channel),
  usergroups: z
    .array(z.object({ id: z.string(), handle: z.string().optional(), name: z.string().optional() }))
    .default([]),
  /** What the menu of a message offers. */
  shortcuts: z.array(z.object({ name: z.string(), callback_id: z.string() })).default([]),
});
export type Workspace = z.infer<typeof Workspace>;

/** One message of a channel or a thread; `ts` is its identity and never changes. */
export const Message = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  username: z.string().optional(),
  text: z.string().default(''),
  blocks: z.array(Block).optional(),
  thread_ts: z.string().optional(),
  reply_broadcast: z.boolean().optional(),
  edited: z.unknown().optional(),
  deleted: z.unknown().optional(),
});
export type Message = z.infer<typeof Message>;

/** One message that only one person sees. */
export const Ephemeral = z.object({
  ts: z.string(),
  channel: z.string(),
  text: z.string().optional(),
  blocks: z.array(Block).optional(),
  thread_ts: z.string().optional(),
});
export type Ephemeral = z.infer<typeof Ephemeral>;

const PlainText = z.object({ text: z.string() });

/** An open modal, or a person's App Home. */
export const View = z.object({
  id: z.string(),
  type: z.string(),
  title: PlainText.nullish(),
  submit: PlainText.nullish(),
  close: PlainText.nullish(),
  hash: z.string().optional(),
  blocks: z.array(Block).default([]),
});
export type View = z.infer<typeof View>;

/** A person's open modals, the one on top last, and App Home. */
export const Views = z.object({ modals: z.array(View), home: View.nullish() });
export type Views = z.infer<typeof Views>;

/** The short answer of a control call: done, or why not. */
export const Answer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  errors: z.record(z.string(), z.string()).optional(),
});
export type Answer = z.infer<typeof Answer>;

/** A fault that has not matched all its calls yet. */
export const Fault = z.object({
  target: z.string().optional(),
  method: z.string(),
  kind: z.string(),
  times: z.number(),
  after: z.number().default(0),
});
export type Fault = z.infer<typeof Fault>;

/** The pace of one service. */
export const Pace = z.record(z.string(), z.unknown());
export type Pace = z.infer<typeof Pace>;

/** What the stream reports as changed; the page then reads it again. */
export const Change = z.discriminatedUnion('what', [
  z.object({ what: z.literal('messages'), channel: z.string() }),
  z.object({ what: z.literal('ephemeral'), user: z.string() }),
  z.object({ what: z.literal('views'), user: z.string() }),
  z.object({ what: z.literal('world') }),
  z.object({ what: z.literal('navi') }),
]);
export type Change = z.infer<typeof Change>;
