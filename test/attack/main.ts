import { parseArgs } from 'node:util';
import type { Attack } from './tally.ts';

/** Each attack is loaded when it is asked for. */
const ATTACKS: Readonly<Record<string, () => Promise<Attack>>> = {
  requests: async () => (await import('./requests.ts')).attackRequests,
  doors: async () => (await import('./doors.ts')).attackDoors,
  forged: async () => (await import('./forged.ts')).attackForged,
  races: async () => (await import('./races.ts')).attackRaces,
  orders: async () => (await import('./orders.ts')).attackOrders,
  lines: async () => (await import('./lines.ts')).attackLines,
  configurations: async () => (await import('./configurations.ts')).attackConfigurations,
  sockets: async () => (await import('./sockets.ts')).attackSockets,
  terminal: async () => (await import('./terminal.ts')).attackTerminal,
  journal: async () => (await import('./journal.ts')).attackJournal,
  kills: async () => (await import('./kills.ts')).attackKills,
  databases: async () => (await import('./databases.ts')).attackDatabases,
  disks: async () => (await import('./disks.ts')).attackDisks,
  clocks: async () => (await import('./clocks.ts')).attackClocks,
  storms: async () => (await import('./storms.ts')).attackStorms,
  upgrades: async () => (await import('./upgrades.ts')).attackUpgrades,
  descriptors: async () => (await import('./descriptors.ts')).attackDescriptors,
};

/** `node test/attack/main.ts [attack…] [--seed 7] [--count 1000] [--only text]`: all of them where none is named. Ends with 1 at a fault. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '20261126' },
    count: { type: 'string' },
    only: { type: 'string' },
  },
});
const names = positionals.length === 0 ? Object.keys(ATTACKS) : positionals;
const count = values.count === undefined ? undefined : Number(values.count);
let faults = 0;
for (const name of names) {
  const attack = await ATTACKS[name]?.();
  if (attack === undefined)
    throw new Error(`no attack is named ${name}; there are ${Object.keys(ATTACKS).join(', ')}`);
  for (const { what, tried, faults: found } of await attack({
    seed: Number(values.seed),
    count,
    only: values.only,
  })) {
    process.stdout.write(`${name}: ${what}: ${tried} tried, ${found.length} faults (seed ${values.seed})\n`);
    for (const fault of found.slice(0, 10)) process.stdout.write(`  ${fault.slice(0, 300)}\n`);
    faults += found.length;
  }
}
process.exit(faults === 0 ? 0 : 1);
