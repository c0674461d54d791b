import { readFileSync, statSync } from 'node:fs';
import type { AddressGuard } from '../domain/private-address.ts';
import type { JobSchedule } from '../domain/schedule.ts';
import type { Settings } from '../domain/settings.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { readConfig } from './file.ts';
import { ConfigError } from './problem.ts';
import { addressGuard } from './production.ts';

/** The whole configuration, validated. */
export interface Config {
  environment: Environment;
  settings: Settings;
  policy: string;
  configHash: string;
  /** The addresses that the process must not connect to; undefined outside production. */
  addressGuard: AddressGuard | undefined;
  isProduction: boolean;
}

/** Reads the environment and the file; `schedules` are those of the jobs. Throws `ConfigError` with the problems of both. */
export function loadConfig(env: NodeJS.ProcessEnv, schedules: readonly JobSchedule[]): Config {
  const environment = readEnvironment(env);
  const file = env['NAVI_CONFIG']?.trim() || 'navi.config.yaml';
  const project = Array.isArray(environment) ? '' : environment.GOOGLE_CLOUD_PROJECT;
  const read = readFile(file, { project, schedules });
  if (Array.isArray(environment) || Array.isArray(read))
    throw new ConfigError([
      ...(Array.isArray(environment) ? environment : []),
      ...(Array.isArray(read) ? read : []),
    ]);
  return {
    environment,
    ...read,
    addressGuard: addressGuard(env, read.settings.cdn.host),
    isProduction: env['NODE_ENV'] === 'production',
  };
}

function readFile(file: string, given: Parameters<typeof readConfig>[2]): ReturnType<typeof readConfig> {
  const fix = 'Set NAVI_CONFIG to the file, or start Navi where navi.config.yaml is.';
  try {
    // A pipe or a device may never end.
    if (!statSync(file).isFile()) return [{ where: file, problem: 'is not a file', fix }];
    return readConfig(file, readFileSync(file, 'utf8'), given);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return [{ where: file, problem: `cannot be read (${code})`, fix }];
  }
}
