/** What this host calls its users and groups, as far as its files say. */
export interface Accounts {
  readonly users: ReadonlyMap<number, string>;
  readonly groups: ReadonlyMap<number, string>;
}

export const NO_ACCOUNTS: Accounts = { users: new Map(), groups: new Map() };

/** By the texts of passwd(5) and group(5). */
export const readAccounts = (passwd: string, group: string): Accounts => ({
  users: namesById(passwd),
  groups: namesById(group),
});

/** Both have the name first and the number third; of two names of one number the first is the one that ls(1) shows. */
function namesById(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name = '', , id = ''] = line.split(':');
    if (name !== '' && /^\d+$/.test(id) && !names.has(Number(id))) names.set(Number(id), name);
  }
  return names;
}

/** `root:kvm`; a number where there is no name. */
export const ownerName = ({ users, groups }: Accounts, uid: number, gid: number): string =>
  `${users.get(uid) ?? uid}:${groups.get(gid) ?? gid}`;

/** An ACL's entries, in the short text form of acl(5), with names for the numbers. */
export const aclNames = ({ users, groups }: Accounts, acl: string): string =>
  acl
    .split(',')
    .map((entry) => {
      const [tag = '', id = '', permissions = ''] = entry.split(':');
      if (id === '') return entry;
      const name = (tag === 'user' ? users : groups).get(Number(id)) ?? id;
      return `${tag}:${name}:${permissions}`;
    })
    .join(' ');
