import type { Minutes } from '../../../domain/period.ts';
import { eachMinute, levelAt, type Sample, sampleOf } from '../../../domain/sample.ts';
import { defineSource, type SourceContext } from '../../../engine/define-source.ts';
import { type Breaks, breaksIn, MOST_DETAILS } from '../details.ts';
import { seriesName } from '../series.ts';

/** A criterion looks back so far. */
const WINDOW_MS = 30 * 24 * 3_600_000;

/** Issues with the label for a break that a customer reported. The clock begins with the label. */
export default defineSource({
  id: 'github-issues',
  everyMinutes: 5,
  lagMinutes: 1,
  reachMinutes: 23 * 60,
  right: 'Issues: read',
  read: async (context, minutes) => {
    const details = await readBreaks(context);
    return { samples: samplesOf(details, minutes), details };
  },
});

type Break = Breaks['breaks'][number];

/** What was once labelled stays, also when the label is taken away: that does not undo what a customer has said. */
async function readBreaks({ feedback, store, settings, clock }: SourceContext): Promise<Breaks> {
  const since = new Date(clock.now().getTime() - WINDOW_MS);
  const { label } = settings.monitoring.feedback;
  const known = await store.transaction(async (tx) =>
    breaksIn((await tx.sourceStates.lock('github-issues')).details),
  );
  const before = new Map((known?.breaks ?? []).map((one): [number, Break] => [one.number, one]));
  const { issues, isAtLeast } = await feedback.labelled({ label, since });
  for (const { number, isOpen, closedAt } of issues.slice(0, MOST_DETAILS)) {
    const reportedAt =
      before.get(number)?.reportedAt ??
      (await feedback.labellings({ number, label }))[0]?.at ??
      clock.now().toISOString();
    before.set(number, {
      number,
      reportedAt,
      closedAt: isOpen ? null : (closedAt ?? clock.now().toISOString()),
    });
  }
  const listed = new Set(issues.map(({ number }) => number));
  const breaks = [...before.values()]
    .map((one) =>
      listed.has(one.number) ? one : { ...one, closedAt: one.closedAt ?? clock.now().toISOString() },
    )
    .filter(({ reportedAt, closedAt }) => closedAt === null || Date.parse(reportedAt) >= since.getTime())
    .toSorted((one, other) => (one.reportedAt < other.reportedAt ? 1 : -1));
  return {
    is: 'breaks',
    breaks: breaks.slice(0, MOST_DETAILS),
    isAtLeast: isAtLeast || breaks.length > MOST_DETAILS,
  };
}

function samplesOf({ breaks, isAtLeast }: Breaks, minutes: Minutes): Sample[] {
  const last = new Date(minutes.to.getTime() - 1);
  const open = breaks.filter(({ closedAt }) => closedAt === null).length;
  const reported = eachMinute(minutes).map((minute) => {
    const count = breaks.filter(({ reportedAt }) => reportedAt.slice(0, 16) === minute.slice(0, 16)).length;
    return sampleOf(
      seriesName({ is: 'breaks', what: 'reported' }),
      new Date(minute),
      { is: 'count', count },
      isAtLeast,
    );
  });
  return [
    sampleOf(seriesName({ is: 'breaks', what: 'open' }), last, levelAt(last, open), isAtLeast),
    ...reported,
  ];
}
