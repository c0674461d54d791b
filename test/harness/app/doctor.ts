import { loadChecks } from '../../../src/app/load-checks.ts';
import type { Host } from '../../../src/ports/host.ts';

/** A machine on which nothing is wrong. */
export const QUIET_HOST: Host = {
  addresses: async () => [
    { setting: 'GITHUB_API_URL', address: 'https://api.github.com', problem: null, aheadMs: 0 },
  ],
  disk: async () => ({ folder: '/data', free: 50_000_000_000, total: 100_000_000_000 }),
  remarks: () => [],
};

/** Every check, as the bot has it, on a quiet machine. */
export const DOCTOR = { checks: await loadChecks(), host: QUIET_HOST };
