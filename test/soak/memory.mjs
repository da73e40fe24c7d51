/**
 * Loaded into an agent by NODE_OPTIONS=--import: at SIGUSR2 it collects its garbage and says what it holds, in bytes. Code
 * that V8 has compiled is not counted: it grows with what is hot, and nobody holds it.
 */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.argv[1]?.endsWith('virtcell.js')) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  process.on('SIGUSR2', () => {
    collect();
    const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => !name.startsWith('code'));
    const heap = spaces.reduce((sum, { space_used_size: used }) => sum + used, 0);
    console.error(`memory held: ${heap + process.memoryUsage().external}`);
  });
}
