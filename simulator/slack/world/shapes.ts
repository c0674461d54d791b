/** A JSON object with unchecked fields. */
export type Fields = Record<string, unknown>;

/** True for a JSON object: not null, not a list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A person or a bot user of the workspace, as `users.info` shows one (docs.slack.dev, User object). */
export interface Person {
  id: string;
  name: string;
  real_name: string;
  email: string;
  team_id: string;
  is_bot: boolean;
  /** A guest. */
  is_restricted: boolean;
  /** A person of another team, in a shared channel. */
  is_stranger: boolean;
  deleted: boolean;
}

/** A conversation with its members' ids. */
export interface Channel {
  id: string;
  name: string;
  members: string[];
  is_private: boolean;
  /** A direct conversation between the bot and one person. */
  is_im: boolean;
}

interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
}

/** An accepted Block Kit block; every block has an id, because Slack adds one where the app did not. */
export interface Block extends Fields {
  type: string;
  block_id: string;
}

/** What an app attaches to its message in order to find it again. */
export interface Metadata {
  event_type: string;
  event_payload: Fields;
}

/** A stored message, without fields that are computed when it is read, such as its replies. */
export interface Message {
  type: 'message';
  /** Seconds with six decimals; the message's id inside its channel. */
  ts: string;
  user: string;
  bot_id?: string;
  app_id?: string;
  team: string;
  text: string;
  blocks?: Block[];
  thread_ts?: string;
  reply_broadcast?: true;
  username?: string;
  metadata?: Metadata;
  edited?: { user: string; ts: string };
  deleted?: true;
}

/** A message that only one person sees. */
export interface Ephemeral {
  ts: string;
  channel: string;
  user: string;
  text: string;
  blocks?: Block[];
  thread_ts?: string;
  via: 'response_url' | 'chat.postEphemeral' | 'ack';
  responseUrl?: string;
}

interface TextObject extends Fields {
  type: string;
  text: string;
}

/** A modal or an App Home, as in the answer of `views.open` (docs.slack.dev, View object). */
export interface View {
  id: string;
  team_id: string;
  type: 'modal' | 'home';
  title?: TextObject;
  submit?: TextObject;
  close?: TextObject;
  blocks: Block[];
  private_metadata: string;
  callback_id: string;
  external_id: string;
  hash: string;
  state: { values: StateValues };
  clear_on_close: boolean;
  notify_on_close: boolean;
  root_view_id: string;
  previous_view_id: string | null;
  app_id: string;
  bot_id: string;
  app_installed_team_id: string;
}

/** The input: by block id, then by action id. */
export type StateValues = Record<string, Record<string, Fields>>;

interface Trigger {
  user: string;
  /** Milliseconds on the simulator's clock. */
  expiresAt: number;
  used: boolean;
  /** The view of the interaction, onto which `views.push` pushes. */
  viewId?: string;
}

/** The destination of one `response_url`. */
export interface ResponsePlace {
  channel: string;
  user: string;
  /** Milliseconds on the simulator's clock. */
  expiresAt: number;
  usesLeft: number;
  /** The message whose button was clicked. */
  messageTs?: string;
  ephemeral?: true;
  thread_ts?: string;
}

/** The whole state of the simulated workspace; plain data, so that it can be stored on disk. */
export interface World {
  people: Person[];
  channels: Channel[];
  groups: UserGroup[];
  /** By channel, oldest first. */
  messages: Record<string, Message[]>;
  /** By person, oldest first. */
  ephemerals: Record<string, Ephemeral[]>;
  homes: Record<string, View>;
  /** By person: the open modal's stack, root first. */
  modals: Record<string, View[]>;
  triggers: Record<string, Trigger>;
  responsePlaces: Record<string, ResponsePlace>;
  /** The last timestamp given to a message, in microseconds. */
  lastMicros: number;
  counter: number;
}
