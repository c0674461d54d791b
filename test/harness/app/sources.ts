import { loadSources } from '../../../src/app/load-sources.ts';

/** Every source of what is measured, as the bot reads it. */
export const SOURCES = await loadSources();
