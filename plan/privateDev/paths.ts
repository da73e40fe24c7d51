/** An absolute path without empty, `.` or `..` components, as the kernel would read it were there no links. */
export function normalise(path: string): string {
  const components: string[] = [];
  for (const component of path.split('/')) {
    if (component === '..') components.pop();
    else if (component !== '' && component !== '.') components.push(component);
  }
  return `/${components.join('/')}`;
}

/** Whether `path` lies below `directory`, by whole components: `/dev/shmem` is not below `/dev/shm`. */
export const isBelow = (path: string, directory: string): boolean =>
  path.startsWith(directory === '/' ? '/' : `${directory}/`) && path !== directory;

export const isBelowDev = (path: string): boolean => isBelow(path, '/dev');

/** Every proper prefix below /dev, outermost first: `/dev/a/b/c` gives `/dev/a`, `/dev/a/b`. */
export function parentsBelowDev(path: string): string[] {
  const parents: string[] = [];
  if (!isBelowDev(path)) return parents;
  for (let end = path.indexOf('/', '/dev/'.length); end !== -1; end = path.indexOf('/', end + 1)) {
    parents.push(path.slice(0, end));
  }
  return parents;
}
