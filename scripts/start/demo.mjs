/**
 * A demo runs until its user leaves it, is interrupted at any moment, and is always cleared away.
 *
 * @typedef {object} Demo
 * @property {() => Promise<void>} run
 * @property {() => void} interrupt  lets `run` come to its end
 * @property {() => Promise<void>} clear
 */

const SIGNALS = /** @type {const} */ ({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });

/**
 * Runs a demo and clears it away; returns the exit code.
 *
 * @param {Demo} demo
 */
export async function runDemo(demo) {
  let code = 0;
  for (const [signal, itsCode] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      code = itsCode;
      demo.interrupt();
    });
  }
  // The terminal may be gone by the time we say goodbye.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    await demo.run();
  } catch (error) {
    if (code === 0) {
      code = 1;
      console.error(error instanceof Error ? error.message : error);
    }
  } finally {
    await demo.clear();
  }
  return code;
}

/** Without its terminal Node aborts at exit, when it cannot put it back into its usual mode: the signal comes first. */
export function exitWith(/** @type {number} */ code) {
  process.exitCode = code;
  if (code !== SIGNALS.SIGHUP) return;
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
