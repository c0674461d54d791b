import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Write, writeIn } from './writes.ts';

/** What one process has sent outward, as its own way to each service saw it. */
export interface Recorder {
  /** The addresses the process is to be given, by service. */
  urls: Readonly<Record<string, string>>;
  /** Writes that reached their service, in the order in which it answered; `status` is that answer's. */
  writes: readonly SeenWrite[];
  /** Requests of any kind that the process has made so far. */
  requests(): number;
  close(): Promise<void>;
}

export interface SeenWrite extends Write {
  status: number;
  body: string;
  at: number;
}

export interface RecorderOptions {
  /** The services' own addresses. */
  services: Readonly<Record<string, string>>;
  /** Held up until this resolves; `drop` keeps the write, or its answer, from where it was going. */
  onWrite?(when: 'before-write' | 'after-write', write: Write): Promise<'pass' | 'drop'>;
}

const ANSWER_MS = 30_000;

interface Book {
  options: RecorderOptions;
  writes: SeenWrite[];
  requests: number;
  agent: Agent;
}

/**
 * One process's own way to each of its services: small reverse proxies that pass everything on unchanged, note every
 * write, and can stop the world on either side of one.
 */
export async function openRecorder(options: RecorderOptions): Promise<Recorder> {
  const book: Book = { options, writes: [], requests: 0, agent: new Agent({ keepAlive: true }) };
  const opened = await Promise.all(
    Object.entries(options.services).map(([name, url]) => openWay(book, { name, url })),
  );
  return {
    urls: Object.fromEntries(opened.map(({ name, url }) => [name, url])),
    writes: book.writes,
    requests: () => book.requests,
    close: async () => {
      book.agent.destroy();
      await Promise.all(opened.map(({ close }) => close()));
    },
  };
}

interface OutsideService {
  name: string;
  url: string;
}

async function openWay(book: Book, service: OutsideService) {
  const server = createServer((incoming, outgoing) => {
    pass(book, service, { incoming, outgoing }).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the recorder has no port');
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { name: service.name, url: `http://127.0.0.1:${address.port}`, close };
}

interface Exchange {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

async function pass(
  book: Book,
  { name, url }: OutsideService,
  { incoming, outgoing }: Exchange,
): Promise<void> {
  book.requests += 1;
  const { method = 'GET', url: path = '/' } = incoming;
  const body = await buffer(incoming);
  const write = writeIn({ service: name, method, path, body: body.toString('utf8') });
  const { onWrite } = book.options;
  if (write !== undefined && (await onWrite?.('before-write', write)) === 'drop') {
    outgoing.destroy();
    return;
  }
  const answer = await ask(book, new URL(path, url), { incoming, body });
  const answered = await buffer(answer);
  const status = answer.statusCode ?? 502;
  if (write !== undefined) {
    book.writes.push({ ...write, status, body: body.toString('utf8'), at: Date.now() });
    if ((await onWrite?.('after-write', write)) === 'drop') {
      outgoing.destroy();
      return;
    }
  }
  outgoing.writeHead(status, answer.rawHeaders.filter(isPassedOn));
  outgoing.end(answered);
}

/** Raw headers are names and values in turn; the answer is sent whole, so how it was cut in pieces is not passed on. */
function isPassedOn(_: string, index: number, all: readonly string[]): boolean {
  const name = all[index - (index % 2)]?.toLowerCase() ?? '';
  return !['transfer-encoding', 'connection', 'keep-alive', 'content-length'].includes(name);
}

async function ask(
  { agent }: Book,
  url: URL,
  { incoming, body }: { incoming: IncomingMessage; body: Buffer },
): Promise<IncomingMessage> {
  const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = incoming.headers;
  const asked = request(url, {
    method: incoming.method ?? 'GET',
    headers: { ...headers, 'content-length': String(body.length) },
    agent,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  asked.end(body);
  const [answer] = await once(asked, 'response');
  return answer;
}
