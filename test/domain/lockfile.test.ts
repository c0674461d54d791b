import { describe, expect, it } from 'vitest';
import { thirdPartyChanges, thirdPartyOf } from '../../src/domain/lockfile.ts';

const lock = (packages: object) => JSON.stringify({ lockfileVersion: 3, packages });
const of = (packages: object) => {
  const found = thirdPartyOf(lock(packages));
  if (found === undefined) throw new Error('not read');
  return found;
};
const PAD = { version: '1.3.0', resolved: 'https://r/left-pad.tgz', integrity: 'sha512-a' };

describe('what a lockfile takes from outside', () => {
  const before = of({
    '': { name: 'root', version: '1.0.0' },
    'packages/navi-js': { name: 'navi-js', version: '1.1.0' },
    'node_modules/navi-js': { resolved: 'packages/navi-js', link: true },
    'node_modules/left-pad': PAD,
    'packages/navi-js/node_modules/@scope/deep': { version: '2.0.0', integrity: 'sha512-b' },
  });

  it('is neither the root, nor a workspace, nor a link', () => {
    expect([...before.keys()]).toEqual(['left-pad@1.3.0', '@scope/deep@2.0.0']);
  });

  it.each([
    [
      'a new version',
      { 'node_modules/left-pad': { ...PAD, version: '1.3.1' } },
      ['+ left-pad@1.3.1', '− left-pad@1.3.0'],
    ],
    [
      'other content',
      { 'node_modules/left-pad': { ...PAD, integrity: 'sha512-x' } },
      ['≠ left-pad@1.3.0 (other content)'],
    ],
    [
      'another package under its name',
      { 'node_modules/left-pad': { ...PAD, name: 'evil' } },
      ['+ evil@1.3.0', '− left-pad@1.3.0'],
    ],
    [
      'a workspace version',
      { 'packages/navi-js': { name: 'navi-js', version: '1.2.0' }, 'node_modules/left-pad': PAD },
      [],
    ],
    ['hidden names', { __proto__: 1, 'node_modules/left-pad': PAD }, []],
  ])('changes by %s, or not', (_what, packages, changes) => {
    expect(thirdPartyChanges(of({ 'node_modules/left-pad': PAD }), of(packages))).toEqual(changes);
  });

  it.each(['', 'x', '[]', '{}', '{"packages":[]}'])('is not read from %j', (text) => {
    expect(thirdPartyOf(text)).toBeUndefined();
  });
});
