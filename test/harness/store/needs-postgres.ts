import { afterAll, beforeEach } from 'vitest';
import { findPostgres, startPostgres, type TestPostgres } from './postgres.ts';

/**
 * A server for the tests of the suite in which this is called, started when the first of them wants a database. Where
 * none can be had each of them is skipped and says why.
 */
export function needsPostgres(): Pick<TestPostgres, 'createDatabase'> {
  const source = findPostgres();
  let server: Promise<TestPostgres> | undefined;
  beforeEach((context) => {
    if (source.is === 'missing') context.skip(source.why);
  });
  afterAll(async () => (await server)?.stop());
  return {
    createDatabase: async (like) => {
      if (source.is === 'missing') throw new Error(source.why);
      server ??= startPostgres(source);
      return (await server).createDatabase(like);
    },
  };
}
