/** The number of remembered deliveries: enough for an hour of repeats at a rate faster than people type. */
const REMEMBERED = 2000;

/**
 * Deliveries that this process has handled. Slack repeats what was not acknowledged in time (docs/services.md,
 * Slack). This avoids double answers; that effects happen once is the store's part (`Deliveries`).
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
