import { z } from 'zod';
import { type Customer, type CustomerChannel, type Loads, TAGS } from '../domain/customer.ts';
import type { Person } from '../domain/person.ts';
import { parseVersion } from '../domain/version.ts';
import { isZone } from '../domain/zone.ts';
import type { ConfigProblem } from './problem.ts';
import { EmailAddress, SlackChannel } from './shapes.ts';
import { problemsOf, readYaml } from './yaml.ts';

/** Far more than a file of customers needs; each of them is one row of a list. */
const MOST_CUSTOMERS = 5000;
const MOST_CONTACTS = 20;
const MOST_HOSTS = 50;

/** On one line: a line end in it could forge a line of a message. */
const Name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'has a line end or another control character');
const Id = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'a short lower-case name, such as zna-antwerp');
const PersonId = z.string().min(1);

const Channel = z.union(
  [
    z.enum(['e-mail', 'by-hand']),
    z.strictObject({
      channel: SlackChannel.describe('The shared channel'),
      team: z.string().regex(/^T[A-Z0-9]{2,}$/, 'a Slack workspace id starts with T'),
    }),
  ],
  { error: 'is e-mail, by-hand, or { channel: C…, team: T… } for a Slack Connect channel' },
);

const Loaded = z
  .string()
  .refine(
    (text) => /^v\d+$/.test(text) || parseVersion(text) !== undefined,
    'is a release line as vX, or a version as vX.Y.Z',
  );

const Host = z
  .string()
  .regex(
    /^(?=.{1,253}$)(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}$/,
    'is a host in lower case, such as care.acme.example, or *.acme.example (write an international name as xn--…)',
  );

const RawCustomer = z.strictObject({
  name: Name,
  owner: PersonId,
  deputy: PersonId.optional(),
  zone: z.string().refine(isZone, 'is a time zone such as Europe/Brussels'),
  channel: Channel,
  contacts: z
    .array(z.strictObject({ name: Name.optional(), email: EmailAddress }))
    .max(MOST_CONTACTS)
    .default([]),
  loads: Loaded.optional(),
  hosts: z.array(Host).max(MOST_HOSTS).default([]),
  sri: z
    .string()
    .regex(/^sha(256|384|512)-[A-Za-z0-9+/]+={0,2}$/, 'is an integrity such as sha384-…')
    .optional(),
  tags: z.array(z.enum(TAGS)).default([]),
});
type RawCustomer = z.infer<typeof RawCustomer>;

const RawCustomers = z.strictObject({
  customers: z
    .record(Id, RawCustomer)
    .refine((all) => Object.keys(all).length <= MOST_CUSTOMERS, `has more than ${MOST_CUSTOMERS} customers`),
});

/** Parses the customers file, or returns every problem with its line. `people` are those of the configuration. */
export function readCustomers(
  file: string,
  text: string,
  people: readonly Pick<Person, 'id'>[],
): Customer[] | { problems: ConfigProblem[] } {
  const read = readYaml(file, text);
  if ('problems' in read) return read;
  const parsed = RawCustomers.safeParse(read.value);
  if (!parsed.success)
    return {
      problems: problemsOf(parsed.error.issues, { at: read.at, described: 'docs/customers.md' }),
    };
  const rows = Object.entries(parsed.data.customers);
  const ids = new Set(people.map(({ id }) => id));
  const problems = [
    ...rows.flatMap(([id, row]) => rowProblems(id, row, { ids, at: read.at })),
    ...sharedHosts(rows, read.at),
  ];
  return problems.length > 0 ? { problems } : rows.map(([id, row]) => customerOf(id, row));
}

interface Known {
  ids: ReadonlySet<string>;
  at: (path: readonly PropertyKey[]) => string;
}

/** Problems between a customer's settings. None of them repeats an address. */
function rowProblems(id: string, row: RawCustomer, { ids, at }: Known): ConfigProblem[] {
  const { owner, deputy, channel, contacts } = row;
  const here = (field: string, problem: string, fix: string) => ({
    where: at(['customers', id, field]),
    problem: `customers.${id}.${field}: ${problem}`,
    fix,
  });
  const addresses = contacts.map(({ email }) => email.toLowerCase());
  return [
    ...(['owner', 'deputy'] as const)
      .filter((field) => row[field] !== undefined && !ids.has(row[field]))
      .map((field) =>
        here(field, 'names no person of the configuration', 'Name one of people in navi.config.yaml.'),
      ),
    ...(owner === deputy ? [here('deputy', 'is the owner', 'Name another person, or leave it out.')] : []),
    ...(channel === 'e-mail' && contacts.length === 0
      ? [here('contacts', 'is empty', 'Add a contact, or set channel: by-hand.')]
      : []),
    ...(new Set(addresses).size < addresses.length
      ? [here('contacts', 'has one address twice', 'List each address once.')]
      : []),
  ];
}

/** A host that two customers list would count as both. */
function sharedHosts(rows: readonly (readonly [string, RawCustomer])[], at: Known['at']): ConfigProblem[] {
  const firsts = new Map<string, string>();
  return rows.flatMap(([id, { hosts }]) =>
    hosts.flatMap((host): ConfigProblem[] => {
      const first = firsts.get(host);
      firsts.set(host, first ?? id);
      if (first === undefined) return [];
      return [
        {
          where: at(['customers', id, 'hosts']),
          problem: `customers.${id}.hosts: ${host} is a host of ${first} too`,
          fix: 'List each host once.',
        },
      ];
    }),
  );
}

function customerOf(id: string, row: RawCustomer): Customer {
  const { name, owner, deputy = null, zone, channel, contacts, loads, hosts, sri = null, tags } = row;
  return {
    ...{ id, name, owner, deputy, zone, hosts, sri, tags },
    channel: channelOf(channel),
    contacts: contacts.map(({ name: called = null, email }) => ({ name: called, email })),
    loads: loadsOf(loads),
  };
}

function channelOf(channel: RawCustomer['channel']): CustomerChannel {
  return typeof channel === 'string' ? { is: channel } : { is: 'slack-connect', ...channel };
}

function loadsOf(text: string | undefined): Loads {
  if (text === undefined) return { is: 'not-stated' };
  const version = parseVersion(text);
  return version === undefined ? { is: 'release-line', releaseLine: text } : { is: 'version', version };
}
