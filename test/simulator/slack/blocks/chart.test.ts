import { expect, test } from 'vitest';
import { renderProblem } from '../../../../simulator/slack/blocks/shape.ts';
import { checkMessageBlocks } from '../../../../simulator/slack/blocks/validate.ts';

const block = (chart: object) => ({ type: 'data_visualization', title: 'Loads', chart });
const series = (...names: string[]) => names.map((name) => ({ name, data: [{ label: 'Mon', value: 1 }] }));
const lines = (changed: object = {}) => ({
  type: 'line',
  series: series('1.2.0'),
  axis_config: { categories: ['Mon'], y_label: 'loads' },
  ...changed,
});

test.each<[string, object[], string | null]>([
  ['a line', [block(lines())], null],
  ['a pie', [block({ type: 'pie', segments: [{ label: 'a', value: 1 }] })], null],
  ['two charts', [block(lines()), block(lines())], null],
  [
    'three charts',
    [block(lines()), block(lines()), block(lines())],
    'no more than 2 data_visualization blocks',
  ],
  ['a chart of another kind', [block(lines({ type: 'radar' }))], 'must be one of: bar, line, area'],
  [
    'a hole',
    [block(lines({ axis_config: { categories: ['Mon', 'Tue'] } }))],
    'exactly one value for every category',
  ],
  [
    'seven lines',
    [block(lines({ series: series('1', '2', '3', '4', '5', '6', '7') }))],
    'no more than 6 items',
  ],
  ['two lines of one name', [block(lines({ series: series('1', '1') }))], 'names must be unique'],
  ['a long name', [block(lines({ series: series('x'.repeat(21)) }))], 'must be less than 21 characters'],
])('Slack takes or refuses %s', (_, blocks, problem) => {
  const problems = checkMessageBlocks(blocks).map(renderProblem);
  if (problem === null) expect(problems).toEqual([]);
  else expect(problems.join()).toContain(problem);
});
