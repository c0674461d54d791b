import { INTERRUPTED, whenAskedToStop } from '../adapters/process/asked-to-stop.ts';
import { unreadEnv } from '../adapters/process/unread-env.ts';
import { main as startNavi } from './main.ts';

const CONFIGURED = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'];

/**
 * Runs `npm start` and `npm run world`. With Slack configured, or in production, it starts Navi alone; with nothing
 * configured, the simulated world and Navi in it. Production never falls back to the simulator.
 */
export async function main(argv: readonly string[]): Promise<void> {
  process.stderr.write(unreadEnv(process.cwd(), process.env) ?? '');
  const isConfigured = CONFIGURED.some((name) => (process.env[name] ?? '') !== '');
  if (argv[0] !== 'world' && (isConfigured || process.env['NODE_ENV'] === 'production')) return startNavi();
  const { main: startWorld } = await import('../../simulator/start.ts');
  const stop = new AbortController();
  whenAskedToStop({ first: () => stop.abort(), again: () => process.exit(INTERRUPTED) });
  await startWorld(argv, stop.signal);
}
