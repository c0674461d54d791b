import type { Verdict } from '../gate.ts';
import type { PackageFacts, ReleaseFacts } from '../release-facts.ts';
import { satisfies, tagOf } from '../version.ts';

/** Every package can be read, and the loader's version is the one asked for ("What v1.2.0 is", DESIGN §4.2). */
export function versionsAreCommitted(facts: ReleaseFacts): Verdict[] {
  const gate = 'versions are committed';
  const missing = facts.packages
    .filter((one) => one.version === undefined)
    .map(
      (one): Verdict =>
        block(gate, { code: 'package-missing', package: one.name, file: `${one.dir}/package.json` }),
    );
  const loaders = facts.packages
    .filter((one) => one.ships === 'cdn' && one.version !== undefined && one.version !== facts.asked)
    .map(
      (one): Verdict =>
        block(gate, {
          code: 'loader-version-differs',
          loader: one.name,
          found: one.version ?? '?',
          version: facts.asked,
        }),
    );
  const found = [...missing, ...loaders];
  if (found.length > 0) return found;
  return [
    {
      gate,
      is: 'pass',
      evidence: facts.packages.map((one) => `${shortName(one)} ${one.version}`).join(', '),
    },
  ];
}

/** Every dependency between our own packages is satisfied by the versions in this very commit. */
export function dependenciesAgree(facts: ReleaseFacts): Verdict[] {
  const gate = 'internal dependencies agree';
  const versions = new Map(facts.packages.map((one) => [one.name, one.version]));
  const edges = facts.packages.flatMap((one) =>
    Object.entries(one.dependencies)
      .filter(([name]) => versions.has(name))
      .map(([name, wants]) => ({ package: one.name, dependency: name, wants, has: versions.get(name) })),
  );
  const wrong = edges.filter(({ has, wants }) => has === undefined || !satisfies(has, plainRange(wants)));
  if (wrong.length > 0)
    return wrong.map((edge) =>
      block(gate, { code: 'dependency-disagrees', ...edge, has: edge.has ?? 'nothing' }),
    );
  return [{ gate, is: 'pass', evidence: `${edges.length} dependencies between our packages` }];
}

/** navi-js can find the new loader: `CDN_VERSION_MAP` has `"1.2.0": "v1.2.0"` (seed, "CDN Version Map"). */
export function versionMapHasEntry(facts: ReleaseFacts, file: string): Verdict {
  const gate = 'CDN_VERSION_MAP has the entry';
  const entry = facts.versionMap?.[facts.asked];
  if (entry !== tagOf(facts.asked))
    return block(gate, { code: 'version-map-entry-missing', version: facts.asked, file });
  return { gate, is: 'pass', evidence: `"${facts.asked}": "${entry}"` };
}

/** pnpm and yarn write `workspace:^1.2.0`; the range behind it is what gets published. */
function plainRange(range: string): string {
  return range.startsWith('workspace:') ? range.slice('workspace:'.length) : range;
}

function shortName(one: PackageFacts): string {
  return one.name.slice(one.name.lastIndexOf('/') + 1);
}

function block(gate: string, reason: Extract<Verdict, { is: 'block' }>['reason']): Verdict {
  return { gate, is: 'block', reason };
}
