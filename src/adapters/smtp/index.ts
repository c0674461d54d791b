import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { z } from 'zod';
import type { MailAnswer } from '../../domain/mail-answer.ts';
import type { Letter, Mail } from '../../ports/mail.ts';

interface SmtpOptions {
  /** `smtp://user:password@host:port`; `smtps:` for TLS from the start. */
  url: string;
  /** The sender's address. */
  from: string;
  /** How long one attempt may take, in milliseconds. */
  deadlineMs: number;
  isProduction: boolean;
}

/** How long an answer of a server is kept. */
const LONGEST_ANSWER = 300;

/**
 * Mail by SMTP: one connection and one recipient for each letter. SMTP has no idempotency, so nothing is tried twice
 * here, and an attempt counts as unknown from the moment the message's own bytes were asked for.
 */
export function createSmtp(options: SmtpOptions): Mail {
  return {
    async send(letter) {
      if (letter.to === '')
        return { is: 'refused', answer: 'its address was erased, or is not the one that was reviewed' };
      return sendOnce(options, letter, await bytesOf(letter, options.from));
    },
  };
}

function bytesOf({ messageId, to, replyTo, subject, text }: Letter, from: string): Promise<Buffer> {
  return new MailComposer({
    from,
    to: { name: '', address: to },
    subject,
    text,
    messageId: `<${messageId}@${addressIn(from).split('@').at(-1)}>`,
    ...(replyTo === null ? {} : { replyTo }),
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

function sendOnce(options: SmtpOptions, { to }: Letter, bytes: Buffer): Promise<MailAnswer> {
  const { url, from, deadlineMs, isProduction } = options;
  const { hostname, port, protocol, username, password } = new URL(url);
  const isSecure = protocol === 'smtps:';
  const message = watchedStream(bytes);
  return new Promise((resolve) => {
    const connection = new SMTPConnection({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (isSecure ? 465 : 587) : Number(port),
      secure: isSecure,
      // A password and an address must not cross a network in the clear.
      requireTLS: isProduction && !isSecure,
      connectionTimeout: deadlineMs,
      greetingTimeout: deadlineMs,
      socketTimeout: deadlineMs,
    });
    const end = (answer: MailAnswer) => {
      clearTimeout(timer);
      // Closing emits an end, which would be taken for a lost connection.
      resolve(answer);
      connection.close();
    };
    const failed = (error: unknown) => end(answerTo(error, { to, wasAsked: message.wasAsked() }));
    const timer = setTimeout(() => failed(new Error('no answer in time')), deadlineMs);
    connection.on('error', failed);
    connection.on('end', () => failed(new Error('the connection was closed')));
    const send = () =>
      connection.send(
        { from: addressIn(from), to: [to], size: bytes.length },
        message.stream,
        (error, info) => {
          if (error) return failed(error);
          const answer = info.response;
          end({ is: 'accepted', answer: short(answer, to) });
        },
      );
    connection.connect((error) => {
      if (error) return failed(error);
      if (username === '') return send();
      const credentials = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
      connection.login({ ...credentials, credentials }, (refused) => (refused ? failed(refused) : send()));
    });
  });
}

/** A stream that knows whether its bytes were asked for, which is after the server's 354. */
function watchedStream(bytes: Buffer): { stream: Readable; wasAsked(): boolean } {
  let asked = false;
  const stream = new Readable({
    read() {
      asked = true;
      this.push(bytes);
      this.push(null);
    },
  });
  return { stream, wasAsked: () => asked };
}

/** The commands whose answer is about this recipient or this message; others are about the server, login or sender. */
const OF_THE_MESSAGE = ['RCPT TO', 'DATA'];

/** What nodemailer says of a failure: the server's code, and the command that it answered. */
const Failed = z.object({ responseCode: z.number().optional(), command: z.string().optional() });

/** A server's own answer says what happened to the message; without one it depends on whether it was on its way. */
function answerTo(error: unknown, { to, wasAsked }: { to: string; wasAsked: boolean }): MailAnswer {
  const why = short(error instanceof Error ? error.message : String(error), to);
  const { responseCode = 0, command = '' } = Failed.safeParse(error).data ?? {};
  if (responseCode >= 500 && OF_THE_MESSAGE.includes(command)) return { is: 'refused', answer: why };
  return wasAsked && responseCode < 400 ? { is: 'unknown', why } : { is: 'deferred', why };
}

function addressIn(from: string): string {
  return /<(?<address>[^<>]+)>\s*$/.exec(from)?.groups?.['address'] ?? from;
}

/**
 * An answer on one line, without addresses. Servers name the mailbox that they refuse, by its address or by what stands before
 * its `@`; the journal has the answer for ever, and an address can be erased.
 */
function short(text: string, to: string): string {
  const name = escaped(to.slice(0, to.lastIndexOf('@')));
  return text
    .replace(/\p{C}+/gu, ' ')
    .replace(ADDRESS, '(address)')
    .replace(new RegExp(`(?<![\\p{L}\\p{N}])${name}(?![\\p{L}\\p{N}])`, 'giu'), '(address)')
    .trim()
    .slice(0, LONGEST_ANSWER);
}

const ADDRESS = /[^\s<>()"',;:=]+@[^\s<>()"',;:=]+/g;

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
