import type { UseCases } from '../../../src/dispatch/use-cases.ts';
import type { OpenHome } from '../../../src/domain/home.ts';
import type { Message } from '../../../src/domain/message.ts';

/**
 * Use cases that all answer by `took`, which hears the name and the first input. `own` replaces some of them, and so
 * does a later assignment.
 */
export function fakeUseCases(
  took: (name: string, given: unknown) => Message,
  own: Partial<UseCases> = {},
): UseCases {
  return new Proxy(Object.assign(Object.create(null), openHomes(), own), {
    get: (owned, name) => {
      if (typeof name === 'symbol' || name === 'then') return undefined;
      return Reflect.get(owned, name) ?? (async (given: unknown) => took(name, given));
    },
  });
}

/** The open App Homes of all who share it: each is due at every look. */
function openHomes(): Pick<UseCases, 'followHome' | 'takeDueHomes' | 'saveShownHome'> {
  const homes = new Map<string, OpenHome>();
  return {
    followHome: async (home) => void homes.set(home.account, { ...home, until: '', drawnAt: '' }),
    takeDueHomes: async () => [...homes.values()],
    saveShownHome: async (account, shown) => {
      const home = homes.get(account);
      if (home !== undefined) homes.set(account, { ...home, shown });
    },
  };
}
