import type { EmergencyKind } from '../../domain/emergency.ts';
import type { Person } from '../../domain/person.ts';
import type { PackageSetting, Settings } from '../../domain/settings.ts';

/** What a source says that may begin an emergency. */
export interface Report {
  /** Unique for ever, such as `label:security:12` or `advisory:GHSA-…`. */
  source: string;
  kind: EmergencyKind;
  title: string;
  issue: number | null;
  /** When its clock begins (ISO): the first label by a person of the roster, or the alert's own time. */
  since: string;
  /** Who or what reported it, for people. */
  by: string;
}

/** What follows for the reports of one source. `known`: what its first read had; null before that. */
export type ReportStep =
  | { is: 'baseline'; reports: readonly Report[] }
  | { is: 'declare'; reports: readonly Report[] };

/** A first read lists what is there and begins nothing; later ones begin what is neither listed nor begun. Pure. */
export function decideReports(
  reports: readonly Report[],
  { known, begun }: { known: ReadonlySet<string> | null; begun: ReadonlySet<string> },
): ReportStep {
  if (known === null) return { is: 'baseline', reports };
  return {
    is: 'declare',
    reports: reports.filter(({ source }) => !known.has(source) && !begun.has(source)),
  };
}

interface Labelled {
  kind: EmergencyKind;
  number: number;
  /** When the label was set (ISO), and by which login; the oldest first. */
  labellings: readonly { at: string; by: string | null }[];
}

/** The report of a label; null where no person of the roster has set it. A later label does not begin again. Pure. */
export function labelReport(
  { kind, number, labellings }: Labelled,
  people: readonly Person[],
): Report | null {
  for (const { at, by } of labellings) {
    const person = people.find(({ github }) => by !== null && github?.toLowerCase() === by.toLowerCase());
    if (person === undefined) continue;
    const source = labelSource(kind, number);
    return { source, kind, title: `Issue #${number}`, issue: number, since: at, by: person.name };
  }
  return null;
}

/** The name of a label's report. */
export function labelSource(kind: EmergencyKind, number: number): string {
  return `label:${kind}:${number}`;
}

/** What is known of a Dependabot alert. Times are ISO. */
interface Vulnerability {
  number: number;
  package: string;
  advisory: string;
  severity: 'critical' | 'high';
  manifest: string;
  openedAt: string;
  fixedAt: string | null;
  dismissedAt: string | null;
}

/** One report for each advisory with an open alert of a configured severity, in what customers load. Pure. */
export function advisoryReports(
  alerts: readonly Vulnerability[],
  { packages, emergencies }: Pick<Settings, 'packages' | 'emergencies'>,
): Report[] {
  const reports = new Map<string, Report>();
  const oldestFirst = alerts.toSorted((one, other) => one.openedAt.localeCompare(other.openedAt));
  for (const alert of oldestFirst) {
    const { advisory, severity, manifest, fixedAt, dismissedAt, package: name, number, openedAt } = alert;
    const isOpen = fixedAt === null && dismissedAt === null;
    if (!isOpen || !emergencies.severities.includes(severity) || !isReleased(manifest, packages)) continue;
    const source = `advisory:${advisory}`;
    if (reports.has(source)) continue;
    reports.set(source, {
      ...{ source, kind: 'security', issue: null, since: openedAt },
      title: `${advisory} in ${name} (${severity})`,
      by: `Dependabot alert ${number}`,
    });
  }
  return [...reports.values()];
}

/** Whether a released package, or the whole repository, names the dependency in this file. */
function isReleased(manifest: string, packages: readonly PackageSetting[]): boolean {
  if (!manifest.includes('/')) return true;
  return packages.some(({ dir, ships }) => ships !== 'none' && manifest.startsWith(`${dir}/`));
}
