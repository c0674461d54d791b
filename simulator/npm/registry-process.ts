import { runServer } from 'verdaccio';

/**
 * The child process that is verdaccio: `registry-process.ts <config.yaml>`. It listens on a free port of 127.0.0.1,
 * tells its parent which, and ends when the parent does, however that ended: the channel between them closes.
 */
async function main(config: string): Promise<void> {
  process.once('disconnect', () => process.exit(0));
  const server = await runServer(config);
  server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }));
}

await main(process.argv[2] ?? '');
