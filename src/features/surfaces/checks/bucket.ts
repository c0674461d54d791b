import { defineCheck } from '../../../engine/define-check.ts';
import { foundRight, tryBucket } from '../try-right.ts';

/** The bucket answers, and Navi may read, create and delete in it. */
export default defineCheck({
  name: 'bucket',
  title: 'Bucket permissions',
  why: 'A release and its rollback replace the pointer in the bucket; replacing needs the right to delete too.',
  run: async (context) => foundRight(await tryBucket(context), context.settings),
});
