import { until } from '../harness/until.ts';
import { callsSince } from './calls.ts';
import type { Stage } from './stage.ts';

const ON_CALL = 'U0CLEO';

/** Milliseconds until the bucket had taken the pointer back. */
export interface TakenBack {
  sinceAsked: number;
  sinceConfirmed: number;
}

/** Types `/navi rollback` and confirms its form at once. */
export async function takeBack({ door, urls }: Stage): Promise<TakenBack> {
  const asked = Date.now();
  const form = await door.commandForModal(ON_CALL, 'rollback');
  const confirmed = Date.now();
  const answer = await door.submit(ON_CALL, form);
  if (!answer.ok) throw new Error(`the confirmation: ${answer.error}`);
  const moved = await until('the pointer', async () => {
    const calls = await callsSince(urls, ['gcs'], confirmed);
    return calls.find(({ method, status: code }) => method === 'objects.rewrite' && code === 200);
  });
  return { sinceAsked: moved.to - asked, sinceConfirmed: moved.to - confirmed };
}
