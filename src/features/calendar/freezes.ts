import type { FreezePeriod, FreezeRule, Span } from '../../domain/freeze.ts';
import { FREEZES, setFreezes } from '../../domain/set-freeze.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';

type Reading = Pick<Context, 'settings' | 'clock'>;

const DAY_MS = 86_400_000;
/** How far dates are known, and windows of the week: each of their days takes time to compute. */
const DAYS_AHEAD = { dates: 370, windows: 35 };

/** The freezes that people set and that were not lifted. Only the journal decides. */
export async function setFreezesIn(tx: Tx): Promise<FreezePeriod[]> {
  const rows = await tx.journal.of(FREEZES);
  return setFreezes(rows.flatMap(({ row, authentic }) => (authentic ? [row] : [])));
}

/** The configured freezes from now on. The time zones' library is loaded only where something is configured. */
export async function configuredFreezes({ settings, clock }: Reading): Promise<FreezePeriod[]> {
  if (settings.freezes.length === 0) return [];
  const { periodsOf } = await import('../../domain/freeze-periods.ts');
  const of = (kind: FreezeRule['is']) => settings.freezes.filter((rule) => rule.is === kind);
  const now = clock.now();
  return [
    ...periodsOf(of('window'), ahead(now, DAYS_AHEAD.windows)),
    ...periodsOf(of('dates'), ahead(now, DAYS_AHEAD.dates)),
  ];
}

/** The working hours from now on; null where none are configured. */
export async function workingHours({ settings, clock }: Reading): Promise<Span[] | null> {
  if (settings.workingHours === null) return null;
  const { windowSpans } = await import('../../domain/freeze-periods.ts');
  return windowSpans(settings.workingHours, ahead(clock.now(), DAYS_AHEAD.windows));
}

/** All freezes from now on. */
export async function readFreezes(context: Reading & Pick<Context, 'store'>): Promise<FreezePeriod[]> {
  const configured = await configuredFreezes(context);
  return [...configured, ...(await context.store.transaction(setFreezesIn))];
}

function ahead(now: Date, days: number): Span {
  return { from: now.toISOString(), until: new Date(now.getTime() + days * DAY_MS).toISOString() };
}
