import type { Message } from '../../domain/message.ts';
import type { Context } from '../../engine/context.ts';
import { sourceTrouble } from './found/absent.ts';

/** Over these days App Home shows what is measured. */
const DAYS = 7;

/** What needs a person, the criteria, and how the sources are: what is measured, in short. */
export async function overview(context: Context): Promise<readonly Message[]> {
  // Loads the time zone library, which no start waits for.
  const { gatherReport } = await import('./gather-report.ts');
  const report = await gatherReport(context, {
    ...{ name: null, days: DAYS, sections: ['needs-you', 'criteria'] },
    ...{ lateSince: null, skipped: 0, before: null, isShort: true },
  });
  return [{ is: 'monitor', report }, await sourcesLine(context)];
}

async function sourcesLine({ store, sources }: Context): Promise<Message> {
  const states = await store.transaction((tx) => tx.sourceStates.all());
  const troubles = sources.flatMap(({ id }) => sourceTrouble(id, states) ?? []);
  const isBroken = states.some(({ health }) => health.is === 'broken');
  const count = `Sources: ${sources.length - troubles.length} of ${sources.length} work.`;
  return {
    is: 'line',
    text: [count, ...troubles.map((trouble) => `${trouble}.`)].join('\n'),
    level: isBroken ? 'bad' : 'info',
  };
}
