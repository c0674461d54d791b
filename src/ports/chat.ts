import type { Message } from '../domain/message.ts';
import type { Receipt } from './receipt.ts';

export interface PostAddress {
  channel: string;
  /** The post's own timestamp, by which it is edited and replied to. */
  ts: string;
}

/** The journal's head as it stands in a post: how many rows there were, and the last one's MAC. */
export interface PostedHead {
  rows: number;
  mac: string;
  /** When it was posted (ISO). */
  at: string;
}

/**
 * The team's chat, outward. Throws `NeighbourError`. Posts carry `key`, by which they are found again when nobody
 * knows whether one went through.
 */
export interface Chat {
  post(post: {
    /** A channel, or a person's account for a direct message. */
    channel: string;
    thread?: string;
    key: string;
    message: Message;
    broadcast?: boolean;
    /** The journal's head as of now, which goes into the post unseen. */
    head?: Pick<PostedHead, 'rows' | 'mac'>;
  }): Promise<PostAddress & Receipt>;
  /** `stamp` renews the head that is in the post; its key stays. */
  update(
    post: PostAddress & {
      message: Message;
      stamp?: { key: string; head: Pick<PostedHead, 'rows' | 'mac'> };
    },
  ): Promise<Receipt>;
  /** The heads in Navi's own newest posts in this channel and in the threads under them. */
  heads(channel: string): Promise<PostedHead[]>;
  /** Deletes a post of ours; one that is not there counts as deleted. */
  remove(post: PostAddress): Promise<Receipt>;
  /** Looks for a post of ours with this key among those since `since` (ISO); not for the one at `besides`. */
  find(what: {
    channel: string;
    thread?: string;
    key: string;
    since: string;
    besides?: string;
  }): Promise<PostAddress | undefined>;
  /** Whether Navi may read the channel's history: without it a post of unknown fate cannot be found again. */
  isMember(channel: string): Promise<boolean>;
}
