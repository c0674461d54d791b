import { isFields } from '../world/shapes.ts';
import { type Check, list, number, object, oneOf, type Problem, string } from './shape.ts';

const label = string({ min: 1, max: 20 });
const title = string({ min: 1, max: 50 });

const pie = object(
  { segments: list(object({ label, value: number() }), { min: 1, max: 6 }) },
  { type: oneOf('pie') },
);
const lines = object(
  {
    series: list(
      object({ name: label, data: list(object({ label, value: number() }), { min: 1, max: 20 }) }),
      {
        min: 1,
        max: 6,
      },
    ),
    axis_config: object({ categories: list(label, { min: 1, max: 20 }) }, { x_label: title, y_label: title }),
  },
  { type: oneOf('bar', 'line', 'area') },
);

/** A `data_visualization`'s chart: every series has one finite value for every category (docs/services.md, Slack). */
export const chart: Check = (value, at, problems) => {
  if (!isFields(value)) {
    problems.push({ pointer: at, message: 'must provide an object' });
    return;
  }
  const before = problems.length;
  (value['type'] === 'pie' ? pie : lines)(value, at, problems);
  if (problems.length === before && value['type'] !== 'pie') wholeSeries(value, at, problems);
};

const wholeSeries = (value: Record<string, unknown>, at: string, problems: Problem[]) => {
  const axis = value['axis_config'];
  const categories = isFields(axis) && Array.isArray(axis['categories']) ? axis['categories'] : [];
  const series = Array.isArray(value['series']) ? value['series'].filter(isFields) : [];
  if (new Set(categories).size < categories.length)
    problems.push({ pointer: `${at}/axis_config/categories`, message: 'must be unique' });
  if (new Set(series.map((one) => one['name'])).size < series.length)
    problems.push({ pointer: `${at}/series`, message: 'names must be unique' });
  for (const [index, one] of series.entries()) {
    const data = Array.isArray(one['data']) ? one['data'].filter(isFields) : [];
    const labels = data.filter((point) => Number.isFinite(point['value'])).map((point) => point['label']);
    const isWhole = labels.length === categories.length && categories.every((each) => labels.includes(each));
    if (!isWhole)
      problems.push({
        pointer: `${at}/series/${index}/data`,
        message: 'must have exactly one value for every category',
      });
  }
};

/** More charts in one message are refused (docs/services.md, Slack). */
const MOST_CHARTS = 2;

export function chartRules(blocks: unknown, base: string): Problem[] {
  if (!Array.isArray(blocks)) return [];
  const charts = blocks.filter((block) => isFields(block) && block['type'] === 'data_visualization');
  return charts.length <= MOST_CHARTS
    ? []
    : [{ pointer: base, message: `no more than ${MOST_CHARTS} data_visualization blocks allowed` }];
}
