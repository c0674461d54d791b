import type { Customer } from '../../../domain/customer.ts';
import type { LoadsRead } from '../../../domain/referred-loads.ts';
import { MINUTE_MS } from '../../../domain/sample.ts';
import type { Context } from '../../../engine/context.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import { type Attribution, decideAttribution } from './decide-attribution.ts';

/** Who loads what, as the load balancer measured it, or why that is not known. Times are ISO. */
export type Loading =
  | { is: 'not-set-up'; why: string; fix: string }
  | { is: 'cannot-tell'; why: string }
  | {
      is: 'measured';
      attribution: Attribution;
      from: string;
      to: string;
      /** A part is missing: every number is a lower bound. */
      isAtLeast: boolean;
    };

const DAY_MINUTES = 1440;
const DAYS = 14;
/** A minute's loads are visible after up to 210 s (cloud.google.com, "Google Cloud metrics"). */
export const LAG_MINUTES = 5;

/** Reads the last fourteen days, or so many. Nothing of it is stored: it names hosts. */
export async function gatherLoads(
  { traffic, clock }: Pick<Context, 'traffic' | 'clock'>,
  customers: readonly Pick<Customer, 'id' | 'hosts'>[],
  days = DAYS,
): Promise<Loading> {
  const minute = Math.floor(clock.now().getTime() / MINUTE_MS);
  const to = new Date((minute - LAG_MINUTES) * MINUTE_MS);
  const from = new Date(to.getTime() - days * DAY_MINUTES * MINUTE_MS);
  try {
    const read = await traffic.readLoads({ from, to }, DAY_MINUTES);
    return decideLoading(customers, read, { from: from.toISOString(), to: to.toISOString() });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { status, problem } = error.facts;
    const right = status === 403 ? ' (Navi’s account needs monitoring.timeSeries.list)' : '';
    return { is: 'cannot-tell', why: `Google Cloud Monitoring ${problem}${right}` };
  }
}

/** What a read means. A metric that has counted nothing says nothing of who loads what. Pure. */
export function decideLoading(
  customers: readonly Pick<Customer, 'id' | 'hosts'>[],
  read: LoadsRead,
  window: { from: string; to: string },
): Loading {
  if (read.is === 'not-created')
    return {
      is: 'not-set-up',
      why: `Google has no log-based metric ${read.metric}`,
      fix: 'npx navi customers --set-up prints the command that creates it (docs/customers.md)',
    };
  if (customers.every(({ hosts }) => hosts.length === 0))
    return {
      is: 'not-set-up',
      why: 'the customers file names no host',
      fix: 'add hosts to its customers (docs/customers.md)',
    };
  const attribution = decideAttribution(customers, read.loads);
  if (attribution.total === 0)
    return {
      is: 'cannot-tell',
      why: `the log-based metric has counted no load since ${window.from}: look whether the load balancer writes its log`,
    };
  return { is: 'measured', attribution, ...window, isAtLeast: read.isIncomplete };
}
