import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { z } from 'zod';
import { createKernel } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import { type ReadMail, readMail } from './read-mail.ts';

export interface SmtpOptions {
  /** Of the control door; 0, the default, picks a free one. */
  port?: number;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
}

/** One delivered message. */
export interface Mail {
  to: string;
  /** The whole message. */
  raw: string;
  at: string;
}

export interface SimulatedSmtp {
  /** The control door. */
  url: string;
  /** Where mail is taken. */
  smtpUrl: string;
  mails(): readonly Mail[];
  behave(how: Partial<Behaviour>): void;
  close(): Promise<void>;
}

/** How the server treats messages: numbers count recipients, 0 for none. */
const Behaviour = z.object({
  /** Takes the message of each n-th recipient, and closes the connection without an answer. */
  acceptThenDrop: z.int().min(0).default(0),
  /** Takes the message of each n-th recipient, and never answers. */
  hang: z.int().min(0).default(0),
  /** Refuses each n-th recipient for good. */
  refuse: z.int().min(0).default(0),
  /** Puts off each recipient so often before it takes a message. */
  greylist: z.int().min(0).default(0),
  /** Knows no user. */
  refuseLogin: z.boolean().default(false),
  /** Takes nothing from this sender. */
  refuseSender: z.boolean().default(false),
});
type Behaviour = z.infer<typeof Behaviour>;

const LONGEST_MESSAGE = 1_000_000;
/** The page shows so many, and so much of each. */
const MOST_SHOWN = 30;
const LONGEST_SHOWN = 4_000;

/**
 * A simulated mail server that speaks SMTP, with a mailbox for each recipient. `POST /_control/mail` sets how it behaves
 * (`Behaviour`), `GET /_control/mailboxes/:address` reads a mailbox, `GET /_control/mails` everything.
 */
export async function startSmtp(options: SmtpOptions = {}): Promise<SimulatedSmtp> {
  const { clock = createWorldClock() } = options;
  const mails: Mail[] = [];
  const asked = new Map<string, number>();
  let behaviour: Behaviour = Behaviour.parse({});
  let recipients = 0;
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: LONGEST_MESSAGE,
    onAuth: ({ username }, _session, answer) =>
      behaviour.refuseLogin ? answer(refusal(535, 'Wrong password')) : answer(null, { user: username }),
    onMailFrom: (_address, _session, answer) =>
      behaviour.refuseSender ? answer(refusal(550, 'Not your domain')) : answer(),
    onRcptTo: ({ address }, _session, answer) => {
      const times = (asked.get(address) ?? 0) + 1;
      asked.set(address, times);
      if (times <= behaviour.greylist) return answer(refusal(450, 'Greylisted, try again'));
      recipients += 1;
      return isNth(recipients, behaviour.refuse)
        ? answer(refusal(550, `5.1.1 <${address}>: No such mailbox`))
        : answer();
    },
    onData: (stream, session, answer) => {
      void read(stream).then((raw) => {
        const at = new Date(clock.now()).toISOString();
        for (const { address } of session.envelope.rcptTo) mails.push({ to: address, raw, at });
        if (isNth(recipients, behaviour.hang)) return;
        if (isNth(recipients, behaviour.acceptThenDrop)) dropped(session);
        else answer(null, `Queued as ${mails.length}`);
      });
    },
  });
  const sockets = new Map<string, { destroy(): void }>();
  server.server.on('connection', (socket) => {
    const key = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(key, socket);
    socket.on('close', () => sockets.delete(key));
  });
  // A client that goes away is no error of the server's.
  server.on('error', () => undefined);
  const dropped = ({ remoteAddress, remotePort }: SMTPServerSession) =>
    [...sockets].find(([key]) => key.endsWith(`${remoteAddress}:${remotePort}`))?.[1].destroy();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const reset = () => {
    mails.length = 0;
    asked.clear();
    recipients = 0;
    behaviour = Behaviour.parse({});
  };
  const kernel = createKernel({
    name: 'smtp',
    clock,
    pace: {},
    state: () => ({
      messages: mails.length,
      mailboxes: new Set(mails.map(({ to }) => to)).size,
      newest: newestOf(mails),
      behaviour,
    }),
    reset,
  });
  kernel.app.get('/_control/mailboxes/:address', (c) => {
    const address = c.req.param('address').toLowerCase();
    return c.json({ ok: true, mails: mails.filter(({ to }) => to.toLowerCase() === address) });
  });
  kernel.app.get('/_control/mails', (c) => c.json({ ok: true, mails }));
  kernel.app.post('/_control/mail', async (c) => {
    const order = Behaviour.safeParse(await c.req.json().catch(() => undefined));
    if (!order.success) return c.json({ ok: false, error: z.prettifyError(order.error) }, 400);
    behaviour = order.data;
    return c.json({ ok: true });
  });
  const listening = await kernel.listen(options.port);
  const { port } = server.server.address() as AddressInfo;
  return {
    url: listening.url,
    smtpUrl: `smtp://127.0.0.1:${port}`,
    mails: () => mails,
    behave: (how) => {
      behaviour = { ...behaviour, ...how };
    },
    close: async () => {
      for (const socket of sockets.values()) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await listening.close();
    },
  };
}

function isNth(count: number, each: number): boolean {
  return each > 0 && count % each === 0;
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

async function read(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** The newest mails as a mailbox shows them. */
function newestOf(mails: readonly Mail[]): (ReadMail & { id: number; to: string; at: string })[] {
  const from = Math.max(0, mails.length - MOST_SHOWN);
  return mails
    .slice(from)
    .map(({ to, at, raw }, nth) => {
      const { subject, text } = readMail(raw.slice(0, 4 * LONGEST_SHOWN));
      return { id: from + nth, to, at, subject, text: text.slice(0, LONGEST_SHOWN) };
    })
    .toReversed();
}
