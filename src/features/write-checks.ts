import { approvalsStand } from './policy/approvals-stand.ts';
import { notFrozen } from './policy/not-frozen.ts';
import { recordAllows } from './record/block.ts';
import { rightsWereTried } from './surfaces/rights.ts';

/** Every condition of a write, in the order in which they are asked. */
export const WRITE_CHECKS = [recordAllows, notFrozen, approvalsStand, rightsWereTried];
