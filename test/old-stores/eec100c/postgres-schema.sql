CREATE SCHEMA navi;
CREATE TABLE navi.duties (
    id text NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    lane text NOT NULL,
    due_at text NOT NULL,
    again_at text,
    attempts integer DEFAULT 0 NOT NULL,
    claims integer DEFAULT 0 NOT NULL,
    claimed_by text,
    claimed_until text
);
CREATE TABLE navi.journal (
    sequence integer NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    event text NOT NULL,
    body text NOT NULL
);
CREATE TABLE navi.journal_head (
    id integer NOT NULL,
    sequence integer NOT NULL,
    mac text NOT NULL,
    key_id text NOT NULL,
    seal text NOT NULL
);
CREATE TABLE navi.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE navi.kysely_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);
CREATE TABLE navi.marks (
    kind text NOT NULL,
    id text NOT NULL,
    why text NOT NULL,
    by_whom text NOT NULL,
    since text NOT NULL
);
CREATE TABLE navi.operations (
    id text NOT NULL,
    kind text NOT NULL,
    line text NOT NULL,
    version text NOT NULL,
    is_open integer NOT NULL,
    requested_at text NOT NULL,
    body text NOT NULL
);
CREATE TABLE navi.outbox (
    key text NOT NULL,
    operation text NOT NULL,
    "position" integer NOT NULL,
    about text NOT NULL,
    channel text NOT NULL,
    in_thread integer NOT NULL,
    state text NOT NULL,
    ts text,
    wanted integer NOT NULL,
    delivered integer NOT NULL,
    attempts integer NOT NULL,
    since text NOT NULL,
    updated_at text NOT NULL,
    note text NOT NULL
);
CREATE TABLE navi.surfaces (
    id text NOT NULL,
    live text NOT NULL,
    since text NOT NULL,
    verified_at text,
    moved_by text NOT NULL,
    held_by text
);
ALTER TABLE ONLY navi.duties
    ADD CONSTRAINT duties_key_key UNIQUE (key);
ALTER TABLE ONLY navi.duties
    ADD CONSTRAINT duties_pkey PRIMARY KEY (id);
ALTER TABLE ONLY navi.journal_head
    ADD CONSTRAINT journal_head_pkey PRIMARY KEY (id);
ALTER TABLE ONLY navi.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (sequence);
ALTER TABLE ONLY navi.kysely_migration_lock
    ADD CONSTRAINT kysely_migration_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY navi.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY navi.marks
    ADD CONSTRAINT marks_key PRIMARY KEY (kind, id);
ALTER TABLE ONLY navi.operations
    ADD CONSTRAINT operations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY navi.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (key);
ALTER TABLE ONLY navi.surfaces
    ADD CONSTRAINT surfaces_pkey PRIMARY KEY (id);
CREATE INDEX duties_due ON navi.duties USING btree (lane, due_at);
CREATE INDEX journal_subject ON navi.journal USING btree (subject_kind, subject_id, sequence);
CREATE INDEX operations_open ON navi.operations USING btree (is_open, requested_at);
CREATE INDEX operations_requested ON navi.operations USING btree (requested_at, id);
CREATE INDEX outbox_operation ON navi.outbox USING btree (operation, "position");
CREATE INDEX outbox_post ON navi.outbox USING btree (channel, ts);
