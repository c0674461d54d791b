import type { UseCases } from '../../../src/dispatch/use-cases.ts';
import type { Message } from '../../../src/domain/message.ts';

/**
 * Use cases that all answer by `took`, which hears the name and the first input. `own` replaces some of them, and so
 * does a later assignment.
 */
export function fakeUseCases(
  took: (name: string, given: unknown) => Message,
  own: Partial<UseCases> = {},
): UseCases {
  return new Proxy(Object.assign(Object.create(null), own), {
    get: (owned, name) => {
      if (typeof name === 'symbol' || name === 'then') return undefined;
      return Reflect.get(owned, name) ?? (async (given: unknown) => took(name, given));
    },
  });
}
