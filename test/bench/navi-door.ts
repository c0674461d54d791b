import { z } from 'zod';

/** An on-call engineer, who may roll back. */
const TOKEN = 'ghp_simulated_cleo';
const Told = z.object({ message: z.looseObject({ is: z.string() }), exit: z.number() });

export type Told = z.infer<typeof Told>;

/** Asks Navi by the CLI's door, as somebody proven. Throws when it is refused. */
export async function askNavi(variables: Readonly<Record<string, string>>, words: string): Promise<Told> {
  const answer = await fetch(`${variables['NAVI_URL']}/commands`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-navi-client': '1',
      authorization: `Bearer ${TOKEN}`,
    },
    body: JSON.stringify({ words }),
  });
  const told = Told.parse(await answer.json());
  if (told.exit !== 0) throw new Error(`navi ${words} was answered: ${JSON.stringify(told.message)}`);
  return told;
}
