import { z } from 'zod';

/** How a call is broken: `after` so many calls that pass unharmed. */
export interface Break {
  method?: string;
  kind: 'error' | 'rate-limit' | 'timeout' | 'reset' | 'accept-then-reset' | 'duplicate' | 'slow';
  times?: number;
  status?: number;
  error?: string;
  retryAfterSeconds?: number;
  after?: number;
  /** Of `slow`. */
  seconds?: number;
}

const Calls = z.object({
  calls: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      status: z.union([z.number(), z.string()]),
      at: z.string(),
      fault: z.string().optional(),
    }),
  ),
});
export type Call = z.infer<typeof Calls>['calls'][number];

/** The control door of one simulated service. */
export interface Control {
  breakCall(how: Break): Promise<void>;
  pace(wanted: Readonly<Record<string, number | string | boolean>>): Promise<void>;
  reset(): Promise<void>;
  /** The IAM permissions that the caller lacks from now on. */
  deny(permissions: readonly string[]): Promise<void>;
  /** Nothing is broken any more. */
  clear(): Promise<void>;
  state(): Promise<unknown>;
  /** Every call that has arrived, the broken ones too, oldest first. */
  calls(): Promise<Call[]>;
  /** How many calls of this name have arrived, and the status each of them was answered with. */
  hits(method: string): Promise<number>;
  statuses(method: string): Promise<(number | string)[]>;
  post(path: string, body: object): Promise<unknown>;
}

export function controlOf(url: string): Control {
  const post = (path: string, body: object) => tell(url, path, body);
  const does = async (path: string, body: object) => void (await tell(url, path, body));
  const calls = async () => Calls.parse(await read(url, 'log')).calls;
  const named = async (method: string) => (await calls()).filter((call) => call.method === method);
  return {
    post,
    calls,
    breakCall: (how) => does('faults', how),
    pace: (wanted) => does('pace', wanted),
    reset: () => does('reset', {}),
    deny: (denied) => does('permissions', { denied }),
    clear: async () => {
      await fetch(`${url}/_control/faults`, { method: 'DELETE' });
    },
    state: () => read(url, 'state'),
    hits: async (method) => (await named(method)).length,
    statuses: async (method) => (await named(method)).map(({ status }) => status),
  };
}

/** A connection kept open may be closed by the other end at the very moment in which it is used again. */
export const NOT_KEPT = { connection: 'close' };

/** Tells the control door of a service something. Throws when it is refused. */
export async function tell(url: string, call: string, body: object): Promise<unknown> {
  const headers = { ...NOT_KEPT, 'content-type': 'application/json' };
  const asked = { method: 'POST', headers, body: JSON.stringify(body) };
  return answered(call, await fetch(`${url}/_control/${call}`, asked));
}

/** Reads something at the control door of a service. */
export async function read(url: string, call: string): Promise<unknown> {
  return answered(call, await fetch(`${url}/_control/${call}`, { headers: NOT_KEPT }));
}

async function answered(call: string, answer: Response): Promise<unknown> {
  if (!answer.ok) throw new Error(`${call}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
