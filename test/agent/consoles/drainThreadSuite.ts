import { afterAll, beforeAll } from 'vitest';
import { DrainThreads } from '../../../agent/consoles/drainThreads.ts';
import { type Bundle, bundleDrainWorker } from './drainWorkerBundle.ts';

/** A real drain thread for all tests of a file; whatever it has to log fails them. */
export function useDrainThread(): () => DrainThreads {
  let worker: Bundle;
  let thread: DrainThreads;
  beforeAll(async () => {
    worker = await bundleDrainWorker();
    thread = new DrainThreads(worker.path, (message, error) => {
      throw new Error(message, { cause: error });
    });
  });
  afterAll(async () => {
    await thread.stop();
    worker.remove();
  });
  return () => thread;
}
