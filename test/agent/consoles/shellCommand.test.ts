import { describe, expect, it } from 'vitest';
import { shellCommand } from '../../../agent/consoles/shellCommand.ts';

const place = {
  name: 'vm',
  identity: { uid: 1000, gid: 1001, groups: [44, 107] },
  user: { name: 'ann', home: '/home/ann', shell: '/bin/bash' },
  agentPid: 77,
  namespace: 21,
  term: 'xterm',
};

describe('the command of a shell', () => {
  it('becomes QEMU’s identity last of all, with nothing to gain', () => {
    const { argv } = shellCommand(place);
    expect(argv.slice(0, 5)).toEqual(['setpriv', '--pdeathsig=KILL', '--', 'sh', '-c']);
    expect(argv.slice(7)).toEqual([
      ...['setsid', '--ctty', '--', 'setpriv', '--reuid=1000', '--regid=1001', '--groups=44,107'],
      ...['--inh-caps=-all', '--bounding-set=-all', '--no-new-privs', '--', '/bin/bash', '--norc'],
    ]);
  });

  it('enters the namespace that the agent holds, from a PID namespace that ends with its first process', () => {
    const [, , , , , outer] = shellCommand(place).argv;
    expect(outer).toContain('test $PPID = 77 && exec unshare --pid --fork --kill-child=SIGKILL --');
    expect(outer).toContain('nsenter --mount=/proc/77/fd/21 --');
  });

  it('has an environment of its own and no other', () => {
    expect(shellCommand(place).env).toEqual({
      PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
      LANG: 'C.UTF-8',
      TERM: 'xterm',
      HOME: '/home/ann',
      USER: 'ann',
      LOGNAME: 'ann',
      SHELL: '/bin/bash',
      PS1: 'virtcell:vm$ ',
    });
  });

  it.each([
    ['$(reboot)', 'virtcell:??reboot?$ '],
    ['a`b`\\w%n!{}', 'virtcell:a?b??w?n???$ '],
    ['vm-1.test@host+x', 'virtcell:vm-1.test@host+x$ '],
    ['größe', 'virtcell:gr??e$ '],
    ['two words\n', 'virtcell:two?words?$ '],
  ])('has a prompt in which no shell finds anything to run: %j', (name, prompt) => {
    expect(shellCommand({ ...place, name }).env.PS1).toBe(prompt);
  });

  it.each([
    ['/bin/bash', ['--norc']],
    ['/usr/bin/zsh', ['-f']],
    ['/bin/dash', []],
    ['/usr/bin/fish', []],
  ])('starts %s without its own start files where it knows how', (shell, options) => {
    const { argv } = shellCommand({ ...place, user: { ...place.user, shell } });
    expect(argv.slice(argv.lastIndexOf('--') + 1)).toEqual([shell, ...options]);
  });

  it('is plain sh(1) without a prompt where the client has no terminal', () => {
    const { argv, env } = shellCommand({ ...place, term: undefined });
    expect(argv.slice(-2)).toEqual(['/bin/sh', '+i']);
    expect(env).toMatchObject({ TERM: 'dumb', PS1: '', PS2: '', EMACS: 't' });
  });
});
