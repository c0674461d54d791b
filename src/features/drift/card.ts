import type { AlertCard } from '../../domain/message.ts';
import { surfaceName } from '../../domain/surface.ts';
import { answerLines, answerNote } from '../alerts/index.ts';
import type { DriftAlert } from './decide-drift.ts';
import { isIntegration, isStored, isVersionMap } from './looks.ts';
import { gitTagName } from './plans/put-back-content.ts';
import { makeTagAgain } from './tag-commands.ts';

/** The kind of the drift monitor's alerts. */
export const DRIFT = 'drift';

/** The changed thing's name for people. */
export function nameOfSubject({ kind, id }: DriftAlert['subject']): string {
  if (kind === 'git-tag') return gitTagName(id);
  if (kind === 'pinned-object') return `the pinned object of v${id}`;
  if (kind === 'integration') return `what a customer’s page gets of ${id}`;
  if (isVersionMap({ kind, id }))
    return `what the published package gives code that asks for the live version of ${id}`;
  return kind === 'npm-version' ? `${id} on npm` : surfaceName(id);
}

/** What is recorded, for people: of a tag the beginning of its commit. */
export function recordedText({ subject, finding }: DriftAlert): string {
  return subject.kind === 'git-tag' ? finding.recorded.slice(0, 7) : finding.recorded;
}

/** The alert's card; `asks` are Slack ids. Pure. */
export function driftCard(
  alert: DriftAlert,
  { asks, buttons }: Pick<AlertCard, 'asks' | 'buttons'>,
): AlertCard {
  const { id, state, finding, revision } = alert;
  const isOver = state.is === 'over';
  return {
    id,
    revision,
    isOver,
    headline: `${nameOfSubject(alert.subject)} ${isOver ? 'was' : 'is'} not as Navi recorded it`,
    lines: [
      `Found: ${finding.what}`,
      `Recorded: ${recordedText(alert)}`,
      whenText(alert),
      ...(isOver ? [] : answerLines(alert.answer)),
      state.is === 'over' ? overText(state) : nextText(alert),
    ],
    asks: isOver ? [] : asks,
    buttons,
  };
}

/** Whether Navi can restore the record: a surface, or a tag whose object it made. */
export function canBePutBack({ subject, finding }: DriftAlert): boolean {
  return subject.kind === 'surface' || finding.tagObject !== undefined;
}

/** The alert in a list at a terminal, with its commands. */
export function driftLines(alert: DriftAlert, now: string): string[] {
  const { id, subject, finding } = alert;
  const words = [
    ...(canBePutBack(alert) ? [`npx navi put-back ${id}`] : []),
    ...(finding.adopts === null ? [] : [`npx navi adopt ${id} "…"`]),
  ];
  return [
    `${id}: ${nameOfSubject(subject)} since ${alert.since}: ${finding.what}; recorded: ${recordedText(alert)}${answerNote(alert, now)}`,
    words.length === 0 ? nextText(alert) : `In Slack use its card; at a terminal: ${words.join(' or ')}`,
  ];
}

function whenText({ subject, since, finding: { changedAt } }: DriftAlert): string {
  const seen = `First seen at ${since}`;
  if (changedAt !== null)
    return `${seen}; written at ${changedAt}. Google Cloud Storage does not say who wrote it.`;
  if (subject.kind === 'git-tag') return `${seen}. GitHub does not say when or by whom a tag was moved.`;
  return subject.id.startsWith('npm:') ? `${seen}. npm does not say when or by whom.` : `${seen}.`;
}

function nextText(alert: DriftAlert): string {
  const { subject, finding } = alert;
  if (isVersionMap(subject)) return MAP_NEXT;
  if (isIntegration(subject)) return integrationNext(alert);
  if (isStored(subject)) return storedNext(alert);
  if (!canBePutBack(alert))
    return `Navi did not make this tag and cannot restore it. In a clone: ${makeTagAgain(subject.id, finding.recorded)}`;
  return finding.adopts === null
    ? 'Put back restores what was recorded.'
    : 'Put back restores what was recorded; Adopt records what was found.';
}

/** Navi writes neither pinned objects nor published versions a second time. */
function storedNext({ subject, finding }: DriftAlert): string {
  const why = 'Customers pin it, and rollbacks need it.';
  if (finding.adopts !== null) return `${why} Adopt records that it is right so; Navi writes nothing.`;
  return subject.kind === 'npm-version'
    ? `${why} Navi cannot restore it: quarantine the version, and ask npm what has happened.`
    : `${why} Restore it from the bucket’s object versions, and find out who wrote it; until then quarantine v${subject.id}.`;
}

/** A published version never changes. */
const MAP_NEXT =
  'A published version cannot be changed: release a patch version whose map is right, or roll back with /navi rollback.';

/** Navi looked from outside: what is behind it is at the CDN or in the bucket. */
function integrationNext({ finding }: DriftAlert): string {
  return finding.adopts === null
    ? 'Compare with the bucket: /navi drift and /navi doctor pinned. If the bucket is right, purge the path in the CDN.'
    : 'Allow every origin in the bucket’s CORS configuration, then purge both paths; or Adopt, if no customer verifies an integrity.';
}

function overText({ at, how, by }: Extract<DriftAlert['state'], { is: 'over' }>): string {
  return by === null ? `Over since ${at}: ${how}.` : `Over since ${at}: ${how} (${by}).`;
}
