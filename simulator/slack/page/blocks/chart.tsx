import { z } from 'zod';
import { Plain } from '../text/text.tsx';

const Line = z.object({
  name: z.string(),
  data: z.array(z.object({ label: z.string(), value: z.number() })),
});

/** A `data_visualization` block with lines, areas or bars: all are drawn as lines here. */
export const Chart = z.object({
  title: z.string(),
  chart: z.object({
    type: z.enum(['line', 'area', 'bar']),
    series: z.array(Line),
    axis_config: z.object({ categories: z.array(z.string()), y_label: z.string().optional() }),
  }),
});
export type Chart = z.infer<typeof Chart>;
type Line = z.infer<typeof Line>;

const WIDTH = 560;
const HEIGHT = 180;
/** Room for the axes' labels. */
const LEFT = 52;
const BOTTOM = 24;
const TOP = 8;
const RIGHT = 12;
const TICKS = 4;

/** The chart in the reader's theme: lines from zero, a legend, and the values of each point as its title. */
export function ChartView({ of }: { of: Chart }) {
  const { series, axis_config: axis } = of.chart;
  const highest = ceiling(Math.max(0, ...series.flatMap(({ data }) => data.map(({ value }) => value))));
  const x = (at: number) =>
    LEFT + (axis.categories.length < 2 ? 0 : (at * (WIDTH - LEFT - RIGHT)) / (axis.categories.length - 1));
  const y = (value: number) => HEIGHT - BOTTOM - (Math.max(0, value) / highest) * (HEIGHT - BOTTOM - TOP);
  const ticks = Array.from({ length: TICKS + 1 }, (_, n) => (highest * n) / TICKS);
  return (
    <figure class="chart">
      <figcaption>
        <Plain text={of.title} />
        {axis.y_label !== undefined && <span class="chart-unit">{axis.y_label}</span>}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={of.title}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line class="chart-grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
            <text class="chart-label" x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
              {shown(tick)}
            </text>
          </g>
        ))}
        {axis.categories.map((category, at) => (
          <text
            key={category}
            class="chart-label"
            x={x(at)}
            y={HEIGHT - 6}
            text-anchor={anchorOf(at, axis.categories.length)}
          >
            {at % Math.ceil(axis.categories.length / 7) === 0 ? category : ''}
          </text>
        ))}
        {series.map((line, at) => (
          <LineView key={line.name} line={line} at={at} x={x} y={y} />
        ))}
      </svg>
      <ul class="chart-legend">
        {series.map(({ name }, at) => (
          <li key={name}>
            <i class={`chart-key chart-key-${at}`} />
            <Plain text={name} />
          </li>
        ))}
      </ul>
    </figure>
  );
}

interface Scale {
  x(at: number): number;
  y(value: number): number;
}

function LineView({ line, at, x, y }: Scale & { line: Line; at: number }) {
  const points = line.data.map(({ value }, index) => `${x(index)},${y(value)}`).join(' ');
  return (
    <g class={`chart-line chart-line-${at}`}>
      <polyline points={points} />
      {line.data.map(({ label, value }, index) => (
        <circle key={label} cx={x(index)} cy={y(value)} r={2.5}>
          <title>{`${line.name}, ${label}: ${value}`}</title>
        </circle>
      ))}
    </g>
  );
}

function anchorOf(at: number, count: number): 'start' | 'middle' | 'end' {
  if (at === 0) return 'start';
  return at === count - 1 ? 'end' : 'middle';
}

/** The next of 1, 2 and 5 times a power of ten. */
function ceiling(highest: number): number {
  if (highest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= highest) ?? highest;
}

function shown(value: number): string {
  return value.toLocaleString('en-US', {
    maximumFractionDigits: 2,
    notation: value >= 100_000 ? 'compact' : 'standard',
  });
}
