import { readText } from '../host/readText.ts';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** What /etc/passwd and /etc/group say. */
export interface UserDatabase {
  readonly users: readonly User[];
  readonly groups: readonly Group[];
}

/** The files and no directory server: an agent must not wait for one, and system users are in the files. */
export const readUserDatabase = (): UserDatabase => ({
  users: parseUsers(readText('/etc/passwd')),
  groups: parseGroups(readText('/etc/group')),
});

/** passwd(5). A line without a number of its own, as NIS has them, is nobody. */
export const parseUsers = (text: string): User[] =>
  linesOf(text).flatMap(([name = '', , uid = '', gid = '']) =>
    isNumber(uid) && isNumber(gid) ? [{ name, uid: Number(uid), gid: Number(gid) }] : [],
  );

/** group(5). */
export const parseGroups = (text: string): Group[] =>
  linesOf(text).flatMap(([name = '', , gid = '', members = '']) =>
    isNumber(gid) ? [{ name, gid: Number(gid), members: members.split(',').filter((member) => member !== '') }] : [],
  );

const linesOf = (text: string): string[][] => text.split('\n').map((line) => line.split(':'));

/** An empty field must not become 0, which is root. */
const isNumber = (field: string): boolean => /^\d+$/.test(field);
