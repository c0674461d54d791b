/** Runs tasks with the same key one after the other, and all others in parallel. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createQueues(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, turn);
    const leave = () => {
      if (last.get(key) === turn) last.delete(key);
    };
    turn.then(leave, leave);
    return turn;
  };
}
