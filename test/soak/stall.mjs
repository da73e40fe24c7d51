/**
 * Loaded into an agent by NODE_OPTIONS=--import: its main thread is busy again and again, up to 120 ms at once. The
 * thread that drains the consoles, and launchers, are left alone.
 */
import { isMainThread } from 'node:worker_threads';

const MOST_MS = 120;
const EVERY_MS = 250;

if (isMainThread && process.argv[1]?.endsWith('virtcell.js')) {
  const stall = () => {
    const end = performance.now() + Math.random() * MOST_MS;
    while (performance.now() < end);
    setTimeout(stall, Math.random() * EVERY_MS).unref();
  };
  setTimeout(stall, EVERY_MS).unref();
}
