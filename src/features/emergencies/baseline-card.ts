import { z } from 'zod';
import { counted } from '../../domain/figures.ts';
import type { JournalRow } from '../../domain/journal.ts';
import { defineCard } from '../../engine/define-card.ts';
import { EMERGENCIES } from './read-emergencies.ts';

/** The id of the one card of everything that was there before Navi read a source. */
export const BASELINE_CARD = 'emergency-baseline';

/** What a source's first read had; rows of older versions list no reports. */
const Baseline = z.object({
  of: z.string(),
  known: z.array(z.string()),
  reports: z.array(z.object({ title: z.string(), since: z.string(), by: z.string() })).default([]),
});
type Baseline = z.infer<typeof Baseline>;

/** The baseline that a row saves; undefined for other rows. */
export function baselineIn({ event, details }: JournalRow): Baseline | undefined {
  return event === 'emergency-baseline' ? Baseline.safeParse(details).data : undefined;
}

/** One card for all sources, from authentic rows. A source that is read later is added to it. */
export const baselineCard = defineCard({
  kind: 'alert',
  read: async (tx, id) => {
    if (id !== BASELINE_CARD) return undefined;
    const rows = await tx.journal.of(EMERGENCIES);
    const baselines = rows.flatMap(({ row, authentic }) => (authentic ? (baselineIn(row) ?? []) : []));
    return baselines.some(({ reports }) => reports.length > 0) ? baselines : undefined;
  },
  compose: (baselines, { settings }) => {
    const reports = baselines
      .flatMap((one) => one.reports)
      .toSorted((one, other) => one.since.localeCompare(other.since));
    const { labels } = settings.emergencies;
    return {
      is: 'alert',
      alert: {
        ...{
          id: BASELINE_CARD,
          revision: baselines.length,
          isOver: false,
          tone: 'watch',
          asks: [],
          buttons: [],
        },
        headline: `${counted(reports.length, 'report')} from before Navi looked: no clock runs`,
        lines: [
          ...reports.map(({ title, since, by }) => `${title}, since ${since}, by ${by}`),
          `Later ones declare an emergency: the labels ${Object.values(labels).join(', ')}, and Dependabot`,
          'Declare what is an emergency: /navi emergency security|critical|blocking "title" --issue 12',
        ],
      },
    };
  },
});
