import type { Operation } from '../../../src/domain/operation.ts';
import type { ForgedApp } from './places.ts';
import { quoted } from './places.ts';

/** Changes to a running release by an attacker with the database and without the key. */
export interface Damage {
  what: string;
  /** What is said of it: the row and the field. */
  names: RegExp;
  apply(forged: ForgedApp, release: Operation): Promise<void>;
  /** True when it shows only to a process that has read the journal before. */
  showsToReader?: true;
}

const sql =
  (...statements: readonly string[]): Damage['apply'] =>
  async ({ sql: run }) => {
    for (const statement of statements) await run(statement);
  };

const DONE = { is: 'done', begunAt: '2026-11-23T09:00:00.000Z', since: '2026-11-23T09:00:00.000Z' };

export const DAMAGES: readonly Damage[] = [
  {
    what: 'the evidence of a done step is changed',
    names: /operations rel_\S+: step:read-manifest is/,
    apply: ({ forge }, { id }) =>
      forge(id, ({ steps }) => {
        Object.assign(steps['read-manifest'] ?? {}, { evidence: { sha384: 'sha384-forged', size: 1 } });
      }),
  },
  {
    what: 'a step is said to be done',
    names: /operations rel_\S+: step:verify-npm:\S+ is .*the journal says nothing/,
    apply: ({ forge }, { id }) =>
      forge(id, ({ steps }) => {
        for (const step of Object.keys(steps))
          if (step.startsWith('verify-npm')) steps[step] = { ...DONE, evidence: { integrity: 'sha512-x' } };
      }),
  },
  {
    what: 'a done step is said to wait, so that it is done twice',
    names: /operations rel_\S+: step:dispatch is nothing, the journal says/,
    apply: ({ forge }, { id }) =>
      forge(id, ({ steps }) => {
        steps['dispatch'] = { is: 'waiting' };
      }),
  },
  {
    what: 'every step is said to be done',
    names: /operations rel_\S+: step:/,
    apply: ({ forge }, { id }) =>
      forge(id, ({ steps }) => {
        for (const step of Object.keys(steps))
          if (steps[step]?.is !== 'done') steps[step] = { ...DONE, evidence: {} };
      }),
  },
  {
    what: 'the requester is another',
    names: /operations rel_\S+: requester is/,
    apply: ({ forge }, { id }) =>
      forge(id, (body) => {
        Object.assign(body, { requester: { person: 'cleo', name: 'Cleo', account: 'U0CLEO' } });
      }),
  },
  {
    what: 'the pointer is said to have another version',
    names: /surfaces CDN v1: live is/,
    apply: sql(`update surfaces set live = replace(live, '1.1.0', '1.0.0') where id = 'pointer:v1'`),
  },
  {
    what: 'a surface row is deleted',
    names: /surfaces CDN v1: the row is missing/,
    apply: sql(`delete from surfaces where id = 'pointer:v1'`),
  },
  {
    what: 'the packages of a release are changed',
    names: /releases 1\.1\.0: packages is/,
    apply: sql(
      `update releases set packages = replace(packages, '"after":"1.1.0"', '"after":"1.0.0"') where version = '1.1.0'`,
    ),
  },
  {
    what: 'a release is said to be proven',
    names: /releases 1\.2\.0: verified is true, the journal says nothing/,
    apply: sql(`update releases set verified_at = '2026-11-23T09:00:00.000Z' where version = '1.2.0'`),
  },
  {
    what: 'a release row is deleted',
    names: /releases 1\.2\.0: the row is missing/,
    apply: sql(`delete from releases where version = '1.2.0'`),
  },
  {
    what: 'a quarantine is deleted',
    names: /quarantined_versions 1\.0\.0: the row is missing/,
    apply: sql(`delete from quarantined_versions`),
  },
  {
    what: 'a quarantine is inserted',
    names: /quarantined_versions 1\.1\.0: no journal row wrote this row/,
    apply: sql(
      `insert into quarantined_versions (version, why, by_whom, since) values ('1.1.0', 'x', 'Ada', '2026-11-23')`,
    ),
  },
  {
    what: 'a lock is inserted',
    names: /locked_lines v1: no journal row wrote this row/,
    apply: sql(
      `insert into locked_lines (line, why, by_whom, since) values ('v1', 'x', 'Ada', '2026-11-23')`,
    ),
  },
  {
    what: 'a token is inserted',
    names: /terminal_tokens trm_x: no journal row wrote this row/,
    apply: sql(
      `insert into terminal_tokens (id, hash, person, machine, issued_at, expires_at) values ('trm_x', 'h', 'cleo', 'm', '2026', '2099')`,
    ),
  },
  {
    what: 'an operation is inserted',
    names: /operations rbk_x: no journal row wrote this row/,
    apply: async ({ sql: run }, { id }) => {
      const [row] = await run(`select body from operations where id = '${id}'`);
      const body = String(row?.['body']).replaceAll(id, 'rbk_x');
      await run(
        `insert into operations (id, kind, line, version, is_open, requested_at, body) values ('rbk_x', 'rollback', 'v2', '1.0.0', 1, '2026-11-23', ${quoted(body)})`,
      );
    },
  },
  {
    what: 'the newest rows of the journal are deleted',
    names: /the journal does not hold: row \d+: this row is missing/,
    apply: sql('delete from journal where sequence > (select max(sequence) - 3 from journal)'),
  },
  {
    what: 'an old copy of the journal and its head is put back',
    names: /the journal does not hold: row \d+/,
    showsToReader: true,
    apply: sql(
      'delete from journal where sequence > (select sequence from old_head)',
      'update journal_head set sequence = (select sequence from old_head), mac = (select mac from old_head), key_id = (select key_id from old_head), seal = (select seal from old_head)',
    ),
  },
  {
    what: 'the approval in the journal is changed',
    names: /the journal does not hold: row \d+: this row is not as it was written/,
    apply: sql(`update journal set body = replace(body, '"ben"', '"cleo"') where event = 'approved'`),
  },
  {
    what: 'a journal row without a MAC is added',
    names: /the journal does not hold: row \d+/,
    apply: sql(
      `insert into journal (sequence, subject_kind, subject_id, event, body) select max(sequence) + 1, 'release-line', 'v1', 'unlocked', '{}' from journal`,
    ),
  },
];
