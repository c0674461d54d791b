import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { loaderDigest } from '../surfaces/index.ts';
import { compareNpm, comparePinned, compareTarball } from './compare-stored.ts';
import { decideTarballs, npmKey } from './decide-tarballs.ts';
import type { Compared } from './finding.ts';
import { type Look, npmSubject, pinnedSubject } from './looks.ts';
import type { NpmRecord, PinnedRecord, StoredRecord } from './stored-record.ts';

/** Between two reads: this never hurries. Milliseconds. */
const PAUSE_MS = 250;
const DAY_MS = 24 * 3_600_000;

/** The snapshots of one round, and of how many versions the tarball was downloaded. */
export interface StoredLooks {
  looks: Look[];
  tarballs: number;
}

/** Reads everything that is stored for ever, one after the other. */
export async function lookAtStored(context: Context, { pinned, npm }: StoredRecord): Promise<StoredLooks> {
  const day = Math.floor(context.clock.now().getTime() / DAY_MS);
  const due = new Set(decideTarballs(npm, day).map(npmKey));
  const looks = [...(await lookAtPinned(context, pinned)), ...(await lookAtNpm(context, npm, due))];
  return { looks, tarballs: due.size };
}

async function lookAtPinned(context: Context, pinned: readonly PinnedRecord[]): Promise<Look[]> {
  const { objects } = context;
  const looks: Look[] = [];
  for (const record of pinned) {
    const { path, version, sha384 } = record;
    const compared = await unlessSilent(context, path, async () => {
      const facts = await objects.stat(path);
      if (facts === undefined) return comparePinned(null, record);
      const found = await loaderDigest(objects, facts);
      const { cacheControl, contentType, contentEncoding, updatedAt } = facts;
      const headers = { cacheControl, contentType, contentEncoding };
      return comparePinned(found === undefined ? null : { sha384: found, headers, updatedAt }, record);
    });
    const recorded = `${sha384.slice(0, 15)}…`;
    looks.push({ is: 'stored', subject: pinnedSubject(version), recorded, compared });
  }
  return looks;
}

/** One read of the registry's own copy for each package, however many versions it has; and the tarballs that are due. */
async function lookAtNpm(
  context: Context,
  records: readonly NpmRecord[],
  due: ReadonlySet<string>,
): Promise<Look[]> {
  const looks: Look[] = [];
  for (const [name, versions] of Map.groupBy(records, (one) => one.name)) {
    const all = await unlessSilent(context, name, async () => {
      const found = await context.registry.primary(name);
      return versions.map((record) => compareNpm(found?.versions[record.version], record));
    });
    for (const [nth, record] of versions.entries()) {
      const { version, integrity, isDeprecated } = record;
      const recorded = `${integrity.slice(0, 19)}…, ${isDeprecated ? 'deprecated by a rollback' : 'not deprecated'}`;
      const said = 'is' in all ? all : (all[nth] ?? UNKNOWN);
      const isDue = said.is === 'as-recorded' && due.has(npmKey(record));
      const compared = isDue ? await lookAtTarball(context, record) : said;
      looks.push({ is: 'stored', subject: npmSubject(name, version), recorded, compared });
    }
  }
  return looks;
}

/** What the registry says of a version, and what it serves, are two things. */
function lookAtTarball(context: Context, record: NpmRecord): Promise<Compared> {
  const { name, version } = record;
  return unlessSilent(context, npmKey(record), async () =>
    compareTarball((await context.registry.tarball(name, version)) ?? null, record),
  );
}

const UNKNOWN: Compared = { is: 'unknown' };

/** A service without an answer proves nothing. A read ends with a pause. */
async function unlessSilent<T>(
  { clock, stopping, telemetry }: Context,
  what: string,
  read: () => Promise<T>,
): Promise<T | Compared> {
  if (stopping.aborted) return UNKNOWN;
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    telemetry.warn('what is stored could not be read', { subject: what, service, problem });
    return UNKNOWN;
  } finally {
    await clock.wait(PAUSE_MS, stopping);
  }
}
