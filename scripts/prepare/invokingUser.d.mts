export interface InvokingUser {
  uid: number;
  gid: number;
  name: string;
  home: string;
}
export function invokingUser(
  env?: NodeJS.ProcessEnv,
  uid?: number,
  passwdLine?: (uid: number) => string,
): InvokingUser | undefined;
export function asInvokingUser(
  user?: InvokingUser,
  env?: NodeJS.ProcessEnv,
): { uid?: number; gid?: number; env: NodeJS.ProcessEnv };
