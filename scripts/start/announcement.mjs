/** What `npm start` will do, said before it does it. Sizes and times as measured on two cores. */
import { EDITOR_SIZE } from '../editor/host.mjs';

/**
 * @typedef {object} Outlook
 * @property {string[]} packages missing packages of the distribution
 * @property {'none' | 'install' | 'rebuild'} npm
 * @property {boolean} guestMade
 * @property {'none' | 'own' | 'made' | 'missing'} editor  none: a terminal; own: the user's; else the served one
 * @property {string} cache
 * @property {string} folder the demo's own
 * @property {string} qemuUser whom the VM will run as
 */

const NPM = {
  none: 'npm packages are there',
  install: 'fetch npm packages: 118 MB, under a minute',
  rebuild: 'build node-pty: 10 seconds',
};

/** @param {Outlook} outlook */
export function announcement({ packages, npm, guestMade, editor, cache, folder, qemuUser }) {
  const lines = [
    packages.length === 0
      ? "the distribution's packages are there"
      : `install ${packages.join(' ')}: about a minute (apt-get says how many MB)`,
    NPM[npm],
    'build dist/: a second',
    guestMade ? 'the Linux guest is there' : `make a Linux guest in ${cache}: 27 MB to fetch, 16 MB kept, 3 seconds`,
    ...editorLines(editor, cache),
    `start an agent of its own in ${folder}; VMs run as ${qemuUser}`,
    editor === 'none'
      ? 'start the VM "demo" and attach this terminal to its serial console'
      : 'open the sample workspace in the editor, one click away from a running VM',
  ];
  const leave = editor === 'none' ? 'Ctrl-]' : 'Ctrl-C';
  return [
    'The Virtcell demo will:',
    ...lines.map((line) => `  - ${line}`),
    `${leave} ends the demo: VM, agent and editor are gone then, and nothing of them is left but the cache.`,
  ].join('\n');
}

function editorLines(/** @type {Outlook['editor']} */ editor, /** @type {string} */ cache) {
  if (editor === 'none') return [];
  if (editor === 'own') return ['install the extension into your VS Code'];
  return editor === 'made' ? ['the editor is there'] : [`make the editor in ${cache}: VS Code, ${EDITOR_SIZE}`];
}
