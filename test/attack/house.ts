import { readdirSync } from 'node:fs';
import { type House, type HouseOptions, openHouse } from '../harness/world/house.ts';

export const SIGNING_SECRET = 'simulated-signing-secret';

/** A simulated world and Navi as a process of its own, its Slack in either mode. */
export async function openAttacked(mode: 'socket' | 'http', options: HouseOptions = {}): Promise<House> {
  const variables = { ...options.variables, ...(mode === 'http' && { SLACK_APP_TOKEN: '' }) };
  const house = await openHouse({
    ...options,
    variables,
    pace: { workflow: 'canned', rateLimits: false, ...options.pace },
  });
  if (mode === 'http') {
    const url = `${house.navi.url}/slack/events`;
    await house.post('request-urls', { commands: url, interactivity: url, events: url });
  }
  return house;
}

/** Null while the same process answers; else what is wrong. */
export async function troubleOf(house: House, pid: number | undefined): Promise<string | null> {
  const { state, pid: now } = house.navi.plug.state();
  if (state !== 'running' || now !== pid) return `the process ended: ${house.navi.log().at(-1) ?? ''}`;
  const answer = await fetch(`${house.navi.url}/healthz`, { signal: AbortSignal.timeout(5_000) });
  return answer.status === 200 ? null : `healthz answers ${answer.status}`;
}

/** How many files and sockets the process has open (proc_pid_fd(5)). */
export function openFilesOf(pid: number | undefined): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
