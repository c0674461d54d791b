import type { Message } from '../domain/message.ts';

export interface PostAddress {
  channel: string;
  /** The post's own timestamp, by which it is edited and replied to. */
  ts: string;
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
  }): Promise<PostAddress>;
  update(post: PostAddress & { message: Message }): Promise<void>;
  /** Deletes a post of ours; one that is not there counts as deleted. */
  remove(post: PostAddress): Promise<void>;
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
