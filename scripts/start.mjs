#!/usr/bin/env node
/**
 * npm start: from a bare machine to a hand on the serial console of a VM in its own private /dev. Says what it will do,
 * prepares what is missing, and leaves nothing behind but what it says it keeps.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLinuxGuestMade } from './guest/linux.mjs';
import { cacheFolder } from './prepare/cacheFolder.mjs';
import { BUILD_PACKAGES, dependencyState } from './prepare/dependencies.mjs';
import { asInvokingUser, invokingUser } from './prepare/invokingUser.mjs';
import { ensurePackages, missingPackages } from './prepare/packages.mjs';
import { runStep } from './prepare/runStep.mjs';
import { announcement } from './start/announcement.mjs';
import { Demo } from './start/demo.mjs';
import { fillSample } from './start/fillSample.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SIGNALS = /** @type {const} */ ({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });

process.exitCode = await main();
if (process.exitCode === SIGNALS.SIGHUP) dieOfHangup();

async function main() {
  const user = asInvokingUser();
  const cache = cacheFolder(user.env);
  const folder = `/run/virtcell-demo-${process.pid}`;
  if (!prepare(user, cache, folder)) return 1;

  const sample = readFileSync(join(ROOT, 'samples/linux.domain.xml'), 'utf8');
  const demo = new Demo({
    command: join(ROOT, 'dist/virtcell.js'),
    folder,
    // Nobody but root is here: the VM is root's too, without capabilities and confined by Landlock.
    config: invokingUser() ? {} : { qemuUser: 'root' },
    domain: fillSample(sample, cache),
    user,
  });
  return runDemo(demo);
}

/**
 * Says what will be done and does all of it that does not need the demo. False when something is missing.
 *
 * @param {ReturnType<typeof asInvokingUser>} user
 * @param {string} cache
 * @param {string} folder
 */
function prepare(user, cache, folder) {
  const isRoot = process.geteuid?.() === 0;
  const npm = dependencyState();
  const packages = ['qemu-system-x86', 'busybox-static', ...(npm === 'none' ? [] : BUILD_PACKAGES)];
  const qemuUser = invokingUser()?.name ?? (isRoot ? 'root (nobody else is here; Landlock confines it)' : 'you');
  const outlook = { packages: missingPackages(packages), npm, guestMade: isLinuxGuestMade(cache), cache, folder };
  console.log(announcement({ ...outlook, qemuUser }));
  if (!isRoot) {
    console.log('The agent makes mount namespaces and device nodes, so it needs root. Start it with:');
    console.log(`sudo ${process.execPath} ${join(ROOT, 'scripts/start.mjs')}`);
    return false;
  }
  if (!ensurePackages(packages)) return false;
  const steps = ['scripts/prepare/dependencies.mjs', 'scripts/build.mjs', 'scripts/guest/linux.mjs'];
  return steps.every((script) => runStep(ROOT, script, user));
}

/** @param {Demo} demo */
async function runDemo(demo) {
  const terminal = terminalState();
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
    await demo.start();
    await demo.attach();
  } catch (error) {
    if (code === 0) {
      code = 1;
      console.error(error instanceof Error ? error.message : error);
    }
  } finally {
    restoreTerminal(terminal);
    await demo.clear();
  }
  return code;
}

/** Without its terminal Node aborts at exit, when it cannot put it back into its usual mode: the signal comes first. */
function dieOfHangup() {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

/** A console that was killed could not put the terminal back into its usual mode. */
function terminalState() {
  if (!process.stdin.isTTY) return undefined;
  return spawnSync('stty', ['-g'], { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' }).stdout?.trim();
}

function restoreTerminal(/** @type {string | undefined} */ state) {
  if (state) spawnSync('stty', [state], { stdio: ['inherit', 'ignore', 'ignore'] });
}
