import type { Message } from '../domain/message.ts';
import type { Receipt } from './receipt.ts';

export interface PostAddress {
  channel: string;
  /** The post's timestamp, which identifies it for edits and replies. */
  ts: string;
}

/** The journal's head in a post: the number of rows, and the last one's MAC. */
export interface PostedHead {
  rows: number;
  mac: string;
  /** When it was posted (ISO). */
  at: string;
}

/** The account of Navi's token. */
export interface ChatAccess {
  team: string;
  user: string;
  /** The granted scopes; null where the chat does not name them. */
  scopes: readonly string[] | null;
}

/**
 * The team's chat, outgoing. Throws `ServiceError`. Posts carry `key`, by which they are found again after an unknown
 * fate.
 */
export interface Chat {
  post(post: {
    /** A channel, or a person's account for a direct message. */
    channel: string;
    thread?: string;
    key: string;
    message: Message;
    broadcast?: boolean;
    /** The current journal head, as invisible metadata of the post. */
    head?: Pick<PostedHead, 'rows' | 'mac'>;
  }): Promise<PostAddress & Receipt>;
  /** `stamp` renews the head in the post; its key stays. */
  update(
    post: PostAddress & {
      message: Message;
      stamp?: { key: string; head: Pick<PostedHead, 'rows' | 'mac'> };
    },
  ): Promise<Receipt>;
  /** The heads in Navi's own newest posts in this channel and their threads. */
  heads(channel: string): Promise<PostedHead[]>;
  /** Deletes a post of ours; a missing one counts as deleted. */
  remove(post: PostAddress): Promise<Receipt>;
  /** Finds our post with this key among those since `since` (ISO); not the one at `besides`. */
  find(what: {
    channel: string;
    thread?: string;
    key: string;
    since: string;
    besides?: string;
  }): Promise<PostAddress | undefined>;
  /** The address of a post for people. */
  permalink(post: PostAddress): Promise<string>;
  /** Whether Navi may read the channel's history: otherwise a post of unknown fate cannot be found again. */
  isMember(channel: string): Promise<boolean>;
  /** The workspaces in a channel that Navi is a member of; none where it is not shared, or Navi is not in it. */
  teamsIn(channel: string): Promise<readonly string[]>;
  /** Posts a text as it is, without blocks and markup: for a channel that other workspaces read. */
  sayPlainly(post: { channel: string; key: string; text: string }): Promise<PostAddress & Receipt>;
  /** Navi's own account. `refused` when the chat does not accept the token. */
  access(): Promise<ChatAccess>;
}
