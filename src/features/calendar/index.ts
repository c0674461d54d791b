export { configuredFreezes, readFreezes, setFreezesIn, workingHours } from './freezes.ts';
