import { flushCompileCache } from 'node:module';
import { runServer } from 'verdaccio';
import { z } from 'zod';

const Ahead = z.object({ aheadMs: z.number() });

/**
 * The child process that is verdaccio: `registry-process.ts <config.yaml>`. It listens on a free port of 127.0.0.1,
 * sends the port to its parent, and ends when the parent ends, for any reason: the channel between them closes. The
 * parent tells it how far the world's time is ahead of the machine's.
 */
async function main(config: string): Promise<void> {
  process.once('disconnect', () => process.exit(0));
  const setAhead = moveDates();
  process.on('message', (message) => setAhead(Ahead.parse(message).aheadMs));
  const server = await runServer(config);
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ port: server.address().port });
    // Node writes it at an orderly end only, and this process is killed.
    flushCompileCache();
  });
}

/** Verdaccio takes the times it writes from `Date`. */
function moveDates(): (aheadMs: number) => void {
  let ahead = 0;
  const MachineDate = Date;
  const now = () => MachineDate.now() + ahead;
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
    apply: () => new MachineDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  return (aheadMs) => {
    ahead = aheadMs;
  };
}

await main(process.argv[2] ?? '');
