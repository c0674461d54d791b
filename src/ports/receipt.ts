/** A write's receipt: the service's ids of its requests, for its support and its logs. */
export interface Receipt {
  requestIds?: readonly string[];
}

/** One receipt for several writes. */
export function together(receipts: readonly Receipt[]): Receipt {
  return { requestIds: receipts.flatMap(({ requestIds = [] }) => requestIds) };
}
