import type { Cdn, PurgeStatus } from '../../../src/ports/cdn.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { type Knobs, withKnobs } from './knobs.ts';

type CdnCall = 'purge' | 'purgeStatus' | 'permissions';

interface FakePurge {
  operation: string;
  path: string;
  requestId: string;
  status: PurgeStatus;
}

export interface FakeCdn extends Cdn, Knobs<CdnCall> {
  /** One entry per purge that happened, however often it was asked for. */
  purges: FakePurge[];
  /** IAM permissions that Navi's account lacks. */
  denied: Set<string>;
  warmed: number;
  closed: boolean;
  /** How many times a purge answers *running* before it is done; default 0. */
  setPolls(polls: number): void;
  /** The next purge's operation ends in this failure. */
  failNextOperation(problem: string): void;
}

/** A CDN's control side in memory. `onDone` hears each path when its purge is done, for telling a fake edge. */
export function createFakeCdn(onDone: (path: string) => void = () => {}): FakeCdn {
  const purges: FakePurge[] = [];
  const left = new Map<string, number>();
  let polls = 0;
  let failing: string | undefined;

  function finish(purge: FakePurge): void {
    if (purge.status.is !== 'running') return;
    const problem = failing;
    failing = undefined;
    purge.status = problem === undefined ? { is: 'done' } : { is: 'failed', problem };
    if (problem === undefined) onDone(purge.path);
  }

  const port: Omit<FakeCdn, keyof Knobs<CdnCall>> = {
    purges,
    denied: new Set(),
    permissions: async (wanted) => wanted.filter((one) => !port.denied.has(one)),
    warmed: 0,
    closed: false,
    setPolls: (wanted) => {
      polls = wanted;
    },
    failNextOperation: (problem) => {
      failing = problem;
    },
    warm: () => {
      port.warmed += 1;
    },
    purge: async ({ path, requestId }) => {
      const known = purges.find((purge) => purge.requestId === requestId);
      if (known !== undefined) return { operation: known.operation, requestIds: [known.operation] };
      const operation = `operation-${purges.length + 1}`;
      purges.push({
        operation,
        path: path.startsWith('/') ? path : `/${path}`,
        requestId,
        status: { is: 'running' },
      });
      left.set(operation, polls);
      return { operation, requestIds: [operation] };
    },
    purgeStatus: async (operation) => {
      const purge = purges.find((each) => each.operation === operation);
      if (purge === undefined) throw fault('purgeStatus', 'refused', `there is no operation ${operation}`);
      const remaining = left.get(operation) ?? 0;
      if (remaining === 0) finish(purge);
      left.set(operation, Math.max(0, remaining - 1));
      return purge.status;
    },
    close: async () => {
      port.closed = true;
    },
  };
  return withKnobs('cloud-cdn', port, ['purge', 'purgeStatus', 'permissions']);
}

function fault(call: CdnCall, kind: 'refused', problem: string): ServiceError {
  return new ServiceError({ service: 'cloud-cdn', call, kind, problem });
}
