/** What `npm start` will do, said before it does it. Sizes and times as measured on two cores. */

/**
 * @typedef {object} Outlook
 * @property {string[]} packages missing packages of the distribution
 * @property {'none' | 'install' | 'rebuild'} npm
 * @property {boolean} guestMade
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
export function announcement({ packages, npm, guestMade, cache, folder, qemuUser }) {
  const lines = [
    packages.length === 0
      ? "the distribution's packages are there"
      : `install ${packages.join(' ')}: about a minute (apt-get says how many MB)`,
    NPM[npm],
    'build dist/: a second',
    guestMade ? 'the Linux guest is there' : `make a Linux guest in ${cache}: 27 MB to fetch, 16 MB kept, 3 seconds`,
    `start an agent of its own in ${folder}, and in it the VM "demo", run as ${qemuUser}`,
    'attach this terminal to its serial console',
  ];
  return [
    'The Virtcell demo will:',
    ...lines.map((line) => `  - ${line}`),
    'Ctrl-] ends the demo: VM and agent are gone then, and nothing of them is left.',
  ].join('\n');
}
