export { configuredFreezes, readFreezes, setFreezesIn, workingHours } from './freezes.ts';
export { releasedVersions } from './released.ts';
