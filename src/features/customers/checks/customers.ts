import { defineCheck } from '../../../engine/define-check.ts';

/** The customers file is valid. */
export default defineCheck({
  name: 'customers',
  title: 'Customers',
  why: 'Customers whom Navi does not know are not notified of a breaking release.',
  run: async ({ customersFile }) => {
    const read = await customersFile.read();
    switch (read.is) {
      case 'not-set-up':
        return {
          is: 'not-set-up',
          saw: `${read.missing} is not set: Navi knows no customers and sends no notices.`,
          next: `Write a customers file (docs/customers.md) and set ${read.missing} to its path.`,
        };
      case 'unreadable': {
        const [first] = read.problems;
        const count = read.problems.length;
        return {
          is: 'failed',
          saw: `The customers file has ${count} ${count === 1 ? 'problem' : 'problems'}; ${first?.where}: ${first?.problem}.`,
          next: `${first?.fix} /navi customers lists all of them.`,
        };
      }
      case 'read':
        return { is: 'ok', saw: `${read.customers.length} customers` };
    }
  },
});
