import { type NaviProcess, startNavi } from '../process/navi-process.ts';
import { type Instant, nameOf } from './instants.ts';
import { openTimeline } from './timeline.ts';

export interface LifeOptions {
  env: Readonly<Record<string, string>>;
  /** The play's timeline. */
  timeline: string;
  /** The instants at which it dies, each once, in any order. */
  at: readonly Instant[];
  /** What happens between a death and the next start. */
  meanwhile(): Promise<void>;
}

/** A process, and after each of its deaths the one that is started in its place. */
export interface Life {
  navi(): NaviProcess;
  /** Rejects when it ends otherwise than by a death that was meant. */
  failed: Promise<never>;
  /** False from a death until the next process is ready. */
  isServing(): boolean;
  /** What all of them wrote. */
  output(): string;
  /** SIGTERM. */
  stop(): Promise<void>;
  /** In any state. */
  end(): Promise<void>;
}

export function live({ env, timeline: file, at, meanwhile }: LifeOptions): Life {
  const timeline = openTimeline(file);
  const outputs: string[] = [];
  let isServing = true;
  let isOver = false;
  const begin = () => {
    const died = timeline.hits();
    const left = at.filter((instant) => !died.includes(nameOf(instant)));
    return startNavi({ env, crash: { timeline: file, at: left } });
  };
  let navi = begin();
  const follow = async () => {
    let told = 0;
    for (;;) {
      const { signal, code } = await navi.ended;
      if (isOver) return;
      const deaths = timeline.hits().length;
      if (signal !== 'SIGKILL' || deaths === told) throw new Error(`Navi ended by itself: ${signal ?? code}`);
      told = deaths;
      outputs.push(navi.output());
      isServing = false;
      await meanwhile();
      navi = begin();
      isServing = (await navi.ready()) === 'ready';
    }
  };
  const failed = new Promise<never>((_, reject) => {
    follow().catch(reject);
  });
  failed.catch(() => {});
  return {
    navi: () => navi,
    failed,
    isServing: () => isServing,
    output: () => [...outputs, navi.output()].join('\n-- and after its death --\n'),
    stop: async () => {
      isOver = true;
      await navi.stop();
    },
    end: async () => {
      isOver = true;
      await navi.kill();
    },
  };
}
