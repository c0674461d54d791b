import type { Config } from '../config/load.ts';
import type { Chat } from '../ports/chat.ts';
import type { Edge } from '../ports/edge.ts';
import type { Host } from '../ports/host.ts';
import { ServiceError } from '../ports/service-error.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/** The limit of the start's wait for each address. */
const PATIENCE_MS = 2_500;
/** A probe that answers, but not with the file. */
const ANSWERED = /^answered \d{3}$/;

interface LookingAt {
  host: Pick<Host, 'addresses'>;
  chat: Pick<Chat, 'isMember'>;
  edge: Edge;
  telemetry: Telemetry;
}

/**
 * Requests every address once, including the probes, and logs those that do not answer, by their setting. Stops
 * nothing: a service may be away for a moment, and a rollback must not wait for it.
 */
export async function tryAddresses(
  { environment, settings }: Pick<Config, 'environment' | 'settings'>,
  { host, chat, edge, telemetry }: LookingAt,
): Promise<void> {
  await Promise.all([
    tryServices(host, telemetry),
    tryChannel(settings.slack.channel, { chat, telemetry }),
    tryProbes(`/${settings.cdn.loader}`, {
      edge,
      telemetry,
      setting: environment.CDN_PROBE_URLS === undefined ? 'cdn.host' : 'CDN_PROBE_URLS',
    }),
  ]);
}

async function tryServices(host: Pick<Host, 'addresses'>, telemetry: Telemetry): Promise<void> {
  for (const { setting, address, problem } of await host.addresses())
    if (problem !== null) say(telemetry, { setting, address, problem });
}

/** Navi must be in its channel to find a post of unknown fate again. */
async function tryChannel(
  channel: string,
  { chat, telemetry }: { chat: Pick<Chat, 'isMember'>; telemetry: Telemetry },
): Promise<void> {
  try {
    if (await chat.isMember(channel)) return;
    const fix = 'Invite Navi to the channel that slack.channel names.';
    telemetry.warn('Navi is not a member of its channel', { channel, fix });
  } catch (error) {
    // A silent Slack was reported above.
    if (!(error instanceof ServiceError)) throw error;
  }
}

async function tryProbes(
  path: string,
  { edge, telemetry, setting }: { edge: Edge; telemetry: Telemetry; setting: string },
): Promise<void> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), PATIENCE_MS).unref();
  });
  const readings = await Promise.race([edge.look(path), late]);
  if (readings === undefined)
    say(telemetry, { setting, address: 'a probe', problem: 'did not answer in time' });
  for (const reading of readings ?? [])
    if (reading.is === 'unreachable' && !ANSWERED.test(reading.problem))
      say(telemetry, { setting, address: reading.probe, problem: reading.problem });
}

const PRIVATE =
  'Its name resolves to a private address. List it in NAVI_ALLOWED_PRIVATE_HOSTS if that is meant; till then nothing is sent there.';

function say(telemetry: Telemetry, what: { setting: string; address: string; problem: string }): void {
  telemetry.warn('an address does not answer', {
    ...what,
    fix: what.problem.includes('EPRIVATE')
      ? PRIVATE
      : `See that ${what.setting} is right, and that this machine may reach it.`,
  });
}
