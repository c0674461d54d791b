import { Worker } from 'node:worker_threads';
import { type Problem, Reply, type Request, type Target } from './messages.ts';

type Unsent<R> = R extends Request ? Omit<R, 'id' | 'until'> : never;
type Question = Unsent<Request>;

/** The thread creates few objects: with the default of 48 MB for new objects its memory grows by half. */
const YOUNG_MB = 8;

/** A thread that holds the client, because importing it blocks its event loop for half a second. */
export interface Thread {
  /** Starts the thread unless it runs, and postpones its end. */
  warm(): void;
  /** Returns the answer, or `error` with the reason. Never rejects. */
  ask(question: Question, deadlineMs: number): Promise<Reply>;
  close(): Promise<void>;
}

interface Pending {
  resolve: (reply: Reply) => void;
  timer: NodeJS.Timeout;
}

/**
 * The thread ends after `idleMs` without a request, and the next request starts it again. It does not keep the
 * process alive.
 */
export function createThread(target: Target, idleMs: number): Thread {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let asked = 0;
  let isClosed = false;

  function settle(reply: Reply): void {
    const waiting = pending.get(reply.id);
    if (waiting === undefined) return;
    pending.delete(reply.id);
    clearTimeout(waiting.timer);
    if (pending.size === 0) worker?.unref();
    waiting.resolve(reply);
  }

  function lose(lost: Worker, problem: string): void {
    if (worker !== lost) return;
    worker = undefined;
    for (const id of pending.keys()) settle(failed(id, { kind: 'unknown', problem }));
  }

  function start(): Worker {
    const started = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: target,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    started.unref();
    started.on('message', (message: unknown) => {
      const reply = Reply.safeParse(message);
      if (reply.success) settle(reply.data);
    });
    started.on('error', () => lose(started, 'its thread broke'));
    started.on('exit', () => lose(started, 'its thread ended'));
    return started;
  }

  function running(): Worker {
    worker ??= start();
    clearTimeout(idle);
    idle = setTimeout(endIfIdle, idleMs).unref();
    return worker;
  }

  function endIfIdle(): void {
    if (pending.size > 0) {
      running();
      return;
    }
    const ending = worker;
    worker = undefined;
    void ending?.terminate();
  }

  return {
    warm: () => {
      if (!isClosed) running();
    },
    ask: (question, deadlineMs) =>
      new Promise((resolve) => {
        asked += 1;
        const id = asked;
        if (isClosed) {
          resolve(failed(id, { kind: 'refused', problem: 'it was closed' }));
          return;
        }
        const late = failed(id, { kind: 'unknown', problem: 'no answer in time', code: 'deadline' });
        pending.set(id, { resolve, timer: setTimeout(() => settle(late), deadlineMs) });
        const thread = running();
        thread.ref();
        thread.postMessage({ ...question, id, until: Date.now() + deadlineMs });
      }),
    close: async () => {
      isClosed = true;
      clearTimeout(idle);
      const ending = worker;
      if (ending !== undefined) lose(ending, 'it was closed');
      await ending?.terminate();
    },
  };
}

function failed(id: number, error: Problem): Reply {
  return { id, is: 'error', error };
}
