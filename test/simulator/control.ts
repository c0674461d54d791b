import { z } from 'zod';

const Log = z.object({
  calls: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      status: z.union([z.number(), z.string()]),
      fault: z.string().optional(),
    }),
  ),
});

/** The control door of one simulated service. */
export function control(url: string) {
  const post = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${url}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}/_control/${path}`)).json();
  return {
    post,
    fault: (fault: object) => post('faults', fault),
    pace: (pace: object) => post('pace', pace),
    reset: () => post('reset', {}),
    state: () => get('state'),
    calls: async () => Log.parse(await get('log')).calls,
  };
}
