import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIMITS, type Limit, limitRows } from '../bench/limits.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/performance.md'), 'utf8');

interface Row {
  section: string;
  cells: string[];
}

const ROWS = PAGE.split(/^(?=##)/m).flatMap((part): Row[] => {
  const section = /^#+ ([\w-]+)/.exec(part)?.[1] ?? '';
  const lines = part.split('\n').filter((line) => line.startsWith('| '));
  return lines.map((line) => ({
    section,
    cells: line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')),
  }));
});

/** The verdict of a figure's row, such as `1.3: missed`. */
const VERDICT = /^([\d.,]+)(?: ms| MB)?: (kept|missed)/;
const amount = (text = '') => Number(text.replaceAll(',', ''));
/** The last number: of `1.15 / 1.37` the 99th percentile. */
const lastOf = (cell = '') => amount(/([\d.,]+)[^\d]*$/.exec(cell)?.[1]);

const FIGURES: Readonly<Record<string, (name: string) => Limit>> = {
  acknowledge: (name) => (name.startsWith('command') ? LIMITS.command : LIMITS.click),
  start: (name) => (name.startsWith('ready') ? LIMITS.ready : LIMITS.atRest),
  'slack-calls': () => LIMITS.slackCalls,
  guard: () => LIMITS.guard,
  reads: () => LIMITS.reads,
  monitoring: (name) => (name.startsWith('size') ? LIMITS.year : LIMITS.monitor),
  restart: () => LIMITS.restart,
  memory: () => LIMITS.memory,
  releases: () => LIMITS.releases,
};

/** Where the figure stands in its row; the cell before the verdict in the others. */
const PLACE: Readonly<Record<string, (cells: readonly string[]) => string | undefined>> = {
  restart: (cells) => cells[1],
  releases: (cells) => /the most was \d+/.exec(cells.at(-1) ?? '')?.[0],
};

describe('the page of figures', () => {
  it('asks for what the bench asks for', () => {
    const rows = PAGE.split('\n').filter((line) => /^\| `[\w-]+` \| .* \| at (most|least) /.test(line));
    expect(rows).toEqual(limitRows());
  });

  it.each(ROWS.filter(({ cells }) => VERDICT.test(cells.at(-1) ?? '')))(
    'judges by that limit: $section, $cells.0',
    ({ section, cells }) => {
      const [, asked, verdict] = VERDICT.exec(cells.at(-1) ?? '') ?? [];
      const limit = FIGURES[section]?.(cells[0] ?? '').limit;
      if (limit === undefined || !('atMost' in limit))
        throw new Error(`${section} has no limit of this kind`);
      expect(amount(asked)).toBe(limit.atMost);
      const figure = lastOf(PLACE[section] === undefined ? cells.at(-2) : PLACE[section](cells));
      expect(verdict).toBe(figure <= limit.atMost ? 'kept' : 'missed');
    },
  );

  it('judges the rollback’s own share by its limits', () => {
    const [moved, clean] = ROWS.filter(({ cells }) => cells[0]?.startsWith('– Navi'));
    const totals = ROWS.filter(({ section, cells }) => section === 'rollback' && cells[0]?.includes('total'));
    const atMost = (row: number, column: number) =>
      row === 0 && column === 1
        ? LIMITS.moved.limit.atMost
        : Math.max(LIMITS.ownShare.limit.atMost, amount(totals[row]?.cells[column]?.split(' ')[0]) / 10);
    for (const [row, own] of [moved, clean].entries())
      for (const column of [1, 2, 3]) {
        const [share, , verdict] = own?.cells[column]?.split(' ') ?? [];
        expect(verdict).toBe(amount(share) <= atMost(row, column) ? 'kept' : 'missed');
      }
  });
});
