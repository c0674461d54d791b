import { z } from 'zod';
import { serviceName } from '../../../domain/service-names.ts';
import type { Context } from '../../../engine/context.ts';
import { RowUnreadable } from '../../../ports/row-unreadable.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import type { Found } from '../decide-verdict.ts';

const ReleaseFile = z.object({ loader: z.string(), budgets: z.string() });
const Budgets = z.record(z.string(), z.object({ bytes: z.int().positive() }));
/** A newer file may be longer than any that Navi expects. */
const LONGEST_FILE = 100_000;

/** One live release: the loader's size in the bucket beside its budget in the release's commit. */
interface LiveBundle {
  version: string;
  commit: string;
}

/** The size of each live loader against the budget of the commit that it was built from. */
export async function budgetsFound(context: Context): Promise<Found> {
  const live = await liveBundles(context).catch(whyAway);
  if ('why' in live) return { is: 'absent', why: live.why };
  if (live.length === 0) return { is: 'absent', why: 'no release with a known commit is live yet' };
  const bundles = await Promise.all(live.map((one) => bundleOf(context, one).catch(whyAway)));
  const known = bundles.flatMap((one) => ('why' in one ? [] : [one]));
  if (known.length === 0)
    return { is: 'absent', why: bundles.flatMap((one) => ('why' in one ? [one.why] : [])).join('; ') };
  return { is: 'found', coverage: 1, figures: { is: 'budgets', bundles: known } };
}

/** A service that is away, or a row that cannot be read, leaves this criterion open, not the others. */
function whyAway(error: unknown): { why: string } {
  if (error instanceof RowUnreadable) return { why: error.message };
  if (!(error instanceof ServiceError)) throw error;
  return { why: `${serviceName(error.facts.service)} did not answer: ${error.facts.problem}` };
}

async function liveBundles({ store }: Context): Promise<LiveBundle[]> {
  return store.transaction(async (tx) => {
    const found: LiveBundle[] = [];
    for (const { id, live } of await tx.surfaces.all()) {
      if (!id.startsWith('pointer:') || live.version === null) continue;
      const commit = (await tx.releases.get(live.version))?.commit ?? null;
      if (commit !== null) found.push({ version: live.version, commit });
    }
    return found;
  });
}

async function bundleOf({ scm, objects, settings }: Context, { version, commit }: LiveBundle) {
  const object = await objects.stat(`v${version}/${settings.cdn.loader}`);
  if (object === undefined) return { why: `the bucket lacks v${version}` };
  const file = ReleaseFile.safeParse(json(await scm.textFile('navi.release.json', commit))).data;
  if (file === undefined) return { why: `v${version} has no navi.release.json that names its budgets` };
  const budgets = Budgets.safeParse(json(await scm.textFile(file.budgets, commit))).data;
  const most = budgets?.[file.loader]?.bytes;
  if (most === undefined) return { why: `${file.budgets} of v${version} has no budget for ${file.loader}` };
  return { name: `v${version}`, bytes: object.size, most };
}

function json(text: string | undefined): unknown {
  if (text === undefined || text.length > LONGEST_FILE) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
