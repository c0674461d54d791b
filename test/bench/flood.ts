import { Agent, request } from 'node:http';
import { z } from 'zod';

/** How many people type or click at the same time (issue "Rollback in seconds", Numbers). */
export const AT_ONCE = 50;
const Answer = z.looseObject({ ok: z.boolean(), error: z.string().optional() });

/** Milliseconds of every answer, and how many of them were not acknowledged. */
export interface Flooded {
  ms: number[];
  failed: number;
}

/** People who all do the same thing, over connections that stay open, so that the client's own cost is small. */
export interface Crowd {
  flood(count: number): Promise<Flooded>;
  close(): void;
}

/** `path` and `body` are of the control door; it answers when the app has acknowledged, or never will. */
export function createCrowd(slack: string, { path, body }: { path: string; body: object }): Crowd {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const url = `${slack}/_control/${path}`;
  const payload = JSON.stringify(body);
  return {
    flood: async (count) => {
      const flooded: Flooded = { ms: [], failed: 0 };
      let left = count;
      const person = async () => {
        while (left > 0) {
          left -= 1;
          const begun = performance.now();
          const isAcknowledged = await postOnOpenSocket({ url, payload, agent });
          flooded.ms.push(performance.now() - begun);
          if (!isAcknowledged) flooded.failed += 1;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, person));
      return flooded;
    },
    close: () => agent.destroy(),
  };
}

interface Post {
  url: string;
  payload: string;
  agent: Agent;
}

/**
 * A socket that was kept open may be closed by the server in the moment in which it is used again: that request was
 * not taken and is sent once more (nodejs.org, `request.reusedSocket`).
 */
async function postOnOpenSocket(of: Post): Promise<boolean> {
  try {
    return await post(of);
  } catch (error) {
    if (!(error instanceof StaleSocket)) throw error;
    return post(of);
  }
}

class StaleSocket extends Error {}

function post(of: Post): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(of.payload) };
    const asked = request(of.url, { method: 'POST', agent: of.agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.once('end', () => resolve(Answer.parse(JSON.parse(text)).ok));
    });
    asked.once('error', (error: NodeJS.ErrnoException) => {
      const isStale = asked.reusedSocket && error.code === 'ECONNRESET';
      reject(isStale ? new StaleSocket(error.message, { cause: error }) : error);
    });
    asked.end(of.payload);
  });
}

/** Several floods as one. */
export function together(floods: readonly Flooded[]): Flooded {
  return {
    ms: floods.flatMap(({ ms }) => ms),
    failed: floods.reduce((sum, { failed }) => sum + failed, 0),
  };
}
