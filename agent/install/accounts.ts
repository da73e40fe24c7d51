import { readUserDatabase } from '../access/userDatabase.ts';
import { run } from './run.ts';

const NO_LOGIN = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];

const hasGroup = (name: string): boolean => readUserDatabase().groups.some((group) => group.name === name);

export const makeGroup = (name: string): void => run('groupadd', '--system', name);

export const removeGroup = (name: string): void => run('groupdel', name);

/** With a group of the same name, which a user of before may have left. */
export function makeUser(name: string, groups: readonly string[]): void {
  const own = hasGroup(name) ? ['--gid', name] : ['--user-group'];
  const more = groups.length > 0 ? ['--groups', groups.join(',')] : [];
  run('useradd', '--system', ...own, ...more, ...NO_LOGIN, name);
}

/** Whether userdel(8) takes the group along is the distribution's choice: USERGROUPS_ENAB in login.defs(5). */
export function removeUser(name: string): void {
  run('userdel', name);
  if (hasGroup(name)) removeGroup(name);
}
