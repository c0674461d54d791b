/** Concurrency groups of runs (docs.github.com "Control the concurrency of workflows and jobs"). */
export interface Concurrency {
  /** Waits for the group's turn; false when a newer run of the group replaced this one while it waited. */
  enter(group: string, member: Member): Promise<boolean>;
  /** Ends a run's part in the group and lets the waiting one start. */
  leave(group: string, id: number): void;
}

interface Member {
  id: number;
  cancelInProgress: boolean;
  /** Cancels this run because a newer one asks for it. */
  cancel: () => void;
  signal: AbortSignal;
}

interface Group {
  running: Member;
  waiting: { id: number; go: (mayRun: boolean) => void } | undefined;
}

/** At most one run of a group is in progress and at most one waits: a newer one replaces the waiting one. */
export function createConcurrency(): Concurrency {
  const groups = new Map<string, Group>();
  return {
    enter: (name, member) => {
      const group = groups.get(name);
      if (group === undefined) {
        groups.set(name, { running: member, waiting: undefined });
        return Promise.resolve(true);
      }
      group.waiting?.go(false);
      if (member.cancelInProgress) group.running.cancel();
      return new Promise((resolve) => {
        const go = (mayRun: boolean) => {
          group.waiting = undefined;
          if (mayRun) group.running = member;
          resolve(mayRun);
        };
        group.waiting = { id: member.id, go };
        member.signal.addEventListener('abort', () => group.waiting?.id === member.id && go(false), {
          once: true,
        });
      });
    },
    leave: (name, id) => {
      const group = groups.get(name);
      if (group?.running.id !== id) return;
      if (group.waiting === undefined) groups.delete(name);
      else group.waiting.go(true);
    },
  };
}
