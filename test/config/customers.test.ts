import { describe, expect, it } from 'vitest';
import { readCustomers } from '../../src/config/customers.ts';
import { exampleCustomers } from '../harness/fakes/customers.ts';

const PEOPLE = [{ id: 'ada' }, { id: 'ben' }];

function problemsIn(text: string): { where: string; problem: string; fix: string }[] {
  const read = readCustomers('customers.yaml', text, PEOPLE);
  return 'problems' in read ? read.problems : [];
}

const FAULTY = `customers:
  acme:
    name: Acme
    owner: nobody-we-know
    zone: Europe/Brussel
    channel: pigeon
    contacts: [{ email: canary@acme }]
  Globex:
    name: ''
    owner: ada
    zone: Europe/Paris
    channel: e-mail
    loads: version one
    tag: [partner]
`;

describe('the customers file', () => {
  it('has the customers of the example, each with all that Navi needs', () => {
    const customers = exampleCustomers();
    expect(customers.length).toBe(12);
    expect(customers[0]).toMatchObject({ id: 'zna-antwerp', owner: 'ada', loads: { releaseLine: 'v1' } });
    expect(customers.map(({ channel }) => channel.is)).toContain('slack-connect');
  });

  it('says every problem at once, with its line, and no address', () => {
    const problems = problemsIn(FAULTY);
    const text = problems.map(({ where, problem }) => `${where} ${problem}`).join('\n');
    expect(text).toMatch(/customers\.yaml:5 customers\.acme\.zone/);
    expect(text).toMatch(/customers\.yaml:6 customers\.acme\.channel: is e-mail, by-hand/);
    expect(text).toMatch(/customers\.yaml:7 customers\.acme\.contacts\.0\.email/);
    expect(text).toMatch(/customers\.yaml:8 .*Globex/);
    expect(text).not.toContain('canary');
    expect(problems.every(({ fix }) => fix.endsWith('.'))).toBe(true);
  });

  it.each([
    ['an owner who is no person', 'owner: eve', /:4 customers\.acme\.owner: names no person/],
    ['a deputy who is the owner', 'owner: ada\n    deputy: ada', /:5 customers\.acme\.deputy: is the owner/],
    [
      'one address twice',
      'owner: ada\n    contacts: [{ email: a@b.example }, { email: A@b.example }]',
      /:5 customers\.acme\.contacts: has one address twice/,
    ],
    [
      'a name of two lines',
      'owner: ada\n    contacts: [{ name: "a\\nBcc: b", email: a@b.example }]',
      /:5 .*control character/,
    ],
    ['a host with a path', 'owner: ada\n    hosts: [acme.example/care]', /:5 .*is a host in lower case/],
    ['a host of any customer', "owner: ada\n    hosts: ['*.example', '*']", /:5 .*is a host in lower case/],
    ['e-mail without a contact', 'owner: ada', /customers\.acme\.contacts: is empty/],
  ])('refuses %s', (_, lines, expected) => {
    const problems = problemsIn(
      `customers:\n  acme:\n    name: Acme\n    ${lines}\n    zone: UTC\n    channel: e-mail\n`,
    );
    expect(problems.map(({ where, problem }) => `${where} ${problem}`).join('\n')).toMatch(expected);
  });

  it.each([
    ['no YAML', 'customers: [', /^customers\.yaml:1/],
    ['too long', 'x'.repeat(600 * 1024), /is longer than/],
    ['a name that hides', 'customers:\n  __proto__:\n    name: x\n', /:2 __proto__ is no name/],
    ['an alias bomb', `a: &a [x]\nb: &b [${'*a,'.repeat(200)}*a]\ncustomers: *b`, /./],
  ])('refuses %s', (_, text, expected) => {
    const [first] = problemsIn(text);
    expect(`${first?.where} ${first?.problem}`).toMatch(expected);
  });
});
