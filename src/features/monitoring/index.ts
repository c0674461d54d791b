export { probesIn } from './details.ts';
export { sourceName, sourceTrouble } from './found/absent.ts';
export { overview } from './overview.ts';
export { seriesName } from './series.ts';
