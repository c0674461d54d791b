import { createHash } from 'node:crypto';
import type { Role } from './person.ts';
import type { Subject } from './subject.ts';

export const SIGN_OFF_IDS = [
  'contracts',
  'cross-origin',
  'integration',
  'documentation',
  'api-docs',
  'examples',
  'partner',
  'coordination',
] as const;
export type SignOffId = (typeof SIGN_OFF_IDS)[number];

/** What a person can sign before a release; the configuration says which of them are wanted, and by which role. */
export const SIGN_OFFS: Readonly<Record<SignOffId, string>> = {
  contracts: 'API contracts reviewed',
  'cross-origin': 'Cross-origin testing completed',
  integration: 'Integration tested',
  documentation: 'Documentation updated',
  'api-docs': 'API documentation updated',
  examples: 'Examples updated',
  partner: 'Tested by a partner customer',
  coordination: 'Breaking change coordinated',
};

/** A sign-off that a release of these kinds needs. */
export interface SignOff {
  id: SignOffId;
  role: Role;
  /** Folders and files of the repository; empty for all of it. */
  covers: readonly string[];
  for: readonly ('patch' | 'minor' | 'major')[];
}

/** One signature. */
export interface Signature {
  person: string;
  name: string;
  /** ISO. */
  at: string;
  commit: string;
  /** What it covers, as it was. */
  digest: string;
  evidence: string;
}

/** What a sign-off covers at the commit and in the live version, and who has signed it, the newest last. */
export interface SignOffFacts {
  id: SignOffId;
  /** Null where not all files could be listed. */
  now: string | null;
  /** Undefined where no version is live. */
  live: string | null | undefined;
  signatures: readonly Signature[];
}

/** The subject of the signatures for a version. */
export function checklistOf(version: string): Subject {
  return { kind: 'checklist', id: version };
}

/** Files of a commit: Git's name of each content, by path; null where not all could be listed. */
export type Files = Readonly<Record<string, string>> | null;

/** One text for what these paths hold: equal where nothing in them differs. Null where it is not known. */
export function digestOf(files: Files, covers: readonly string[]): string | null {
  if (files === null) return null;
  const isCovered = (path: string) =>
    covers.length === 0 || covers.some((one) => path === one || path.startsWith(`${one}/`));
  const lines = Object.keys(files)
    .filter(isCovered)
    .toSorted()
    .map((path) => `${files[path]} ${path}`);
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** Whether a sign-off is given. `carried` counts, because nothing that it covers has changed since `signature`. */
export type SignOffState =
  | { is: 'not-needed' }
  | { is: 'given' | 'carried'; signature: Signature }
  /** What it covers has changed since. */
  | { is: 'outdated'; signature: Signature }
  | { is: 'owed' }
  | { is: 'unknown' };

/** Decides it from the facts; a signature of a person without the role does not count. Pure. */
export function decideSignOff(
  { now, live, signatures }: SignOffFacts,
  { commit, holders }: { commit: string; holders: readonly string[] },
): SignOffState {
  const own = signatures.filter(({ person }) => holders.includes(person));
  const here = own.findLast((one) => one.commit === commit);
  if (here !== undefined) return { is: 'given', signature: here };
  if (now === null) return { is: 'unknown' };
  if (live === now) return { is: 'not-needed' };
  const same = own.findLast(({ digest }) => digest === now);
  if (same !== undefined) return { is: 'carried', signature: same };
  const last = own.at(-1);
  return last === undefined ? { is: 'owed' } : { is: 'outdated', signature: last };
}
