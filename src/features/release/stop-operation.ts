import { defineOperation } from '../../engine/define-operation.ts';
import { type StopContent, stopContent } from './plans/stop-content.ts';

export const stop = defineOperation<StopContent>({
  content: stopContent,
  takesBack: true,
  words: {
    name: ({ version }) => `stop of v${version}`,
    title: ({ version }) => `Stop of v${version}`,
    headline: ({ version }) => `Stop of v${version}`,
    short: (version) => `stop v${version}`,
    icon: '🛑',
  },
});
