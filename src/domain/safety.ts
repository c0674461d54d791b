/**
 * When customers were safe: the time, the number of probes, and until when browsers may keep the old script (ISO).
 */
export interface Safety {
  at: string;
  seconds: number;
  clean: number;
  browsersUntil: string | null;
}
