import type { Delivery, Notice, NoticeTopic } from '../../domain/notice.ts';

/** Notices, and one delivery for each recipient. */
export interface Notices {
  get(id: string): Promise<Notice | undefined>;
  lock(id: string): Promise<Notice | undefined>;
  /** The newest of this version that no other has replaced; only of this topic, where one is named. */
  current(version: string, topic?: NoticeTopic): Promise<Notice | undefined>;
  /** Those that are drafted, reviewed or being sent. */
  open(): Promise<Notice[]>;
  /** So many of all states, newest first. */
  newest(limit: number): Promise<Notice[]>;
  save(notice: Notice): Promise<void>;
  deliveries(notice: string): Promise<Delivery[]>;
  lockDelivery(notice: string, recipient: string): Promise<Delivery | undefined>;
  /** The first planned delivery that may be sent now (ISO), locked; another process skips it. */
  lockPlanned(notice: string, now: string): Promise<Delivery | undefined>;
  saveDelivery(delivery: Delivery): Promise<void>;
}
