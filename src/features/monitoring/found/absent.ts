import { SOURCE_NAMES, type SourceId } from '../../../domain/source-health.ts';
import type { SourceState } from '../../../ports/tables/source-states.ts';
import { reportOf } from '../decide-health.ts';
import type { Found } from '../decide-verdict.ts';

export function sourceName(id: SourceId): string {
  return SOURCE_NAMES[id];
}

type States = readonly SourceState[];

/** What is wrong with a source, and what to do; null where it works. */
export function sourceTrouble(id: SourceId, states: States): string | null {
  const state = states.find(({ source }) => source === id);
  const report = reportOf(state?.health ?? { is: 'not-read-yet' });
  if (report.is === 'working') return null;
  const since = report.since === null ? '' : ` since ${report.since}`;
  const why = report.why === null ? '' : `: ${report.why}`;
  const fix = report.fix === null ? '' : `. ${report.fix}`;
  const how = report.is === 'not read yet' ? 'has not been read yet' : `is ${report.is}`;
  return `${sourceName(id)} ${how}${since}${why}${fix}`;
}

/** Nothing of the window is known: because of the source, or because nothing happened. */
export function absentBecause(id: SourceId, states: States): Found {
  const why = sourceTrouble(id, states) ?? `${sourceName(id)} has measured nothing in this time`;
  return { is: 'absent', why };
}
