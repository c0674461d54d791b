import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { databaseHost, databasePasswords, databaseProblems } from '../../src/config/database.ts';
import { secretsIn } from '../../src/config/environment.ts';
import { addressGuard } from '../../src/config/production.ts';

const URLS = [
  'postgres://navi:x@db.internal/navi',
  'postgres://navi:x@DB.internal:5433/navi?sslmode=verify-full',
  'postgres://navi:x@db.internal/navi?host=10.0.0.7',
  'postgres://navi:x@db.internal/navi?host=first.example&host=second.example',
  'postgres://navi:x@db.internal/navi?host=',
  'postgres://navi:x@db.internal/navi?host=/var/run/postgresql',
  'postgres://navi:x@db.internal/navi?hostaddr=10.0.0.9',
  'postgres://navi:x@[fd00::1]:5432/navi',
  'postgres://navi:x@%2Fvar%2Frun%2Fpostgresql/navi',
  'postgres:///navi',
  'postgresql:///navi?host=inside.example',
];

describe('the database’s host', () => {
  it.each(URLS)('is the one that the real client dials: %s', (url) => {
    expect(databaseHost(url, {})).toBe(new Client({ connectionString: url }).host);
  });

  it('is told by PGHOST where the address has none, and only there', () => {
    expect(databaseHost('postgres:///navi', { PGHOST: 'other.internal' })).toBe('other.internal');
    expect(databaseHost('postgres://db.internal/navi', { PGHOST: 'other.internal' })).toBe('db.internal');
  });

  it('is what production lets the client reach, and not the name that it does not dial', () => {
    const allowedWith = (url: string) =>
      addressGuard({ NODE_ENV: 'production', DATABASE_URL: url }, 'cdn.example')?.allowed ?? [];

    const allowed = allowedWith('postgres://navi:x@metadata.evil.internal/navi?host=db.internal');
    expect(allowed).toContain('db.internal');
    expect(allowed).not.toContain('metadata.evil.internal');
    expect(allowedWith('postgres://navi:x@[fd00::1]/navi')).toContain('fd00::1');
    expect(allowedWith('postgres://navi:x@db.internal/navi?host=/var/run').join()).not.toContain(
      'db.internal',
    );
  });
});

describe('what stands in the query of DATABASE_URL', () => {
  it.each(['statement_timeout', 'query_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'])(
    'does not take %s away, which Navi sets itself',
    (option) => {
      const url = `postgres://navi:x@db.internal/navi?${option}=0`;

      expect(databaseProblems({ DATABASE_URL: url })).toMatchObject([
        { problem: expect.stringContaining(option), where: 'environment' },
      ]);
    },
  );

  it.each(['sslmode=verify-full', 'host=db.internal', 'options=endpoint%3Dx', 'channel_binding=require', ''])(
    'may be %s',
    (query) => {
      expect(databaseProblems({ DATABASE_URL: `postgres://navi:x@db.internal/navi?${query}` })).toEqual([]);
    },
  );

  it('is masked where it is the password', () => {
    const url = 'postgres://navi@db.internal/navi?password=hunter%2Ftwo';

    expect(databasePasswords(url)).toEqual(expect.arrayContaining(['hunter%2Ftwo', 'hunter/two']));
    expect(secretsIn({ DATABASE_URL: url })).toEqual(expect.arrayContaining(['hunter%2Ftwo', 'hunter/two']));
  });
});
