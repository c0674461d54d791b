import { defineCheck } from '../../../engine/define-check.ts';
import { foundRight, tryUrlMap } from '../try-right.ts';

/** The URL map is there, and Navi may purge its caches. */
export default defineCheck({
  name: 'cloud-cdn',
  title: 'Cloud CDN purge',
  why: 'Without a purge the edge serves the earlier script until its caches expire.',
  // The first call starts the client's thread, which takes a moment.
  deadline: 20_000,
  run: async (context) => foundRight(await tryUrlMap(context), context.settings),
});
