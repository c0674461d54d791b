import type { AlertCard } from '../../domain/message.ts';
import { surfaceName } from '../../domain/surface.ts';
import type { DriftAlert } from './decide-drift.ts';
import { gitTagName } from './plans/put-back-content.ts';
import { makeTagAgain } from './tag-commands.ts';

/** The kind of the drift monitor's alerts. */
export const DRIFT = 'drift';

/** The changed thing's name for people. */
export function nameOfSubject({ kind, id }: DriftAlert['subject']): string {
  return kind === 'git-tag' ? gitTagName(id) : surfaceName(id);
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
      `Recorded: ${finding.recorded}`,
      whenText(alert),
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
export function driftLines(alert: DriftAlert): string[] {
  const { id, subject, finding } = alert;
  const words = [
    ...(canBePutBack(alert) ? [`npx navi put-back ${id}`] : []),
    ...(finding.adopts === null ? [] : [`npx navi adopt ${id} "…"`]),
  ];
  return [
    `${id}: ${nameOfSubject(subject)} since ${alert.since}: ${finding.what}; recorded: ${finding.recorded}`,
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
  if (!canBePutBack(alert))
    return `Navi did not make this tag and cannot restore it. In a clone: ${makeTagAgain(subject.id, finding.recorded)}`;
  return finding.adopts === null
    ? 'Put back restores what was recorded.'
    : 'Put back restores what was recorded; Adopt records what was found.';
}

function overText({ at, how, by }: Extract<DriftAlert['state'], { is: 'over' }>): string {
  return by === null ? `Over since ${at}: ${how}.` : `Over since ${at}: ${how} (${by}).`;
}
