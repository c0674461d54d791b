import type { Catalogue } from './catalogue.ts';

/** Refusals about notices to customers. */
export const OF_CUSTOMERS = {
  'notice-refused': ({ text, who, next }) => ({ text, who, next }),
} satisfies Partial<Catalogue>;
