import type { JobRecord } from '../records.ts';
import type { Forced } from './bench.ts';

/** The control calls' orders for future jobs: `times` of them end as ordered, in both modes. */
export interface Forcing {
  add(order: Order): void;
  /** Uses the first order for this job once, if there is one. */
  take(job: JobRecord): Forced | undefined;
  list(): Order[];
  clear(): void;
}

interface Order extends Forced {
  /** The job's key or name. */
  job: string;
  times: number;
}

export function createForcing(): Forcing {
  let orders: Order[] = [];
  return {
    add: (order) => {
      orders.push({ ...order });
    },
    take: (job) => {
      const order = orders.find((one) => one.job === job.key || one.job === job.name);
      if (order === undefined) return undefined;
      order.times -= 1;
      orders = orders.filter((one) => one.times > 0);
      return { conclusion: order.conclusion, step: order.step };
    },
    list: () => orders.map((order) => ({ ...order })),
    clear: () => {
      orders = [];
    },
  };
}
