/** Who is at the other end of a connection, as the kernel says: carried with the connection, never read from a message. */
export interface Caller {
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups at connect(2). */
  readonly groups: readonly number[];
  readonly pid: number;
}

/** A domain belongs to the uid that defined it; root sees all. */
export const maySee = (caller: Caller, owner: number): boolean => caller.uid === 0 || caller.uid === owner;
