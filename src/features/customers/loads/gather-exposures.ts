import type { Customer } from '../../../domain/customer.ts';
import { MINUTE_MS } from '../../../domain/sample.ts';
import { releaseLineOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import {
  decideExposures,
  decideWindow,
  type Exposure,
  type ExposureFacts,
  type LiveWindow,
} from './decide-exposure.ts';
import { LAG_MINUTES } from './gather-loads.ts';
import { pointerMoves } from './pointer.ts';

const DAY_MS = 86_400_000;
/** The pointer was written before it was read back, and a minute's loads are counted at its end. */
const MARGIN_MS = 10 * MINUTE_MS;

type Given = Pick<Context, 'store' | 'traffic' | 'clock' | 'settings'>;

/** Whose pages got this version while it was behind its release line, by customer. */
export async function gatherExposures(
  context: Given,
  version: string,
  customers: readonly Customer[],
): Promise<ReadonlyMap<string, Exposure>> {
  const { store, settings } = context;
  const releaseLine = releaseLineOf(version);
  const window = await store.transaction(async (tx) => {
    const surface = (await tx.surfaces.all()).find(({ id }) => id === `pointer:${releaseLine}`);
    const moves = await pointerMoves(tx, context, releaseLine);
    return decideWindow(version, moves, surface?.live.version ?? null);
  });
  const { sampleRate } = settings.monitoring.customerLoads;
  const sampled = sampleRate < 1 ? 'the load balancer logs only a part of the requests' : null;
  const counts =
    sampled === null ? await readCounts(context, window) : { read: null, before: null, why: sampled };
  return decideExposures(customers, { version, window, ...counts });
}

type Counts = Pick<ExposureFacts, 'read' | 'before' | 'why'>;

/** The counts of the window, and of the day before it. */
async function readCounts({ traffic, clock }: Given, window: LiveWindow): Promise<Counts> {
  const unread = (why: string) => ({ read: null, before: null, why });
  if (window.is === 'unknown') return unread(window.why);
  const from = minuteOf(Date.parse(window.from) - MARGIN_MS);
  const to = minuteOf(Date.parse(window.to) + MARGIN_MS);
  const known = to + LAG_MINUTES * MINUTE_MS;
  if (clock.now().getTime() < known)
    return unread(
      `the load balancer’s counts are complete at ${new Date(known).toISOString()}: draft it again then`,
    );
  const read = (begin: number, end: number) =>
    traffic.readLoads({ from: new Date(begin), to: new Date(end) }, (end - begin) / MINUTE_MS);
  try {
    const [during, before] = await Promise.all([read(from, to), read(from - DAY_MS, from)]);
    return { read: during, before, why: null };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return unread(`Google Cloud Monitoring ${error.facts.problem}`);
  }
}

function minuteOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}
