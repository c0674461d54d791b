import { expect, it } from 'vitest';
import { factRow } from '../../../src/adapters/slack/render/fact-row.ts';
import type { FactLine } from '../../../src/domain/plan-sheet.ts';

const SHA = 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334';

it.each<[FactLine, string]>([
  [['none given'], 'none given'],
  [['alert', { code: 'drf_1' }], 'alert `drf_1`'],
  [[{ code: 'rel_1' }, '; its workflow run is cancelled'], '`rel_1`; its workflow run is cancelled'],
  [[{ from: '1.1.0', to: '1.2.0' }], '1.1.0 → *1.2.0*'],
  [[{ from: null, to: '1.2.0' }], 'nothing yet → *1.2.0*'],
  [[{ commit: SHA, url: null }, 'Fix it'], 'a1b2c3d Fix it'],
  [[{ commit: SHA, url: 'https://git.test/c' }, 'Fix'], '<https://git.test/c|a1b2c3d> Fix'],
  [[{ commit: SHA, url: 'javascript:alert(1)' }, 'Fix'], 'a1b2c3d Fix'],
  [['<!channel> *now*'], '&lt;!channel&gt; ∗now∗'],
  [[{ code: '<!channel>' }], '`&lt;!channel&gt;`'],
])('renders the line %j', (line, expected) => {
  expect(factRow({ name: 'Why', lines: [line] })[1].replaceAll('\u200b', '')).toBe(expected);
});

it('shows ten lines at most, and escapes the name', () => {
  const lines = Array.from({ length: 12 }, (_, at) => [`line ${at}`]);
  const [name, value] = factRow({ name: '<b>', lines });
  expect(name).toBe('&lt;b&gt;');
  expect(value.split('\n')).toHaveLength(10);
});
