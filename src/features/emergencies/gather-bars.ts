import type { Emergency } from '../../domain/emergency.ts';
import { canonical } from '../../domain/json.ts';
import { browserSeconds } from '../../domain/object-headers.ts';
import type { Operation } from '../../domain/operation.ts';
import type { StateRecord } from '../../domain/record.ts';
import type { Release } from '../../domain/release.ts';
import { operationSubject } from '../../domain/subject.ts';
import { pointerSurface, type Surface } from '../../domain/surface.ts';
import { releaseLineOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Tx } from '../../ports/store.ts';
import { incidentNotified, isAnyAffected, type Notified } from '../customers/index.ts';
import { swapPointer, verifyEdge } from '../surfaces/index.ts';
import type { BarFacts, PackageFact, VersionFacts } from './decide-bars.ts';

/** What an npm package of a bad version is called, before the registry is asked. */
type Known = Omit<VersionFacts, 'packages'> & {
  packages: readonly { name: string; version: string }[] | null;
};

/** What the bars of an emergency are judged by: authentic rows of the journal, and the registry as it is now. */
export async function gatherBars(context: Context, emergency: Emergency): Promise<BarFacts> {
  await context.record.catchUp();
  const known = await context.store.transaction(async (tx) => {
    const { record } = await context.record.readOn(tx);
    const surfaces = await tx.surfaces.all();
    const read: Known[] = [];
    for (const version of emergency.bad)
      read.push(await readVersion(tx, context, { version, surfaces, record }));
    return read;
  });
  const versions: VersionFacts[] = [];
  for (const one of known) versions.push({ ...one, packages: await readPackages(context, one) });
  return { versions, customers: await readCustomers(context, emergency) };
}

async function readCustomers(context: Context, { bad, since }: Emergency): Promise<BarFacts['customers']> {
  const file = await context.customersFile.read();
  if (file.is === 'not-set-up' || file.is === 'unreadable') return file.is;
  const found: (Notified & { version: string })[] = [];
  for (const version of bad) {
    const known = await context.store.transaction((tx) => incidentNotified(tx, { version, since }));
    const isOwed = known.is !== 'none' || (await isAnyAffected(context, version, file.customers));
    found.push({ version, ...(isOwed ? known : { is: 'unaffected' }) });
  }
  return found;
}

interface Read {
  version: string;
  surfaces: readonly Surface[];
  record: StateRecord;
}

async function readVersion(tx: Tx, context: Context, { version, surfaces, record }: Read): Promise<Known> {
  const releaseLine = releaseLineOf(version);
  const surface = surfaces.find(({ id }) => id === pointerSurface(releaseLine));
  const moved = surface === undefined ? undefined : await tx.operations.get(surface.by);
  const times = moved === undefined ? null : await timesOf(tx, context, moved);
  const release = await tx.releases.get(version);
  return {
    version,
    releaseLine,
    live: surface?.live.version ?? null,
    isForged: surface !== undefined && !isAsRecorded(record, surface),
    movedAt: times?.movedAt ?? null,
    cleanAt: times?.cleanAt ?? null,
    browsersUntil: times?.browsersUntil ?? null,
    packages: release === undefined || release.packages.length === 0 ? null : packagesOf(release),
  };
}

function isAsRecorded({ items }: StateRecord, { id, live, by }: Surface): boolean {
  const fields = items.get(`surface:${id}`);
  return fields?.get('live') === canonical(live) && fields.get('by') === canonical(by);
}

/** Of a version that Navi found live, `latest` at that time is what customers got with it. */
export function packagesOf({ packages }: Release): { name: string; version: string }[] {
  return packages.flatMap(({ name, version, publishes, after }) => {
    const own = version === null ? after : publishes ? version : null;
    return own === null ? [] : [{ name, version: own }];
  });
}

interface Times {
  movedAt: string | null;
  cleanAt: string | null;
  browsersUntil: string | null;
}

/** When an operation's pointer write was read back and its probes were clean, by authentic rows. */
async function timesOf(tx: Tx, { settings }: Context, operation: Operation): Promise<Times> {
  const rows = await tx.journal.of(operationSubject(operation));
  const { steps } = operation.plan.content;
  const doneAt = (ids: readonly string[]): string | null =>
    rows.findLast(
      ({ row, authentic }) =>
        authentic && row.event === 'step-done' && ids.includes(String(row.details['step'])),
    )?.row.at ?? null;
  const cleanAt = doneAt(verifyEdge.idsIn(steps));
  const seconds = browserSeconds(settings.cdn.pointerCacheControl);
  const usual =
    cleanAt === null || seconds === null
      ? null
      : new Date(Date.parse(cleanAt) + seconds * 1_000).toISOString();
  const served = verifyEdge.evidenceIn(operation)?.browsersUntil ?? null;
  const until = served !== null && usual !== null && served > usual ? served : usual;
  return { movedAt: doneAt(swapPointer.idsIn(steps)), cleanAt, browsersUntil: until };
}

/** npm is asked only of a version that customers' pages have left: before that it cannot be the last bar. */
async function readPackages(
  { registry, settings }: Context,
  { packages, cleanAt, live, version }: Known,
): Promise<PackageFact[] | null> {
  if (packages === null) return null;
  if (cleanAt === null || live === version)
    return packages.map(({ name }) => ({ name, problem: 'it is read when the probes are clean' }));
  return Promise.all(
    packages.map(async ({ name, version: bad }): Promise<PackageFact> => {
      try {
        const found = await registry.primary(name);
        const latest = found?.distTags[settings.npm.liveTag] ?? null;
        return { name, version: bad, latest, isDeprecated: isDeprecated(found?.versions[bad]) };
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        return { name, problem: error.facts.problem };
      }
    }),
  );
}

/** A version that is not there any more cannot be installed. */
function isDeprecated(version: { deprecated?: string } | undefined): boolean {
  return version === undefined || (version.deprecated ?? '') !== '';
}
