import type { Failure, Health, Missing, Reading } from '../../domain/source-health.ts';

/** So many failed reads in a row are not chance. A failure that does not pass by itself is believed at once. */
const BELIEVED = 3;
const LASTING: ReadonlySet<Failure['is']> = new Set(['unauthorized', 'forbidden', 'not-found', 'silent']);

/** The health after one more reading. One that is not newer than the last changes nothing: replicas read in parallel. */
export function decideHealth(health: Health, reading: Reading): Health {
  if (health.is !== 'not-read-yet' && reading.at <= health.readAt) return health;
  const { at } = reading;
  if (reading.is === 'answered') {
    const since = health.is === 'working' ? health.since : at;
    return { is: 'working', since, workedAt: at, readAt: at, misses: null };
  }
  const workedAt = health.is === 'not-read-yet' ? null : health.workedAt;
  if (reading.is === 'not-configured')
    return { is: 'not-set-up', workedAt, readAt: at, missing: { is: 'setting', name: reading.setting } };
  const { failure } = reading;
  // One that has worked has lost its right: it is broken, and was set up.
  if (failure.is === 'forbidden' && workedAt === null)
    return { is: 'not-set-up', workedAt, readAt: at, missing: { is: 'right', name: failure.right } };
  if (health.is === 'broken') return { ...health, readAt: at, failure };
  if (health.is !== 'working') return { is: 'broken', since: at, workedAt, readAt: at, failure };
  const misses = { count: (health.misses?.count ?? 0) + 1, since: health.misses?.since ?? at, failure };
  if (misses.count < BELIEVED && !LASTING.has(failure.is)) return { ...health, readAt: at, misses };
  return { is: 'broken', since: misses.since, workedAt, readAt: at, failure };
}

/** A service that says when to come again is believed up to here. */
const LONGEST_PAUSE_MS = 60 * 60_000;

/** Whether the source may be read: not before the time that it has named. */
export function mayRead(health: Health, now: Date): boolean {
  const failure = failureOf(health);
  if (health.is === 'not-read-yet' || failure?.is !== 'rate-limited' || failure.until === null) return true;
  const until = Math.min(Date.parse(failure.until), Date.parse(health.readAt) + LONGEST_PAUSE_MS);
  return Number.isNaN(until) || now.getTime() >= until;
}

function failureOf(health: Health): Failure | null {
  if (health.is === 'broken') return health.failure;
  return health.is === 'working' ? (health.misses?.failure ?? null) : null;
}

/** Below this much traffic it is no wonder that a source has seen nothing. */
const TRAFFIC = 100;

/**
 * Dead data: a source that counted nothing while another one counted at least 100 in the same time is silent. Null where
 * it is not, or where one of both was not measured.
 */
export function silenceOf(
  counted: number | null,
  other: { name: string; counted: number | null },
): Failure | null {
  const isSilent = counted === 0 && other.counted !== null && other.counted >= TRAFFIC;
  return isSilent ? { is: 'silent', seenBy: other.name } : null;
}

/** A source's health for people. */
export interface HealthReport {
  is: 'working' | 'broken' | 'not set up' | 'not read yet';
  since: string | null;
  why: string | null;
  /** What to do; null where only waiting helps. */
  fix: string | null;
}

export function reportOf(health: Health): HealthReport {
  switch (health.is) {
    case 'not-read-yet':
      return { is: 'not read yet', since: null, why: null, fix: null };
    case 'working':
      return { is: 'working', since: health.since, why: null, fix: null };
    case 'broken':
      return { is: 'broken', since: health.since, ...explained(health.failure) };
    case 'not-set-up':
      return { is: 'not set up', since: null, ...missingExplained(health.missing) };
  }
}

function missingExplained({ is, name }: Missing): Pick<HealthReport, 'why' | 'fix'> {
  return is === 'setting'
    ? { why: `${name} is not set`, fix: `Set ${name}` }
    : { why: `its account lacks the right ${name}`, fix: `Grant its account the right ${name}` };
}

function explained(failure: Failure): Pick<HealthReport, 'why' | 'fix'> {
  switch (failure.is) {
    case 'unauthorized':
      return { why: 'it does not accept the token (401)', fix: 'Replace the token' };
    case 'forbidden':
      return missingExplained({ is: 'right', name: failure.right });
    case 'not-found':
      return {
        why: 'it does not know the project (404)',
        fix: 'Correct the project’s name, or give the account access to it',
      };
    case 'rate-limited':
      return { why: 'it has had too many requests (429)', fix: null };
    case 'server-error':
      return failure.status < 500
        ? {
            why: `it does not accept the question (${failure.status})`,
            fix: 'Check its settings and its address',
          }
        : { why: `it has an error of its own (${failure.status})`, fix: null };
    case 'no-answer':
      return { why: 'it does not answer', fix: 'Look whether Navi can reach its address' };
    case 'unreadable':
      return { why: 'its answer is cut off or has another form', fix: 'Check its address' };
    case 'silent':
      return {
        why: `it reports nothing while ${failure.seenBy} sees traffic`,
        fix: 'Check that the script still reports',
      };
  }
}
