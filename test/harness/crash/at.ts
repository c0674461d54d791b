import { type Everywhere, type Hits, hitAt } from './everywhere.ts';
import type { Instant } from './instants.ts';
import { type Play, play } from './play.ts';
import { everywhere } from './reported.ts';
import { playInTurns } from './stand-still.ts';

/** What is played, on which store, in which worlds. */
type Where = Omit<Hits, 'playWith'>;
/** So many processes share the store. */
interface Paused extends Where {
  processes: number;
}
/** Which instants of a run. */
type Every = Pick<Everywhere, 'always' | 'every' | 'part'>;

/** In one play Navi is killed (`kill -9`) and started again at each of these instants: all is as if it had lived on. */
export function crashAt(where: Where, instants: readonly Instant[]): Promise<void> {
  return hitAt({ ...where, playWith: play }, instants);
}

/** In one play the process that comes to an instant stands still (SIGSTOP) past its lease, and goes on. */
export function pauseAt({ processes, ...where }: Paused, instants: readonly Instant[]): Promise<void> {
  return hitAt({ ...where, playWith: inTurns(processes) }, instants);
}

/** The same at the instants of a whole run, over several plays. */
export function crashEverywhere(what: string, where: Where & Every): Promise<void> {
  return everywhere(what, { ...where, playWith: play });
}

export function pauseEverywhere(what: string, { processes, ...where }: Paused & Every): Promise<void> {
  return everywhere(what, { ...where, playWith: inTurns(processes) });
}

function inTurns(processes: number) {
  return (what: Play) => playInTurns(processes, what);
}
