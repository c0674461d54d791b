import { findPostgres, startPostgres } from '../harness/store/postgres.ts';

/** A database of its own, on the server that there is. */
export async function needed(): Promise<{ url: string; drop(): Promise<void> }> {
  const source = findPostgres();
  if (source.is === 'missing') throw new Error(source.why);
  const server = await startPostgres(source);
  const { url, drop } = await server.createDatabase();
  return {
    url,
    drop: async () => {
      await drop();
      await server.stop();
    },
  };
}
