import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';

/** The value, or that its service could not be read: for facts that a rollback does not need. */
export async function readable<T>(context: Context, read: () => Promise<T>): Promise<T | 'unreadable'> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    context.telemetry.warn('a rollback is planned without a service', { service, problem });
    return 'unreadable';
  }
}
