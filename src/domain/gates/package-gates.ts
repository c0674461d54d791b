import type { Verdict } from '../gate.ts';
import type { PackageFacts, ReleaseFacts } from '../release-facts.ts';
import { tagOf } from '../version.ts';

/** Every package can be read, and the loader's version is the one asked for ("What v1.2.0 is"). */
export function versionsAreCommitted(facts: ReleaseFacts): Verdict[] {
  const gate = 'versions are committed';
  const missing = facts.packages
    .filter((one) => one.file === undefined)
    .map(
      (one): Verdict =>
        block(gate, { code: 'package-missing', package: one.name, file: `${one.dir}/package.json` }),
    );
  const loaders = facts.packages
    .filter((one) => one.ships === 'cdn' && one.file !== undefined && one.file.version !== facts.asked)
    .map(
      (one): Verdict =>
        block(gate, {
          code: 'loader-version-differs',
          loader: one.name,
          found: one.file?.version ?? '?',
          released: facts.everLive?.includes(one.file?.version ?? '') ?? false,
          version: facts.asked,
        }),
    );
  const found = [...missing, ...loaders];
  if (found.length > 0) return found;
  return [
    {
      gate,
      is: 'pass',
      evidence: facts.packages.map((one) => `${shortName(one)} ${one.file?.version}`).join(', '),
    },
  ];
}

/** navi-js can find the new loader: `CDN_VERSION_MAP` has `"1.2.0": "v1.2.0"` (seed, "CDN Version Map"). */
export function versionMapHasEntry(facts: ReleaseFacts, file: string): Verdict {
  const gate = 'CDN_VERSION_MAP has the entry';
  const entry = facts.versionMap?.[facts.asked];
  if (entry !== tagOf(facts.asked))
    return block(gate, { code: 'version-map-entry-missing', version: facts.asked, file });
  return { gate, is: 'pass', evidence: `"${facts.asked}": "${entry}"` };
}

function shortName(one: PackageFacts): string {
  return one.name.slice(one.name.lastIndexOf('/') + 1);
}

function block(gate: string, reason: Extract<Verdict, { is: 'block' }>['reason']): Verdict {
  return { gate, is: 'block', reason };
}
