import { z } from 'zod';

/**
 * A moment at which a process may die: before or after a commit of the store, before an outward write reaches its
 * service, or after it has taken effect there and before its answer is seen. `label` says which commit or write;
 * `nth` counts those of one label in one play, from 1, whichever process did them.
 */
export const Instant = z.object({
  when: z.enum(['before-commit', 'after-commit', 'before-write', 'after-write']),
  label: z.string(),
  nth: z.number().int().positive(),
});
export type Instant = z.infer<typeof Instant>;

/** What a test gives a process: the file of events, and the instants at which a process is killed or paused. */
export const Crash = z.object({
  timeline: z.string(),
  at: z.array(Instant),
  signal: z.enum(['SIGKILL', 'SIGSTOP']).default('SIGKILL'),
});
export type Crash = z.infer<typeof Crash>;

/** What happened in a play. */
export interface Action {
  is: 'commit' | 'write';
  label: string;
}

/** Every instant of these actions: each has one before and one after. */
export function instantsOf(actions: readonly Action[]): Instant[] {
  const counts = new Map<string, number>();
  return actions.flatMap(({ is, label }): Instant[] => {
    const nth = (counts.get(`${is} ${label}`) ?? 0) + 1;
    counts.set(`${is} ${label}`, nth);
    return [
      { when: `before-${is}`, label, nth },
      { when: `after-${is}`, label, nth },
    ];
  });
}

export function isAmong(instants: readonly Instant[], { when, label, nth }: Instant): boolean {
  return instants.some((one) => one.when === when && one.label === label && one.nth === nth);
}

/** For the name of a test. */
export function nameOf({ when, label, nth }: Instant): string {
  return `${when.replace('-', ' ')} "${label}"${nth === 1 ? '' : ` #${nth}`}`;
}

/** What every run does in the same number: the steps of its operation, and writes other than edits and answers. */
export function isCertain({ when, label, nth }: Instant): boolean {
  if (when.endsWith('-write')) return !/chat\.update|views\.|chat\.postEphemeral|in a thread/.test(label);
  return nth === 1 && /^journal (?:adopted|requested|approved|step-(?:intended|sent|done))/.test(label);
}
