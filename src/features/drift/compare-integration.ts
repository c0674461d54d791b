import type { Reading } from '../../ports/edge.ts';
import type { Compared } from './finding.ts';

/** One step of what a customer's page does, and what each probe gave. */
export interface PageLoad {
  path: string;
  /** The script's bytes by Navi's record, in SRI form. */
  sha384: string;
  readings: readonly Reading[];
}

/** The types with which browsers run a script (WHATWG MIME Sniffing, "JavaScript MIME type"). */
const SCRIPT = /^(?:text|application)\/(?:x-)?(?:java|ecma)script\b/i;

/**
 * Whether a page of this origin would run what it was given: the pointer, then the pinned object that it leads to. Each
 * must be there with the recorded bytes, as a script, and for pages that verify its integrity. Bytes come first: a type that
 * is wrong on other bytes is no second finding. Pure.
 */
export function compareIntegration(loads: readonly PageLoad[], origin: string): Compared {
  const found = problemIn(loads, missing) ?? problemIn(loads, changed) ?? problemIn(loads, noScript);
  if (found !== undefined) return { ...found, is: 'differs', changedAt: null, adopts: null };
  const refused = problemIn(loads, (reading) => refusesPage(reading, origin));
  if (refused !== undefined)
    // A team without customers that verify the integrity may want it so.
    return { is: 'differs', what: refused.key, key: refused.key, changedAt: null, adopts: { is: 'noted' } };
  const isSeen = loads.every(({ readings }) => readings.some(({ is }) => is === 'bytes'));
  return isSeen ? { is: 'as-recorded', isVerified: true } : { is: 'unknown' };
}

/** What is wrong with an answer, in words behind a path; null for nothing. */
type Look = (reading: Reading, load: PageLoad) => string | null;

/** Probes that change one after the other are one finding: its key names none. */
function problemIn(loads: readonly PageLoad[], look: Look): { what: string; key: string } | undefined {
  for (const load of loads) {
    const wrong = load.readings.flatMap((reading) => {
      const problem = look(reading, load);
      return problem === null ? [] : [{ probe: reading.probe, problem }];
    });
    const [first] = wrong;
    if (first === undefined) continue;
    const key = `${load.path} ${first.problem}`;
    return { key, what: `${key} (${wrong.map(({ probe }) => probe).join(', ')})` };
  }
  return undefined;
}

const missing: Look = (reading) => (reading.is === 'missing' ? `is missing (${reading.status})` : null);

const changed: Look = (reading, { sha384 }) =>
  reading.is === 'bytes' && reading.sha384 !== sha384
    ? 'has other bytes than recorded: pages that verify its integrity do not run it'
    : null;

const noScript: Look = (reading) =>
  reading.is === 'bytes' && !SCRIPT.test(reading.contentType ?? '')
    ? `is served as ${reading.contentType ?? 'no type'}: browsers do not run it`
    : null;

function refusesPage(reading: Reading, origin: string): string | null {
  if (reading.is !== 'bytes') return null;
  const { allowsOrigin } = reading;
  if (allowsOrigin === '*' || allowsOrigin === origin) return null;
  return `has no Access-Control-Allow-Origin for customers’ pages (${allowsOrigin ?? 'not set'}): with an integrity they do not run it`;
}
