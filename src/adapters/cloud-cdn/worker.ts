import { parentPort, workerData } from 'node:worker_threads';
import { guardAddresses } from '../lookups/index.ts';
import { createCompute } from './compute.ts';
import { problemOf } from './errors.ts';
import { type Reply, Request, Target } from './messages.ts';

// The thread's entry: the one file here that acts when it is loaded, because that is all a thread can do.
// The client leaves promises of its own unawaited, and without credentials one of them ends the thread before the
// question that needed them is answered. Every question has an answer of its own, so nothing is lost here.
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
