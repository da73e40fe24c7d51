export function writeSampleWorkspace(folder: string, cache: string, user: { uid?: number; gid?: number }): void;
