import { isIn } from '../../../domain/freeze.ts';
import { defineGate } from '../../../domain/gate.ts';
import { namesIn } from '../../../domain/person.ts';

/** Outside working hours it warns: who watches, and until when browsers may run the old script. */
export const withinWorkingHours = defineGate({
  id: 'within working hours',
  whenWarned: { who: 'the requester', next: 'Wait for working hours, or ask who is on call to watch.' },
  evaluate: ({ workingHours, settings, pointer }, at) => {
    if (workingHours === null) return [];
    const now = workingHours.find((span) => isIn(span, at));
    if (now !== undefined) return { is: 'pass', evidence: `working hours end at ${now.until}` };
    const names = namesIn(settings.people, ['on-call']);
    const watches = names.length === 0 ? 'no one has the role on-call' : `${names.join(', ')} watches`;
    const until = lastBrowser(pointer?.headers.cacheControl ?? settings.cdn.pointerCacheControl, at);
    return {
      is: 'warn',
      evidence: `outside working hours: ${watches}; browsers may run the old script until ${until} if it starts now`,
    };
  },
});

function lastBrowser(cacheControl: string, at: string): string {
  const seconds = Number(/max-age=(\d+)/.exec(cacheControl)?.[1] ?? 0);
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}
