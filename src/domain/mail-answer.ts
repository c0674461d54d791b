/** What is known after one attempt to send. `answer` and `why` come from outside. */
export type MailAnswer =
  | { is: 'accepted'; answer: string }
  /** For good. */
  | { is: 'refused'; answer: string }
  /** Not accepted, and may be tried again. */
  | { is: 'deferred'; why: string }
  /** The message was on its way, and the server's answer is missing. */
  | { is: 'unknown'; why: string };
