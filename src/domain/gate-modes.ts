/** What a gate's finding does: it is only recorded, warns at most, or may block. */
export const MODES = ['shadow', 'warn', 'block'] as const;
export type GateMode = (typeof MODES)[number];

/**
 * The gates whose mode the configuration may change, each with its default. All others protect what is released, the
 * way back, or what another operation holds: they always may block.
 */
export const GATE_MODES: Readonly<Record<string, GateMode>> = {
  'required checks are green': 'block',
  'internal dependency versions match': 'block',
  'changes are written up': 'block',
  'changesets agree': 'block',
  'API contracts are reviewed': 'block',
  'sign-offs are given': 'block',
  'a migration guide exists': 'block',
  'a beta was out': 'block',
  'extended tests run': 'block',
  'customers were notified': 'block',
  'CDN_VERSION_MAP has the entry': 'block',
  'publishing is protected': 'block',
  'commits are listed': 'warn',
  'the cadence is kept': 'warn',
  'within working hours': 'warn',
  'the release can be watched': 'block',
};

/** The mode of each gate that has one: the configuration's, else the default. */
export function modesOf(configured: Readonly<Partial<Record<string, GateMode>>>): Record<string, GateMode> {
  return Object.fromEntries(Object.entries(GATE_MODES).map(([id, mode]) => [id, configured[id] ?? mode]));
}

/** Those that are not the default. */
export function ownModes(gates: Readonly<Record<string, GateMode>>): Record<string, GateMode> {
  return Object.fromEntries(Object.entries(gates).filter(([id, mode]) => GATE_MODES[id] !== mode));
}
