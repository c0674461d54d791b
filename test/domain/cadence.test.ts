import { describe, expect, it } from 'vitest';
import { decideCadence, type WentLive } from '../../src/domain/cadence.ts';

const ZONE = 'Europe/Brussels';
const live = (version: string, at: string | null): WentLive => ({ version, at });

describe('decideCadence', () => {
  it.each<[string, 'minor' | 'major', WentLive[], object | undefined]>([
    ['nothing was released', 'minor', [], undefined],
    ['Navi found the version live', 'minor', [live('1.1.0', null)], undefined],
    [
      'two weeks after the last minor, over a change of the clocks',
      'minor',
      [live('1.2.0', '2026-10-20T08:00:00.000Z'), live('1.1.0', '2026-09-01T08:00:00.000Z')],
      { last: '1.2.0', from: '2026-11-03T09:00:00.000Z' },
    ],
    [
      'a patch takes no turn',
      'minor',
      [live('1.2.0', '2026-09-01T08:00:00.000Z'), live('1.2.1', '2026-10-20T08:00:00.000Z')],
      { last: '1.2.0' },
    ],
    ['a prerelease takes none', 'minor', [live('1.3.0-beta.1', '2026-09-01T08:00:00.000Z')], undefined],
    [
      'a major takes the turn of a minor',
      'minor',
      [live('1.2.0', '2026-09-01T08:00:00.000Z'), live('2.0.0', '2026-10-20T08:00:00.000Z')],
      { last: '2.0.0' },
    ],
    [
      'six months after the last major, whatever minors came since',
      'major',
      [live('2.0.0', '2026-06-01T08:00:00.000Z'), live('2.1.0', '2026-11-01T08:00:00.000Z')],
      { last: '2.0.0', from: '2026-12-01T09:00:00.000Z' },
    ],
    ['no major was released', 'major', [live('1.2.0', '2026-06-01T08:00:00.000Z')], undefined],
  ])('%s', (_what, change, released, expected) => {
    const found = decideCadence(change, { released, zone: ZONE });
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject({ change, ...expected });
  });
});
