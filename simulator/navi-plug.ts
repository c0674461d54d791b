import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createNaviLog } from './navi-log.ts';
import { createPlug, type Plug } from './plug.ts';

const MAIN = fileURLToPath(new URL('../src/bin/start.js', import.meta.url));

/**
 * The switch for Navi's process, made before Navi's environment is known: the page that has the switch is part of
 * that environment.
 */
export interface NaviPlug {
  forPage: Pick<Plug, 'do' | 'state'> & { aroundReset(reset: () => Promise<void>): Promise<void> };
  setEnvironment(env: Record<string, string>): void;
  close(): Promise<void>;
}

export interface NaviPlugOptions {
  /** The file of Navi's whole log. */
  file: string;
  /** Appends to the log of the last start. */
  keep: boolean;
  /** For the person at the terminal. */
  say: (text: string) => void;
}

/** Starts Navi in the simulated world, as a process of its own. */
export function createNaviPlug({ file, keep, say }: NaviPlugOptions): NaviPlug {
  if (!keep) rmSync(file, { force: true });
  const log = createNaviLog(file, say);
  let plug: Plug | undefined;
  let dataDir: string | undefined;
  return {
    forPage: {
      do: async (action) => plug?.do(action),
      state: () => plug?.state() ?? { state: 'stopped' },
      aroundReset: async (reset) => {
        const wasRunning = plug?.state().state === 'running';
        await plug?.do('stop');
        if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true });
        await reset();
        if (wasRunning) await plug?.do('start');
      },
    },
    setEnvironment: (env) => {
      dataDir = env['NAVI_DATA_DIR'];
      plug = createPlug({
        argv: [MAIN],
        cwd: process.cwd(),
        env,
        onLine: log.write,
        onEnd: (how) => say(`  Navi ended (${how}). The page can plug it in again.`),
      });
    },
    close: async () => {
      log.hush();
      await plug?.close();
      await log.close();
    },
  };
}
