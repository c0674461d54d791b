import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Ajv } from 'ajv';
import { z } from 'zod';

/** One answer of a simulated service to its real client. */
export interface Recorded {
  /** The call's name in the simulator. */
  method: string;
  status: number;
  body: unknown;
}

export interface Recorder {
  /** Where the client is sent instead of the simulator. */
  url: string;
  /** Every answer with a JSON body so far, oldest first; calls must have been made one after the other. */
  answers(): Promise<Recorded[]>;
  close(): void;
}

const Log = z.object({ calls: z.array(z.object({ method: z.string() })) });
const OF_ONE_CONNECTION = [
  'connection',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'keep-alive',
];

/** Stands between a real client and a simulator, and keeps what the simulator answers. */
export async function recordAnswers(simulator: string): Promise<Recorder> {
  const seen: { status: number; text: string; isJson: boolean }[] = [];
  const server = createServer(async (request, response) => {
    const sent = Object.entries(request.headers).filter(
      ([name]) => !['host', ...OF_ONE_CONNECTION].includes(name),
    );
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    const answer = await fetch(`${simulator}${request.url}`, {
      method: request.method ?? 'GET',
      headers: sent.map(([name, value]) => [name, String(value)] as [string, string]),
      ...(hasBody ? { body: new Uint8Array(await buffer(request)) } : {}),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    seen.push({ status: answer.status, text: bytes.toString('utf8'), isJson });
    const headers = [...answer.headers].filter(([name]) => !OF_ONE_CONNECTION.includes(name));
    response.writeHead(answer.status, Object.fromEntries(headers)).end(bytes);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answers: async () => {
      const { calls } = Log.parse(await (await fetch(`${simulator}/_control/log`)).json());
      if (calls.length !== seen.length) throw new Error(`${calls.length} calls, ${seen.length} answers`);
      return seen.flatMap(({ status, text, isJson }, at) =>
        isJson ? [{ method: calls[at]?.method ?? '', status, body: JSON.parse(text) }] : [],
      );
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const Extract = z.object({
  bodies: z.record(z.string(), z.string()),
  $defs: z.record(z.string(), z.unknown()),
});

/** Says what is wrong with a body by the published type of its name; a name without a type is an error. */
export function createValidator(extract: unknown): (name: string, body: unknown) => string[] {
  const { bodies, $defs } = Extract.parse(extract);
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema({ $id: 'types', $defs });
  return (name, body) => {
    const root = bodies[name];
    if (root === undefined) throw new Error(`no published type is listed for ${name}`);
    const validate = ajv.getSchema(`types#/$defs/${root}`);
    if (validate === undefined) throw new Error(`the extract lacks ${root}`);
    validate(withoutNulls(body));
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${name} ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}

/** The types were derived from answers: where one may be null, most say only what it is otherwise. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(kept.map(([name, field]) => [name, withoutNulls(field)]));
}

/** The names of the calls that a simulator has built. */
export async function methodsOf(simulator: string): Promise<string[]> {
  const answer = await fetch(`${simulator}/_control/methods`);
  return z.object({ methods: z.array(z.string()) }).parse(await answer.json()).methods;
}
