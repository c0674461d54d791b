import type { Figure } from './figures.ts';

/** How thorough a run is: `quick` is for seeing that the bench works, its figures mean little. */
export interface Thoroughness {
  quick: boolean;
  /** How many times, for measures that can be asked for more or fewer; undefined is the measure's own number. */
  count?: number | undefined;
  /** Reports progress to a waiting person. */
  say(what: string): void;
}

/** One thing that is measured, by the name it has on the command line. */
export interface Measure {
  name: string;
  summary: string;
  run(how: Thoroughness): Promise<Figure[]>;
}
