import { z } from 'zod';

const Answer = z.object({ message: z.looseObject({ is: z.string() }), exit: z.number() });

export type Answer = z.infer<typeof Answer>;

/** Asks Navi as the CLI does, as the person of this token, or unproven. Throws when it is refused. */
export async function askNavi(
  variables: Readonly<Record<string, string>>,
  words: string,
  token?: string,
): Promise<Answer> {
  const answer = await fetch(`${variables['NAVI_URL']}/commands`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-navi-client': '1',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ words }),
  });
  const told = Answer.parse(await answer.json());
  if (told.exit !== 0) throw new Error(`navi ${words} was answered: ${JSON.stringify(told.message)}`);
  return told;
}
