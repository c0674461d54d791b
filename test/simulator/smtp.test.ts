import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type SimulatedSmtp, startSmtp } from '../../simulator/smtp/index.ts';
import { readMail } from '../../simulator/smtp/read-mail.ts';
import { createSmtp } from '../../src/adapters/smtp/index.ts';

const State = z.object({
  messages: z.number(),
  mailboxes: z.number(),
  newest: z.array(z.object({ id: z.number(), to: z.string(), subject: z.string(), text: z.string() })),
});

let server: SimulatedSmtp;
beforeEach(async () => {
  server = await startSmtp();
});
afterEach(() => server.close());

const LONG = 'Überall steht mehr als eine Zeile: '.repeat(40).trim();
const send = (to: string, subject: string, text: string) =>
  createSmtp({
    ...{ url: server.smtpUrl, from: 'Navi <navi@navi.example>', deadlineMs: 5_000, isProduction: false },
  }).send({ messageId: `ntc_1.${to.split('@')[0]}`, to, replyTo: null, subject, text });
const state = async () => State.parse(await (await fetch(`${server.url}/_control/state`)).json());

it.each([
  ['plain words', 'v2.0.0 is planned', 'Dear Acme,\n\nLoad v2.'],
  ['other letters', 'Grüße: v2.0.0 – geplant für Acme', 'Grüße aus Wien.\n\nA = b'],
  [
    'another script',
    'Клиника: новая версия, которая выйдет двенадцатого января',
    '日本語の文章です。'.repeat(30),
  ],
  ['long lines', LONG, LONG],
  ['what looks encoded', '=?no?= and = in a subject', 'a =3D b'],
])('shows a mail as it was written: %s', async (_, subject, text) => {
  await send('care@acme.example', subject, text);
  const { newest } = await state();
  expect(newest).toMatchObject([{ to: 'care@acme.example', subject, text }]);
});

it('shows the newest first, and at most thirty of them', async () => {
  for (let nth = 0; nth < 32; nth += 1) await send(`c${nth % 4}@acme.example`, `Mail ${nth}`, 'x');
  const { messages, mailboxes, newest } = await state();
  expect({ messages, mailboxes, shown: newest.length }).toEqual({ messages: 32, mailboxes: 4, shown: 30 });
  expect(newest.map(({ id }) => id).slice(0, 2)).toEqual([31, 30]);
  expect(newest[0]?.subject).toBe('Mail 31');
});

it.each(['', 'no header', 'Subject: =?utf-8?B?????=\n\nx', `Subject: ${'x'.repeat(100_000)}`])(
  'reads anything without an error',
  (raw) => {
    expect(typeof readMail(raw).text).toBe('string');
  },
);
