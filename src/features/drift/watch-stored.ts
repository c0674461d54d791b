import { isUntouched } from '../../domain/operation.ts';
import { LARGEST_LOADER } from '../../domain/surface.ts';
import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';
import { compareNpm, comparePinned } from './compare-stored.ts';
import { type Decided, decideDrift } from './decide-drift.ts';
import type { Compared } from './finding.ts';
import { readKnown } from './known.ts';
import { isStored, type Look, npmSubject, pinnedSubject } from './looks.ts';
import { saveDecided } from './save.ts';
import { type NpmRecord, type PinnedRecord, readStoredRecord } from './stored-record.ts';

/** Between two reads: this never hurries. Milliseconds. */
const PAUSE_MS = 250;
/** Until a difference is looked at again. */
const SOON_MS = 10_000;
/** While an operation moves something. */
const LATER_MS = 10 * 60_000;

/**
 * Compares every pinned object and every version on npm that a release of Navi was built with, with its record: customers
 * pin them, and rollbacks need them. A difference in three rounds is an alert.
 */
export async function watchStored(context: Context): Promise<JobOutcome> {
  const { store, clock } = context;
  const { record, isBusy } = await store.transaction(async (tx) => ({
    record: await readStoredRecord(tx, context),
    isBusy: (await tx.operations.open()).some((one) => !isUntouched(one)),
  }));
  if (isBusy) return again(clock.now(), LATER_MS);
  const looks = await noteAdopted(context, [
    ...(await lookAtPinned(context, record.pinned)),
    ...(await lookAtNpm(context, record.npm)),
  ]);
  // The next process begins anew.
  if (context.stopping.aborted) return again(clock.now(), 0);
  const known = await store.transaction((tx) => readKnown(tx, context));
  const alerts = known.alerts.filter(({ subject }) => isStored(subject));
  const at = clock.now().toISOString();
  const decided = decideDrift(looks, { ...known, alerts, late: [] }, new Set(), at);
  for (const one of decided) await saveDecided(context, { decided: one, known, at });
  return decided.some(isSuspicion) ? again(clock.now(), SOON_MS) : { is: 'over' };
}

function again(now: Date, ms: number): JobOutcome {
  return { is: 'again', at: new Date(now.getTime() + ms).toISOString() };
}

function isSuspicion(decided: Decided): boolean {
  return decided.is === 'suspect' || (decided.is === 'seen' && decided.next.state.is === 'suspect');
}

async function lookAtPinned(context: Context, pinned: readonly PinnedRecord[]): Promise<Look[]> {
  const { objects } = context;
  const looks: Look[] = [];
  for (const record of pinned) {
    const { path, version, sha384 } = record;
    const compared = await unlessSilent(context, path, async () => {
      const facts = await objects.stat(path);
      if (facts === undefined) return comparePinned(null, record);
      const { generation, contentEncoding: encoding } = facts;
      const found = await objects.digest(path, { generation, encoding, maxBytes: LARGEST_LOADER });
      const { cacheControl, contentType, contentEncoding, updatedAt } = facts;
      const headers = { cacheControl, contentType, contentEncoding };
      return comparePinned(found === undefined ? null : { sha384: found, headers, updatedAt }, record);
    });
    looks.push({
      is: 'stored',
      subject: pinnedSubject(version),
      recorded: `${sha384.slice(0, 15)}…`,
      compared,
    });
  }
  return looks;
}

/** One read of the registry's own copy for each package, however many versions it has. */
async function lookAtNpm(context: Context, records: readonly NpmRecord[]): Promise<Look[]> {
  const looks: Look[] = [];
  for (const [name, versions] of Map.groupBy(records, (one) => one.name)) {
    const all = await unlessSilent(context, name, async () => {
      const found = await context.registry.primary(name);
      return versions.map((record) => compareNpm(found?.versions[record.version], record));
    });
    for (const [nth, { version, integrity, isDeprecated }] of versions.entries()) {
      const recorded = `${integrity.slice(0, 19)}…, ${isDeprecated ? 'deprecated by a rollback' : 'not deprecated'}`;
      const compared = 'is' in all ? all : (all[nth] ?? UNKNOWN);
      looks.push({ is: 'stored', subject: npmSubject(name, version), recorded, compared });
    }
  }
  return looks;
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

/** A difference that a person has adopted is as recorded: the journal has the decision. */
function noteAdopted({ store }: Context, looks: readonly Look[]): Promise<Look[]> {
  return store.transaction(async (tx) => {
    const noted: Look[] = [];
    for (const look of looks) {
      const what = look.is === 'stored' && look.compared.is === 'differs' ? look.compared.what : null;
      const rows = what === null ? [] : await tx.journal.of(look.subject);
      const last = rows.findLast(({ row, authentic }) => authentic && row.event === 'adopted');
      const isAdopted = last !== undefined && last.row.details['what'] === what;
      noted.push(
        isAdopted && look.is === 'stored'
          ? { ...look, compared: { is: 'as-recorded', isVerified: true } }
          : look,
      );
    }
    return noted;
  });
}
