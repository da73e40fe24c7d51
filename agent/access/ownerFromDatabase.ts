import { VirtcellError } from '../../protocol/errors.ts';
import { runAs } from '../host/asCaller.ts';
import type { Caller } from './caller.ts';

const NOBODY = 65534;

/**
 * A domain's owner as a caller, when nobody called. Groups may come from a directory server, for which Node has no
 * function and the agent no time: id(1) asks, as the user and with a deadline.
 *
 * @throws VirtcellError `caller-refused` when no user has this uid; `timeout`
 */
export async function ownerFromDatabase(uid: number): Promise<Caller> {
  if (uid === 0) return { uid, gid: 0, groups: [], pid: process.pid };
  const identity = { uid, gid: NOBODY, groups: [] };
  const said = (await runAs(identity, ['id', '-G', '--', String(uid)], 64 << 10)).toString('utf8').trim();
  const [gid, ...groups] = said.split(' ').filter((word) => /^\d{1,10}$/.test(word));
  if (gid === undefined) {
    throw new VirtcellError({ code: 'caller-refused', message: `there is no user with uid ${uid}` });
  }
  // The first one is the group that a login gives.
  return { uid, gid: Number(gid), groups: groups.map(Number), pid: process.pid };
}
