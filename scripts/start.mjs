#!/usr/bin/env node
/**
 * npm start: from a bare machine to the sample workspace in the editor, one click away from a VM in its own private
 * /dev. Says what it will do, prepares what is missing, and leaves nothing behind but what it says it keeps.
 *
 *   npm start                   in the editor
 *   npm start -- --no-open      the same, without opening a browser
 *   npm start -- --terminal     in this terminal: a VM, and a hand on its serial console
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { editorObstacle, isEditorHostMade } from './editor/host.mjs';
import { isLinuxGuestMade } from './guest/linux.mjs';
import { cacheFolder } from './prepare/cacheFolder.mjs';
import { BUILD_PACKAGES, dependencyState } from './prepare/dependencies.mjs';
import { asInvokingUser, invokingUser } from './prepare/invokingUser.mjs';
import { ensurePackages, missingPackages } from './prepare/packages.mjs';
import { runStep } from './prepare/runStep.mjs';
import { announcement } from './start/announcement.mjs';
import { exitWith, runDemo } from './start/demo.mjs';
import { DemoAgent } from './start/demoAgent.mjs';
import { EditorDemo } from './start/editorDemo.mjs';
import { fillSample } from './start/fillSample.mjs';
import { agreesToDesktop, mayUseDesktop, openDesktop, openServed } from './start/openEditor.mjs';
import { TerminalDemo } from './start/terminalDemo.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OPTIONS = /** @type {const} */ ({ terminal: { type: 'boolean' }, 'no-open': { type: 'boolean' } });

exitWith(await main());

async function main() {
  const { values: options } = parseArgs({ options: OPTIONS });
  const user = asInvokingUser();
  const cache = cacheFolder(user.env);
  const folder = `/run/virtcell-demo-${process.pid}`;
  const editor = await chooseEditor(options, user);
  if (!prepare(user, cache, folder, editor)) return 1;

  const agent = new DemoAgent({
    command: join(ROOT, 'dist/virtcell.js'),
    folder,
    // Nobody but root is here: the VM is root's too, without capabilities and confined by Landlock.
    config: invokingUser() ? {} : { qemuUser: 'root' },
    user,
  });
  if (editor === 'none') {
    const sample = readFileSync(join(ROOT, 'samples/linux.domain.xml'), 'utf8');
    return runDemo(new TerminalDemo(agent, fillSample(sample, cache)));
  }
  const editing = { ...user, env: { ...user.env, VIRTCELL_SOCKET: agent.socket } };
  const open = (/** @type {import('./start/openEditor.mjs').Places} */ places) =>
    editor === 'desktop' ? openDesktop(ROOT, editing, places) : openServed(editing, cache, !options['no-open'], places);
  return runDemo(new EditorDemo(agent, cache, open));
}

/**
 * @param {{ terminal?: boolean | undefined }} options
 * @param {ReturnType<typeof asInvokingUser>} user
 * @returns {Promise<'none' | 'desktop' | 'served'>}
 */
async function chooseEditor({ terminal }, user) {
  if (terminal) return 'none';
  return mayUseDesktop(user) && (await agreesToDesktop()) ? 'desktop' : 'served';
}

/**
 * Says what will be done and does all of it that does not need the demo. False when something is missing.
 *
 * @param {ReturnType<typeof asInvokingUser>} user
 * @param {string} cache
 * @param {string} folder
 * @param {'none' | 'desktop' | 'served'} editor
 */
function prepare(user, cache, folder, editor) {
  const isRoot = process.geteuid?.() === 0;
  const npm = dependencyState();
  const makesEditor = editor === 'served' && !isEditorHostMade(cache);
  const builds = npm !== 'none' || makesEditor;
  const packages = ['qemu-system-x86', 'busybox-static', ...(builds ? BUILD_PACKAGES : [])];
  const qemuUser = invokingUser()?.name ?? (isRoot ? 'root (nobody else is here; Landlock confines them)' : 'you');
  const served = makesEditor ? 'missing' : 'made';
  const editorState = /** @type {const} */ ({ none: 'none', desktop: 'own', served })[editor];
  const outlook = { packages: missingPackages(packages), npm, guestMade: isLinuxGuestMade(cache), cache, folder };
  console.log(announcement({ ...outlook, editor: editorState, qemuUser }));
  if (!isRoot) {
    console.log('The agent makes mount namespaces and device nodes, so it needs root. Start it with:');
    console.log(`sudo ${process.execPath} ${join(ROOT, 'scripts/start.mjs')}`);
    return false;
  }
  // Before anything is fetched: the editor is the largest of it.
  const obstacle = makesEditor ? editorObstacle(cache) : undefined;
  if (obstacle) {
    console.error(`${obstacle}\nWithout an editor: npm start -- --terminal`);
    return false;
  }
  if (!ensurePackages(packages)) return false;
  const steps = ['scripts/prepare/dependencies.mjs', 'scripts/build.mjs', 'scripts/guest/linux.mjs'];
  if (makesEditor) steps.push('scripts/editor/host.mjs');
  return steps.every((script) => runStep(ROOT, script, user));
}
