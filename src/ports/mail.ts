import type { MailAnswer } from '../domain/mail-answer.ts';

export interface Letter {
  /** Without angle brackets; the same for each attempt. */
  messageId: string;
  to: string;
  /** Where answers go; null for the sender. */
  replyTo: string | null;
  subject: string;
  text: string;
}

/** Sends mail: one recipient a call, and one attempt a call. It throws nothing. */
export interface Mail {
  send(letter: Letter): Promise<MailAnswer>;
}
