import { block, defineGate, type Finding } from '../../../domain/gate.ts';
import type { PackageFacts } from '../../../domain/release-facts.ts';

/** Every package can be read, and the loader's version is the requested one ("What v1.2.0 is"). */
export const versionsAreCommitted = defineGate({
  id: 'versions are committed',
  evaluate: (facts) => {
    const missing = facts.packages
      .filter((one) => one.file === undefined)
      .map(
        (one): Finding =>
          block({ code: 'package-missing', package: one.name, file: `${one.dir}/package.json` }),
      );
    const loaders = facts.packages
      .filter((one) => one.ships === 'cdn' && one.file !== undefined && one.file.version !== facts.asked)
      .map(
        (one): Finding =>
          block({
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
        is: 'pass',
        evidence: facts.packages.map((one) => `${shortName(one)} ${one.file?.version}`).join(', '),
      },
    ];
  },
});

function shortName(one: PackageFacts): string {
  return one.name.slice(one.name.lastIndexOf('/') + 1);
}
