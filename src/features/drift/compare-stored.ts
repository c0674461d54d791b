import { headerDifferences, type ServedHeaders } from '../../domain/object-headers.ts';
import type { PublishedVersion } from '../../ports/registry.ts';
import type { Compared } from './finding.ts';
import type { NpmRecord, PinnedRecord } from './stored-record.ts';

/** A pinned object as the bucket has it; null where it has none. */
export type PinnedFound = { sha384: string; headers: ServedHeaders; updatedAt: string } | null;

/** What a deprecation message may have of other people's text. */
const LONGEST_MESSAGE = 200;

/** A pinned object: customers load it by its hash, so that other bytes are never right. Pure. */
export function comparePinned(found: PinnedFound, { path, sha384, headers }: PinnedRecord): Compared {
  if (found === null) return differs(`${path} is missing`);
  if (found.sha384 !== sha384)
    return {
      ...differs(`${path} has other content (${found.sha384.slice(0, 15)}…)`),
      changedAt: found.updatedAt,
    };
  const wrong = headers === null ? [] : headerDifferences(found.headers, headers);
  if (wrong.length === 0) return { is: 'as-recorded', isVerified: true };
  return { ...differs(`${path}: ${wrong.join(', ')}`, { is: 'noted' }), changedAt: found.updatedAt };
}

/** A version of a package: its tarball never changes, and who deprecates it tells customers not to use it. Pure. */
export function compareNpm(
  found: PublishedVersion | undefined,
  { name, version, integrity, isDeprecated }: NpmRecord,
): Compared {
  const what = `${name}@${version}`;
  if (found === undefined) return differs(`${what} is not on npm`);
  if (found.integrity !== integrity)
    return differs(`${what} has the integrity ${found.integrity.slice(0, 19)}…`);
  const message = found.deprecated;
  if (message !== undefined && !isDeprecated)
    return differs(`${what} is deprecated: “${message.slice(0, LONGEST_MESSAGE)}”`, { is: 'noted' });
  return message === undefined && isDeprecated
    ? differs(`${what} is not deprecated any more`, { is: 'noted' })
    : { is: 'as-recorded', isVerified: true };
}

/** The bytes that a customer installs; null where the registry has none. Pure. */
export function compareTarball(
  found: { integrity: string } | null,
  { name, version, integrity }: NpmRecord,
): Compared {
  const what = `the tarball of ${name}@${version}`;
  if (found === null) return differs(`${what} is missing`);
  return found.integrity === integrity
    ? { is: 'as-recorded', isVerified: true }
    : differs(`${what} has other content (${found.integrity.slice(0, 19)}…)`);
}

function differs(what: string, adopts: { is: 'noted' } | null = null): Compared & { is: 'differs' } {
  return { is: 'differs', what, key: what, changedAt: null, adopts };
}
