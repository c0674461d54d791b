import type { Emergency } from '../../domain/emergency.ts';
import { canonical } from '../../domain/json.ts';
import { enqueueAlertCard } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { readPinning } from '../customers/index.ts';
import { decideSpread, type PackageDownloads, type SpreadFacts } from './decide-spread.ts';
import { EMERGENCY_ALERT } from './emergency-alert.ts';
import { packagesOf } from './gather-bars.ts';
import { byNavi, readEmergencies } from './read-emergencies.ts';

/** Looks how far the bad versions of open emergencies are still spread, and redraws their cards where that is new. */
export async function watchSpread(context: Context): Promise<void> {
  const open = (await context.store.transaction(readEmergencies)).filter(({ over }) => over === null);
  for (const { id, bad } of open) {
    const spread = decideSpread(await Promise.all(bad.map((version) => gatherSpread(context, version))));
    await saveSpread(context, id, spread);
  }
}

async function saveSpread(context: Context, id: Emergency['id'], spread: readonly string[]): Promise<void> {
  await context.store.transaction(async (tx) => {
    const alert = await EMERGENCY_ALERT.lock(tx, id);
    if (alert === undefined || alert.emergency.over !== null) return;
    if (canonical([...alert.emergency.spread]) === canonical([...spread])) return;
    tx.journal.append(byNavi(id, 'emergency-spread', { spread: [...spread] }));
    await enqueueAlertCard(tx, context, { id, at: context.clock.now().toISOString() });
  });
}

async function gatherSpread(context: Context, version: string): Promise<SpreadFacts> {
  const release = await context.store.transaction((tx) => tx.releases.get(version));
  const packages = release === undefined || release.packages.length === 0 ? null : packagesOf(release);
  const [downloads, pinning] = await Promise.all([
    packages && Promise.all(packages.map((one) => readDownloads(context, one))),
    readPinning(context, version),
  ]);
  return { version, packages: downloads, pinning };
}

async function readDownloads(
  { downloads, telemetry }: Context,
  { name, version }: { name: string; version: string },
): Promise<PackageDownloads> {
  try {
    return { name, version, downloads: (await downloads.lastWeek(name)) ?? null };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    telemetry.warn('npm did not tell the downloads of a bad version', { problem: error.facts.problem });
    return { name, version, downloads: null };
  }
}
