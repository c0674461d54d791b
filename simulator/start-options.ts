import { parseArgs } from 'node:util';
import { SERVICES, type Service } from './variables.ts';

export interface StartOptions {
  /** `all`: the world and Navi in it; `world`: the simulators alone. */
  what: 'all' | 'world';
  keep: boolean;
  without: Service[];
  /** The port of the page. */
  port: number | undefined;
}

export const USAGE = `Usage:
  npm start [-- --keep --port N]             the simulated world, and Navi in it
  npm run world [-- --keep --port N          the simulators alone; prints the variables
                    --without slack,npm]     for a Navi that you start by hand

  --keep      goes on with the world and the store of the last time; else both begin anew
  --port N    the page's port; else a free one
  --without   services to leave out, of ${SERVICES.join(', ')}
  --help      this

With Slack configured (SLACK_BOT_TOKEN) npm start starts Navi alone, in the real world.
`;

/** Parses the words after `npm start --`, or says what is wrong with them. */
export function readStartOptions(argv: readonly string[]): StartOptions | 'help' | { problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        keep: { type: 'boolean', default: false },
        without: { type: 'string', multiple: true, default: [] },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const [first, ...rest] = positionals;
    if ((first !== undefined && first !== 'world') || rest.length > 0)
      return { problem: `What is meant by "${positionals.join(' ')}"?` };
    const what = first === 'world' ? 'world' : 'all';
    const left = values.without.flatMap((names) => names.split(',')).filter((name) => name !== '');
    const unknown = left.filter((name) => !isService(name));
    if (unknown.length > 0) return { problem: `There is no simulated ${unknown.join(', ')}.` };
    if (left.length > 0 && what === 'all') return { problem: '--without is for npm run world only.' };
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
      return { problem: `--port ${values.port} is no port.` };
    return { what, keep: values.keep, without: left.filter(isService), port };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isService(name: string): name is Service {
  return SERVICES.some((service) => service === name);
}
