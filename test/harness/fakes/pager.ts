import type { Page } from '../../../src/domain/page.ts';
import type { Pager } from '../../../src/ports/pager.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';

export interface FakePager extends Pager {
  /** What was taken, each id once. */
  pages: { id: string; page: Page }[];
  /** So many calls fail first. */
  failures: number;
}

export function createFakePager(): FakePager {
  const fake: FakePager = {
    pages: [],
    failures: 0,
    send: async (id, page) => {
      fail('send');
      if (!fake.pages.some((one) => one.id === id)) fake.pages.push({ id, page });
    },
    reach: async () => fail('reach'),
  };
  const fail = (call: string) => {
    if (fake.failures === 0) return;
    fake.failures -= 1;
    throw new ServiceError({ service: 'pager', call, kind: 'unknown', problem: 'it did not answer' });
  };
  return fake;
}
