/** One line of /proc/PID/mountinfo, proc_pid_mountinfo(5), its octal escapes undone. */
export interface Mount {
  readonly id: number;
  readonly parent: number;
  /** `major:minor` of the superblock. */
  readonly device: string;
  /** What of the filesystem is mounted: `/` or a directory in it. */
  readonly root: string;
  readonly path: string;
  readonly options: readonly string[];
  /** Tags of propagation: `shared:4`, `master:1`, `propagate_from:2`, `unbindable`. */
  readonly propagation: readonly string[];
  readonly fsType: string;
  readonly source: string;
  readonly superOptions: readonly string[];
}

/** All mounts in the order of the file, which is that of mounting below one parent. A line that has another form is refused. */
export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : [parseLine(line)]));
}

function parseLine(line: string): Mount {
  const fields = line.split(' ');
  const separator = fields.indexOf('-', 6);
  const [id, parent, device, root, path, options] = fields;
  const [fsType, source, superOptions] = fields.slice(separator + 1);
  const numbers = /^\d+ \d+ \d+:\d+$/.test(`${id} ${parent} ${device}`);
  if (separator === -1 || !numbers || !device || !root || !path || !options || !fsType || source === undefined) {
    throw new SyntaxError(`mountinfo: a line of another form: ${line}`);
  }
  return {
    id: Number(id),
    parent: Number(parent),
    device,
    root: unescapeOctal(root),
    path: unescapeOctal(path),
    options: options.split(','),
    propagation: fields.slice(6, separator),
    fsType: unescapeOctal(fsType),
    source: unescapeOctal(source),
    superOptions: superOptions ? superOptions.split(',').map(unescapeOctal) : [],
  };
}

/** The kernel writes space, tab, newline and backslash as a backslash and three octal digits. The bytes are UTF-8. */
function unescapeOctal(field: string): string {
  if (!field.includes('\\')) return field;
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** The visible mounts below `directory` that no other visible mount there contains. */
export function outermostBelow(
  mounts: readonly Mount[],
  directory: string,
  isVisible: (mount: Mount) => boolean,
): Mount[] {
  const below = mounts.filter((mount) => mount.path.startsWith(`${directory}/`) && isVisible(mount));
  const paths = new Set(below.map((mount) => mount.path));
  return below.filter((mount) => !hasParentIn(paths, mount.path));
}

function hasParentIn(paths: ReadonlySet<string>, path: string): boolean {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (paths.has(path.slice(0, end))) return true;
  }
  return false;
}
