export { seriesName } from './series.ts';
