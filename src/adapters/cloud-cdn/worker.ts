import { parentPort, workerData } from 'node:worker_threads';
import { guardAddresses } from '../lookups/index.ts';
import { createCompute } from './compute.ts';
import { problemOf } from './errors.ts';
import { type Reply, Request, Target } from './messages.ts';

// The thread's entry: the only file here with an import-time effect, because a thread has no other way to start. The
// client leaves some promises unawaited, and without credentials one of them would end the thread before it has
// answered. Each request gets its own answer, so nothing is lost here.
process.on('unhandledRejection', () => {});

const target = Target.parse(workerData);
guardAddresses(target.addressGuard);
const ask = createCompute(target);

parentPort?.on('message', (message: unknown) => {
  const request = Request.parse(message);
  const reply = (answer: Reply) => parentPort?.postMessage(answer);
  ask(request).then(reply, (error: unknown) =>
    reply({ id: request.id, is: 'error', error: problemOf(error) }),
  );
});
