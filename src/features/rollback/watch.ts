import type { Operation } from '../../domain/operation.ts';
import { surfacesOf } from '../../domain/plan.ts';
import { announce } from '../../flow/steps/announce.ts';
import { watchSurfaces } from '../../flow/steps/watch-surfaces.ts';

/** Whether a rollback has restored and verified everything and announced it: at most its watch remains. */
export function isGivenBack(operation: Operation): boolean {
  return operation.kind === 'rollback' && announce.isDoneIn(operation);
}

/** Whether its card offers what people do after a rollback. */
export function offersNext(operation: Operation): boolean {
  return isGivenBack(operation) && operation.state.is !== 'stopped';
}

/**
 * Whether a rollback only watches for late writes, and nothing was amiss so far: then it gives way to a release, which
 * may take its surfaces (decision 0007). One that has raised an alarm stays in the way until somebody looked.
 */
export function givesWay(operation: Operation): boolean {
  return isGivenBack(operation) && operation.state.is === 'running';
}

/** Whether this rollback watches something that the release moves: the release's writes would look like drift. */
export function watchesWhatMoves(rollback: Operation, release: Operation, liveTag: string): boolean {
  const moved = surfacesOf(release.plan.content, liveTag);
  return isGivenBack(rollback) && surfacesOf(rollback.plan.content, liveTag).some((id) => moved.includes(id));
}

/** When the watch of a rollback ends, ISO; null before it starts. */
export function watchEnd(operation: Operation): string | null {
  const [watch] = watchSurfaces.in(operation.plan.content.steps);
  const state = watchSurfaces.stateIn(operation);
  if (watch === undefined || state === undefined || state.is === 'waiting') return null;
  return new Date(Date.parse(state.begunAt) + watch.params.forMs).toISOString();
}
