import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { Ground } from '../ports.ts';

/** What was read, or that its neighbour could not be: for what a rollback can do without. */
export async function readable<T>(ground: Ground, read: () => Promise<T>): Promise<T | 'unreadable'> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    const { neighbour, problem } = error.facts;
    ground.telemetry.warn('a rollback is planned without a service', { neighbour, problem });
    return 'unreadable';
  }
}
