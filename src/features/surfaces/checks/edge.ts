import { defineCheck } from '../../../engine/define-check.ts';

/** Each probe reaches the edge; what it serves is the drift monitor's subject. */
export default defineCheck({
  name: 'edge',
  title: 'Edge probes',
  why: 'A release or rollback counts as live only when every probe has seen it.',
  run: async ({ edge, store, settings }) => {
    const surfaces = await store.transaction((tx) => tx.surfaces.all());
    const line = surfaces.find(({ id }) => id.startsWith('pointer:'))?.id.slice('pointer:'.length);
    const { loader, host } = settings.cdn;
    const path = line === undefined ? `/${loader}` : `/${line}/${loader}`;
    const seen = await edge.look(path);
    const away = seen.flatMap((one) => (one.is === 'unreachable' ? [`${one.probe} ${one.problem}`] : []));
    if (away.length > 0)
      return {
        is: 'failed',
        saw: `${away.length} of ${seen.length} probes cannot read ${path}: ${away.join('; ')}`,
        next: `Check CDN_PROBE_URLS (or the addresses of ${host}) and that this machine may reach them.`,
      };
    return {
      is: 'ok',
      saw: `${seen.length} of ${seen.length} probes answer: ${seen.map(({ probe }) => probe).join(', ')}`,
    };
  },
});
