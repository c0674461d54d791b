import { readFileSync } from 'node:fs';

/**
 * Loaded before Navi: its wall clock runs beside the machine's by so many milliseconds as a file says
 * (`NAVI_ATTACK_CLOCK`), as when someone sets the clock. The monotonic one is left alone.
 */
const file = process.env['NAVI_ATTACK_CLOCK'] ?? '';
const LOOK_MS = 100;
const True = globalThis.Date;
let offset = 0;

function look(): void {
  try {
    offset = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // It is being written.
  }
}

class Shifted extends True {
  constructor(...given: unknown[]) {
    // @ts-expect-error The arguments are those of the constructor that is replaced.
    super(...(given.length === 0 ? [True.now() + offset] : given));
  }

  static override now(): number {
    return True.now() + offset;
  }
}

look();
setInterval(look, LOOK_MS).unref();
// @ts-expect-error A Date that is called as a function is used by no one.
globalThis.Date = Shifted;
