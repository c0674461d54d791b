import { runServer } from 'verdaccio';

/**
 * The child process that is verdaccio: `registry-process.ts <config.yaml>`. It listens on a free port of 127.0.0.1,
 * sends the port to its parent, and ends when the parent ends, for any reason: the channel between them closes.
 */
async function main(config: string): Promise<void> {
  process.once('disconnect', () => process.exit(0));
  const server = await runServer(config);
  server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }));
}

await main(process.argv[2] ?? '');
