import type { Damage } from './damages.ts';

const sql =
  (...statements: readonly string[]): Damage['apply'] =>
  async ({ sql: run }, { id }) => {
    for (const statement of statements) await run(statement.replaceAll('$id', id));
  };

/** Rows that Navi cannot have written and cannot read. */
export const UNREADABLE: readonly Damage[] = [
  {
    what: 'what is live is no JSON',
    names: /surfaces CDN v1: live is/,
    apply: sql(`update surfaces set live = '{' where id = 'pointer:v1'`),
  },
  {
    what: 'what is live is other JSON',
    names: /surfaces CDN v1: live is/,
    apply: sql(`update surfaces set live = '[]' where id = 'pointer:v1'`),
  },
  {
    what: 'a surface of no kind is inserted',
    names: /surfaces .*x: no journal row wrote this row/,
    apply: sql(
      `insert into surfaces (id, live, since, moved_by) values ('x', '{"version":"1.0.0"}', '2026', 'adopted')`,
    ),
  },
  {
    what: 'the packages of the live release are no JSON',
    names: /releases 1\.1\.0: packages is/,
    apply: sql(`update releases set packages = '{' where version = '1.1.0'`),
  },
  {
    what: 'the state of the live release is none',
    names: /releases 1\.1\.0: state is/,
    apply: sql(`update releases set state = '{"is":"gone"}' where version = '1.1.0'`),
  },
  {
    what: 'a release of no version is inserted',
    names: /releases x\.y: no journal row wrote this row/,
    apply: sql(
      `insert into releases (version, release_line, packages, state, live_at, verified_at) values ('x.y', 'v1', '[]', '{"is":"live","since":"2026"}', '2026', '2026')`,
    ),
  },
  {
    what: 'a quarantine of no version is inserted',
    names: /quarantined_versions .*: no journal row wrote this row/,
    apply: sql(
      `insert into quarantined_versions (version, why, by_whom, since) values ('', '', '', 'never')`,
    ),
  },
  {
    what: 'a rollback of an unknown operation is said to be unproven',
    names: /unproven_rollbacks v1: no journal row wrote this row/,
    apply: sql(
      `insert into unproven_rollbacks (line, operation, claimed, since) values ('v1', 'rbk_none', 'x', 'never')`,
    ),
  },
  {
    what: 'the journal’s head is deleted',
    names: /the journal does not hold/,
    apply: sql('delete from journal_head'),
  },
  {
    what: 'an alert that cannot be read is inserted',
    names: /alerts alt_x: no journal row wrote this row/,
    apply: sql(
      `insert into alerts (id, kind, subject_kind, subject_id, state, since, revision, details, is_open, is_firing, looks) values ('alt_x', 'drift', 'surface', 'x', '{', '2026', 1, '{', 1, 1, 0)`,
    ),
  },
];

/** SQLite stores any value in any column. */
export const MISTYPED: readonly Damage[] = [
  {
    what: 'what is live is bytes',
    names: /surfaces CDN v1: live is/,
    apply: sql(`update surfaces set live = cast(live as blob) where id = 'pointer:v1'`),
  },
  {
    what: 'a quarantine of bytes is inserted',
    names: /quarantined_versions .*: no journal row wrote this row/,
    apply: sql(
      `insert into quarantined_versions (version, why, by_whom, since) values (x'00ff', 'x', 'Ada', '2026')`,
    ),
  },
  {
    what: 'a firing alert has no revision',
    names: /alerts alt_x: no journal row wrote this row/,
    apply: sql(
      `insert into alerts (id, kind, subject_kind, subject_id, state, since, revision, details, is_open, is_firing, looks) values ('alt_x', 'drift', 'surface', 'x', '{}', '2026', 'none', '{}', 1, 1, 0)`,
    ),
  },
  {
    what: 'a journal row is bytes',
    names: /the journal does not hold/,
    apply: sql(`update journal set body = cast(body as blob) where event = 'approved'`),
  },
];

/** Of every operation. */
export const BODIES = {
  'is no JSON': `update operations set body = '{'`,
  'is other JSON': `update operations set body = '{"id":"' || id || '","steps":[]}'`,
  'has a state without its fields': `update operations set body = replace(body, '"state":{', '"state":{"is":"stopped"},"was":{')`,
};
export const MISTYPED_BODIES = { 'is bytes': 'update operations set body = cast(body as blob)' };
