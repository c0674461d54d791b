import type { Health, SourceId } from '../../domain/source-health.ts';
import type { Source } from '../../engine/define-source.ts';
import { decideWindow } from './decide-window.ts';

/** So many minutes behind a source is read on the next look, and a summary misses little. */
const LITTLE = 15;

/**
 * The sources that work and still tell of a time that Navi has not read: after it was away, or after a jump of the clock.
 * One that does not answer is not waited for. Pure.
 */
export function decideBehind(
  sources: readonly Pick<Source, 'id' | 'everyMinutes' | 'lagMinutes' | 'reachMinutes'>[],
  states: readonly { source: SourceId; health: Health; readTo: string | null }[],
  now: Date,
): SourceId[] {
  return sources.flatMap((source) => {
    const state = states.find((one) => one.source === source.id);
    if (state?.health.is !== 'working' || state.readTo === null || source.reachMinutes === 0) return [];
    const window = decideWindow(source, state.readTo, now);
    const isFar = window !== null && (now.getTime() - Date.parse(state.readTo)) / 60_000 > limitOf(source);
    return isFar ? [source.id] : [];
  });
}

function limitOf({ everyMinutes, lagMinutes }: Pick<Source, 'everyMinutes' | 'lagMinutes'>): number {
  return everyMinutes + lagMinutes + LITTLE;
}
