import type { Instant } from './instants.ts';
import type { Timeline } from './timeline.ts';

export interface CommitsOptions {
  /** Where each commit that has gone through is noted. */
  timeline: Timeline;
  /** Told of each instant as it is reached. */
  reach(instant: Instant): void;
}

interface Statement {
  sql: string;
  values: readonly unknown[];
}

interface Transaction {
  tables: Set<string>;
  events: string[];
}

const WRITE = /^(?:insert into|update|delete from)\s+(?:"\w+"\.)?"(?<table>\w+)"/i;
const SCHEMA = /^(?:create|alter|drop)\s/i;

/**
 * Finds the commits among the statements of a store's connections. A commit is named by the journal rows in it, else
 * by the tables it writes; one that writes nothing is none. A write outside a transaction is a commit of its own.
 */
export function createCommits({ timeline, reach }: CommitsOptions) {
  const open = new WeakMap<object, Transaction>();
  const counts = new Map<string, number>();

  function commit(label: string): () => void {
    const nth = (counts.get(label) ?? timeline.count({ is: 'commit', label })) + 1;
    counts.set(label, nth);
    reach({ when: 'before-commit', label, nth });
    return () => {
      timeline.note({ is: 'commit', label });
      reach({ when: 'after-commit', label, nth });
    };
  }

  return {
    /** Called before a statement is run; what it gives is called after it. */
    begin(connection: object, statement: Statement): () => void {
      const sql = statement.sql.trimStart();
      if (/^(?:begin|start transaction)\b/i.test(sql)) {
        open.set(connection, { tables: new Set(), events: [] });
        return nothing;
      }
      const transaction = open.get(connection);
      if (/^(?:commit|rollback)\b/i.test(sql)) {
        open.delete(connection);
        const label = transaction === undefined ? undefined : labelOf(transaction);
        return label === undefined || /^rollback/i.test(sql) ? nothing : commit(label);
      }
      const table = SCHEMA.test(sql) ? 'schema' : WRITE.exec(sql)?.groups?.['table'];
      if (table === undefined) return nothing;
      const events = table === 'journal' ? eventsIn(statement) : [];
      if (transaction === undefined) return commit(labelOf({ tables: new Set([table]), events }) ?? table);
      transaction.tables.add(table);
      transaction.events.push(...events);
      return nothing;
    },
  };
}

function nothing(): void {}

function labelOf({ tables, events }: Transaction): string | undefined {
  // The end comes with the last step, and which of two parallel steps is last differs from run to run.
  const named = events.length > 1 ? events.filter((event) => event !== 'finished') : events;
  if (named.length > 0) return `journal ${named.join(' + ')}`;
  return tables.size === 0 ? undefined : `only ${[...tables].sort().join(' + ')}`;
}

/** What the inserted journal rows say: their bodies are among the values, as JSON. */
function eventsIn({ values }: Statement): string[] {
  return values.flatMap((value) => {
    const row = typeof value === 'string' && value.startsWith('{') ? parse(value) : undefined;
    const event = field(row, 'event');
    if (typeof event !== 'string') return [];
    const step = field(field(row, 'details'), 'step');
    if (typeof step === 'string') return [`${event} ${step}`];
    const subject = String(field(field(row, 'subject'), 'id') ?? '');
    return event === 'delivered' ? [`delivered ${subject.split(':')[0]}`] : [event];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
}
