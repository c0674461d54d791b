import { EMERGENCY_KINDS, type EmergencyKind } from '../../domain/emergency.ts';
import { enqueueAlertCard } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Tx } from '../../ports/store.ts';
import { BASELINE_CARD, baselineIn } from './baseline-card.ts';
import { advisoryReports, decideReports, labelReport, labelSource, type Report } from './decide-reports.ts';
import { declare } from './declare.ts';
import { EMERGENCIES } from './read-emergencies.ts';

const DAY_MS = 86_400_000;
/** Open ones are listed however old they are. */
const WINDOW_MS = 30 * DAY_MS;
/** A timeline is read for each label that is not known yet: so many a look at most, after the first one. */
const MOST_TIMELINES = 20;

/** Reads the labels and Dependabot's alerts, and declares the emergencies that they are. */
export async function watchReports(context: Context): Promise<void> {
  for (const kind of EMERGENCY_KINDS)
    await onSource(context, `label:${kind}`, (known) => readLabels(context, kind, known));
  if (context.settings.emergencies.severities.length > 0)
    await onSource(context, 'dependabot', () => readAdvisories(context));
}

/** What the journal knows of a source: what its first read had, and what has begun an emergency. */
interface Known {
  known: ReadonlySet<string> | null;
  begun: ReadonlySet<string>;
}

/** A source that does not answer has no first read, and begins nothing. */
async function onSource(
  context: Context,
  of: string,
  read: (known: Known) => Promise<readonly Report[] | null>,
): Promise<void> {
  try {
    const reports = await read(await context.store.transaction((tx) => readKnown(tx, of)));
    if (reports === null) return;
    await context.store.transaction(async (tx) => {
      const step = decideReports(reports, await readKnown(tx, of));
      if (step.is === 'baseline') await saveBaseline(tx, context, { of, reports: step.reports });
      else
        for (const report of step.reports)
          await declare(tx, context, { ...report, bad: null, actor: { is: 'navi' } });
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    context.telemetry.warn('a source of emergencies could not be read', {
      source: of,
      problem: error.facts.problem,
    });
  }
}

async function readKnown(tx: Tx, of: string): Promise<Known> {
  const rows = (await tx.journal.of(EMERGENCIES)).flatMap(({ row, authentic }) => (authentic ? [row] : []));
  const baseline = rows.flatMap((row) => baselineIn(row) ?? []).find((one) => one.of === of);
  const begun = rows.flatMap(({ event, details: { source } }) =>
    event === 'emergency-declared' && typeof source === 'string' ? [source] : [],
  );
  return { known: baseline === undefined ? null : new Set(baseline.known), begun: new Set(begun) };
}

async function readLabels(
  { feedback, clock, settings }: Context,
  kind: EmergencyKind,
  { known, begun }: Known,
): Promise<Report[]> {
  const label = settings.emergencies.labels[kind];
  const since = new Date(clock.now().getTime() - WINDOW_MS);
  const { issues } = await feedback.labelled({ label, since });
  const isNew = (number: number) => {
    const source = labelSource(kind, number);
    return known?.has(source) !== true && !begun.has(source);
  };
  // The first read lists all of them.
  const most = known === null ? issues.length : MOST_TIMELINES;
  const fresh = issues.filter(({ isOpen, number }) => isOpen && isNew(number)).slice(0, most);
  const reports: Report[] = [];
  for (const { number } of fresh) {
    const labellings = await feedback.labellings({ number, label });
    const report = labelReport({ kind, number, labellings }, settings.people);
    if (report !== null) reports.push(report);
  }
  return reports;
}

/** Null where the repository has Dependabot's alerts off. */
async function readAdvisories({ feedback, clock, settings }: Context): Promise<Report[] | null> {
  const since = new Date(clock.now().getTime() - WINDOW_MS);
  const found = await feedback.vulnerabilities({ since });
  return found === undefined ? null : advisoryReports(found.alerts, settings);
}

/** What is there already is listed on one card, with its dates, and begins no clock. */
async function saveBaseline(
  tx: Tx,
  context: Context,
  { of, reports }: { of: string; reports: readonly Report[] },
): Promise<void> {
  tx.journal.append({
    ...{ subject: EMERGENCIES, event: 'emergency-baseline', actor: { is: 'navi' }, planHash: null },
    details: {
      ...{ of, known: reports.map(({ source }) => source) },
      reports: reports.map(({ title, since, by }) => ({ title, since, by })),
    },
  });
  if (reports.length === 0) return;
  await enqueueAlertCard(tx, context, { id: BASELINE_CARD, at: context.clock.now().toISOString() });
}
