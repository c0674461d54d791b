/** How many deliveries are remembered: enough for an hour of repeats at a rate nobody types at. */
const REMEMBERED = 2000;

/**
 * Deliveries already taken up by this process. Slack repeats what was not acknowledged in time (docs/services.md, Slack);
 * this saves people double answers and is not what keeps effects single.
 */
export function createSeen(): { isNew(id: string): boolean } {
  const ids = new Set<string>();
  return {
    isNew: (id) => {
      if (ids.has(id)) return false;
      ids.add(id);
      const oldest = ids.values().next().value;
      if (ids.size > REMEMBERED && oldest !== undefined) ids.delete(oldest);
      return true;
    },
  };
}
