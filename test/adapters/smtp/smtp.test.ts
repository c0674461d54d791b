import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SimulatedSmtp, startSmtp } from '../../../simulator/smtp/index.ts';
import { createSmtp } from '../../../src/adapters/smtp/index.ts';

let server: SimulatedSmtp;
beforeEach(async () => {
  server = await startSmtp();
});
afterEach(() => server.close());

const mail = (url = server.smtpUrl, deadlineMs = 5_000) =>
  createSmtp({ url, from: 'Navi <navi@navi.example>', deadlineMs, isProduction: false });
const LETTER = {
  messageId: 'ntc_1.acme',
  to: 'care@acme.example',
  replyTo: 'ada@navi.example',
  subject: 'v2.0.0 is planned',
  text: 'Grüße.\n\n.\nA line that is only a dot.',
};

it('sends one message to one recipient, with an id that is always the same', async () => {
  expect(await mail().send(LETTER)).toMatchObject({ is: 'accepted', answer: expect.stringMatching(/^250/) });
  const [got, ...others] = server.mails();
  expect(others).toEqual([]);
  expect(got?.to).toBe('care@acme.example');
  expect(got?.raw).toMatch(/^Message-ID: <ntc_1\.acme@navi\.example>/im);
  expect(got?.raw).toMatch(/^Reply-To: ada@navi\.example/im);
  expect(got?.raw).toMatch(/^Auto-Submitted: auto-generated/im);
});

it('has only one recipient whatever stands in the letter', async () => {
  await mail().send({
    ...LETTER,
    subject: 'x\r\nBcc: everyone@evil.example',
    text: 'Bcc: everyone@evil.example',
    replyTo: 'a@b.example\r\nBcc: everyone@evil.example',
  });
  expect(server.mails().map(({ to }) => to)).toEqual(['care@acme.example']);
  expect(server.mails()[0]?.raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im);
});

it.each([
  ['refused', { refuse: 1 }, 'refused', 0],
  ['greylisted', { greylist: 1 }, 'deferred', 0],
  ['taken, and the connection is closed', { acceptThenDrop: 1 }, 'unknown', 1],
  ['taken, and never answered', { hang: 1 }, 'unknown', 1],
] as const)('says what is known when a message is %s', async (_, behaviour, is, arrived) => {
  server.behave(behaviour);
  expect(await mail(server.smtpUrl, 1_000).send(LETTER)).toMatchObject({ is });
  expect(server.mails().length).toBe(arrived);
});

it('keeps no address of an answer, for what is journalled is never erased', async () => {
  server.behave({ refuse: 1 });
  expect(await mail().send({ ...LETTER, to: 'Els.Maes+navi@acme.example' })).toEqual({
    is: 'refused',
    answer: "Can't send mail - all recipients were rejected: 550 5.1.1 <(address)>: No such mailbox",
  });
});

it.each([
  ['login', { refuseLogin: true }],
  ['sender', { refuseSender: true }],
])('puts off what is no fault of the recipient: a refused %s', async (_, behaviour) => {
  server.behave(behaviour);
  const url = server.smtpUrl.replace('//', '//navi:wrong@');
  expect(await mail(url).send(LETTER)).toMatchObject({ is: 'deferred', why: expect.stringMatching(/5\d\d/) });
  expect(server.mails()).toEqual([]);
});

it('logs in where the address has a user', async () => {
  const url = server.smtpUrl.replace('//', '//navi:right@');
  expect(await mail(url).send(LETTER)).toMatchObject({ is: 'accepted' });
});

it('puts off what never left, where there is no server', async () => {
  const { smtpUrl } = server;
  await server.close();
  expect(await mail(smtpUrl).send(LETTER)).toMatchObject({ is: 'deferred' });
  server = await startSmtp();
});

it('sends nothing to an erased address', async () => {
  expect(await mail().send({ ...LETTER, to: '' })).toMatchObject({ is: 'refused' });
  expect(server.mails()).toEqual([]);
});
