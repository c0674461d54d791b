import { defineCheck } from '../../../engine/define-check.ts';
import { StoreUnwritable } from '../../../ports/store-unwritable.ts';
import { sizeWords } from '../size-words.ts';

/** The store can be written. */
export default defineCheck({
  name: 'store',
  title: 'Database',
  why: 'Nothing new starts while Navi cannot write its database.',
  run: async ({ store }) => {
    try {
      await store.probe();
    } catch (error) {
      if (!(error instanceof StoreUnwritable)) throw error;
      return {
        is: 'failed',
        saw: `It cannot be written: ${error.message} (${error.code})`,
        next: 'Read docs/operations.md, "When the record cannot be written".',
      };
    }
    const { bytes, now } = await store.measure();
    return { is: 'ok', saw: `${now === null ? 'embedded' : 'PostgreSQL'}, writable, ${sizeWords(bytes)}` };
  },
});
