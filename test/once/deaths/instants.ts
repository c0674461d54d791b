import { z } from 'zod';

/**
 * A moment at which a process may die: before or after a commit of the store, before an outward write reaches its
 * neighbour, or after it has taken effect there and before its answer is seen. `label` says which commit or write;
 * `nth` counts those of one label in one process, from 1.
 */
export const Instant = z.object({
  when: z.enum(['before-commit', 'after-commit', 'before-write', 'after-write']),
  label: z.string(),
  nth: z.number().int().positive(),
});
export type Instant = z.infer<typeof Instant>;

/** What a process is told by a test: where to note its commits, and at which of them to be hit by a signal. */
export const Crash = z.object({
  log: z.string(),
  at: Instant.optional(),
  signal: z.enum(['SIGKILL', 'SIGSTOP']).default('SIGKILL'),
  /** Where the process that was hit leaves its id; once it is there, no other is hit. */
  once: z.string().optional(),
});
export type Crash = z.infer<typeof Crash>;

/** What one process did, in order, as a run without a crash tells it. */
export interface Deed {
  is: 'commit' | 'write';
  label: string;
}

/** Every instant of these deeds: each has one before and one after. */
export function instantsOf(deeds: readonly Deed[]): Instant[] {
  const counts = new Map<string, number>();
  return deeds.flatMap(({ is, label }): Instant[] => {
    const nth = (counts.get(`${is} ${label}`) ?? 0) + 1;
    counts.set(`${is} ${label}`, nth);
    return [
      { when: `before-${is}`, label, nth },
      { when: `after-${is}`, label, nth },
    ];
  });
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
