import type { Instrument, Instruments } from '../../domain/instruments.ts';
import { MINUTE_MS } from '../../domain/sample.ts';
import type { Health } from '../../domain/source-health.ts';
import type { Tx } from '../../ports/store.ts';
import type { SourceState } from '../../ports/tables/source-states.ts';
import { probesIn } from './details.ts';
import { sourceName, sourceTrouble } from './found/absent.ts';
import { seriesName } from './series.ts';

/** Sources that count loads by release. */
const REPORTS = ['datadog', 'sentry'] as const;
/** So recently a source must have seen what is live. */
const SEEN_MS = 60 * MINUTE_MS;

/** What would watch the next release of a line: read from the store, where each source's last answer is. */
export async function readInstruments(
  tx: Tx,
  { live, path, now }: { live: string | null; path: string; now: Date },
): Promise<Instruments> {
  const states = await tx.sourceStates.all();
  const sources: Instrument[] = [];
  for (const source of REPORTS) {
    const health = states.find((one) => one.source === source)?.health;
    if (health === undefined || !isSetUp(health)) continue;
    sources.push({
      name: sourceName(source),
      trouble: sourceTrouble(source, states),
      sawLiveAt: live === null ? null : await sawAt(tx, { source, version: live, now }),
    });
  }
  return { live, sources, probeTrouble: probeTrouble(states, path) };
}

/** A token without its right is set up, and does not work. */
function isSetUp(health: Health): boolean {
  return health.is === 'not-set-up' ? health.missing.is === 'right' : health.is !== 'not-read-yet';
}

async function sawAt(
  tx: Tx,
  { source, version, now }: { source: (typeof REPORTS)[number]; version: string; now: Date },
): Promise<string | null> {
  const range = { from: new Date(now.getTime() - SEEN_MS).toISOString(), to: now.toISOString() };
  const series = seriesName({ is: 'loads', source, version });
  const minutes = await tx.samples.read({ series, grain: 'minute' }, range);
  const seen = minutes.findLast(({ measure }) => measure.is === 'count' && measure.count > 0);
  return seen?.at ?? null;
}

function probeTrouble(states: readonly SourceState[], path: string): string | null {
  const trouble = sourceTrouble('probes', states);
  if (trouble !== null) return trouble;
  const details = states.find(({ source }) => source === 'probes')?.details ?? null;
  const silent = (probesIn(details)?.readings ?? []).filter(
    (one) => one.path === path && one.sha384 === null,
  );
  return silent.length === 0
    ? null
    : `${silent.map(({ probe }) => probe).join(', ')} gets nothing from ${path}`;
}
