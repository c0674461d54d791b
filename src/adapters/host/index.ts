import { statfs } from 'node:fs/promises';
import type { Clock } from '../../ports/clock.ts';
import type { AddressSeen, DiskSpace, Host } from '../../ports/host.ts';

/** No answer is waited for longer than this. */
const PATIENCE_MS = 2_500;
/** The `Date` header has whole seconds: on average half a second is cut off. */
const CUT_OFF_MS = 500;

export interface HostOptions {
  /** The variable or setting of each address. */
  addresses: readonly { setting: string; url: string }[];
  /** The folder of the embedded store; null where the store is a database elsewhere. */
  folder: string | null;
  remarks: ReturnType<Host['remarks']>;
  clock: Clock;
}

/** The machine around Navi. */
export function createHost({ addresses, folder, remarks, clock }: HostOptions): Host {
  return {
    addresses: () => Promise.all(addresses.map((address) => request(address, clock))),
    disk: async () => (folder === null ? null : spaceOf(folder)),
    remarks: () => remarks,
  };
}

/** Any answer counts; whether Navi is authorised is another question. */
async function request(
  { setting, url }: { setting: string; url: string },
  clock: Clock,
): Promise<AddressSeen> {
  const address = new URL(url).origin;
  const asked = clock.now().getTime();
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal });
    await answer.body?.cancel();
    const at = Date.parse(answer.headers.get('date') ?? '');
    const middle = (asked + clock.now().getTime()) / 2;
    const aheadMs = Number.isNaN(at) ? null : Math.round(at + CUT_OFF_MS - middle);
    return { setting, address, problem: null, aheadMs };
  } catch (error) {
    return { setting, address, problem: problemOf(error), aheadMs: null };
  }
}

/** A connection's own error is in `cause`. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown problem';
  if (error.name === 'TimeoutError') return 'did not answer in time';
  const { cause } = error;
  const said = cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
  return said.slice(0, 200);
}

async function spaceOf(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { folder, free: bavail * bsize, total: blocks * bsize };
}
