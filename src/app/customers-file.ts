import { open, stat } from 'node:fs/promises';
import { readCustomers } from '../config/customers.ts';
import type { Settings } from '../domain/settings.ts';
import type { CustomersFile, CustomersRead } from '../ports/customers.ts';

/** Longer than `readCustomers` accepts, so that it says so. */
const MOST_BYTES = 600 * 1024;

/** The customers file at this path; undefined where none is configured. */
export function createCustomersFile(
  path: string | undefined,
  { people }: Pick<Settings, 'people'>,
): CustomersFile {
  if (path === undefined)
    return { read: () => Promise.resolve({ is: 'not-set-up', missing: 'NAVI_CUSTOMERS' }) };
  return {
    async read(): Promise<CustomersRead> {
      const text = await textOf(path);
      if (typeof text !== 'string') return { is: 'unreadable', problems: [text] };
      const read = readCustomers(path, text, people);
      return 'problems' in read
        ? { is: 'unreadable', problems: read.problems }
        : { is: 'read', customers: read };
    },
  };
}

async function textOf(path: string): Promise<string | { where: string; problem: string; fix: string }> {
  const fix = 'Set NAVI_CUSTOMERS to a file that Navi may read, or unset it.';
  try {
    // To open a pipe may never end, and few files are opened at a time.
    if (!(await stat(path)).isFile()) return { where: path, problem: 'is not a file', fix };
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { where: path, problem: `cannot be read (${code})`, fix };
  }
}
