import type { Config } from '../config/load.ts';
import type { Chat } from '../ports/chat.ts';
import type { Edge } from '../ports/edge.ts';
import { ServiceError } from '../ports/service-error.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/** The limit of the start's wait for each address. */
const PATIENCE_MS = 2_500;
/** A probe that answers, but not with the file. */
const ANSWERED = /^answered \d{3}$/;

interface Address {
  /** The variable or setting that names it. */
  setting: string;
  url: string;
}

/**
 * Requests every address once, including the probes, and logs those that do not answer, by their setting. Stops
 * nothing: a service may be away for a moment, and a rollback must not wait for it.
 */
export async function tryAddresses(
  { environment, settings }: Pick<Config, 'environment' | 'settings'>,
  { chat, edge, telemetry }: { chat: Pick<Chat, 'isMember'>; edge: Edge; telemetry: Telemetry },
): Promise<void> {
  const addresses: Address[] = [
    { setting: 'SLACK_API_URL', url: environment.SLACK_API_URL ?? 'https://slack.com/api/' },
    { setting: 'GITHUB_API_URL', url: environment.GITHUB_API_URL ?? 'https://api.github.com' },
    { setting: 'GCS_API_URL', url: environment.GCS_API_URL ?? 'https://storage.googleapis.com' },
    { setting: 'COMPUTE_API_URL', url: environment.COMPUTE_API_URL ?? 'https://compute.googleapis.com' },
    { setting: 'NPM_REGISTRY_URL', url: environment.NPM_REGISTRY_URL ?? 'https://registry.npmjs.org' },
  ];
  await Promise.all([
    ...addresses.map((address) => tryOne(address, telemetry)),
    tryChannel(settings.slack.channel, { chat, telemetry }),
    tryProbes(`/${settings.cdn.loader}`, {
      edge,
      telemetry,
      setting: environment.CDN_PROBE_URLS === undefined ? 'cdn.host' : 'CDN_PROBE_URLS',
    }),
  ]);
}

/** Any answer counts; whether Navi is authorised is another check. */
async function tryOne({ setting, url }: Address, telemetry: Telemetry): Promise<void> {
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.body?.cancel();
  } catch (error) {
    say(telemetry, { setting, address: new URL(url).origin, problem: problemOf(error) });
  }
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

/** A connection's own error is in `cause`. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown problem';
  if (error.name === 'TimeoutError') return 'did not answer in time';
  const { cause } = error;
  const said = cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
  return said.slice(0, 200);
}
