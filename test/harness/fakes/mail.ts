import type { MailAnswer } from '../../../src/domain/mail-answer.ts';
import type { Letter, Mail } from '../../../src/ports/mail.ts';

/** A mail server of a test: it takes every letter until the test says otherwise. */
export interface FakeMail {
  service: Mail;
  /** What has arrived, in order. */
  letters: Letter[];
  /** Decides the answer to a letter; one that it takes has arrived whatever it answers. */
  onLetter(decide: (letter: Letter) => { answer: MailAnswer; arrives: boolean }): void;
}

export function createFakeMail(): FakeMail {
  const letters: Letter[] = [];
  let decide = (_: Letter): { answer: MailAnswer; arrives: boolean } => ({
    answer: { is: 'accepted', answer: '250 Queued' },
    arrives: true,
  });
  return {
    letters,
    onLetter: (next) => {
      decide = next;
    },
    service: {
      async send(letter) {
        await Promise.resolve();
        const { answer, arrives } = decide(letter);
        if (arrives) letters.push(letter);
        return answer;
      },
    },
  };
}
