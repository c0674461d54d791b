/** How customers came to be safe: when, on how many probes, and until when a browser may hold the old script (ISO). */
export interface Safety {
  at: string;
  seconds: number;
  clean: number;
  browsersUntil: string | null;
}
