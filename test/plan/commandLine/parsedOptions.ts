/** One option of a QEMU command line, read back the way QEMU reads it. */
export interface ParsedOption {
  readonly name: string;
  /** The text, whole. */
  readonly value: string | undefined;
  /** The value's keys; a leading value without a key is under ''. Nested JSON stays as it is. */
  readonly keys: ReadonlyMap<string, unknown>;
}

const IN_JSON = new Set(['-device', '-object', '-blockdev', '-netdev', '-audiodev']);
const WITHOUT_VALUE = new Set(['-S', '-no-user-config', '-nodefaults', '-no-reboot', '-no-shutdown']);

/** @throws Error where an option is expected and something else stands */
export function parseOptions(argv: readonly string[]): ParsedOption[] {
  const options: ParsedOption[] = [];
  for (let i = 1; i < argv.length; i++) {
    const name = argv[i] ?? '';
    if (!/^-[a-zA-Z-]+$/.test(name)) throw new Error(`not an option: ${name}`);
    const value = WITHOUT_VALUE.has(name) ? undefined : argv[++i];
    options.push({ name, value, keys: value === undefined ? new Map() : keysOf(name, value) });
  }
  return options;
}

function keysOf(name: string, value: string): ReadonlyMap<string, unknown> {
  return IN_JSON.has(name) ? new Map(Object.entries(JSON.parse(value))) : keyValueList(value);
}

/** QEMU's get_opt_value: a doubled comma is a comma, a single one ends the pair. */
export function keyValueList(text: string): ReadonlyMap<string, string> {
  const pairs = [''];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === ',' && text[i + 1] !== ',') pairs.push('');
    else pairs.push(`${pairs.pop()}${text[i]}`);
    if (text[i] === ',' && text[i + 1] === ',') i++;
  }
  return new Map(
    pairs.map((pair, position) => {
      const equals = pair.indexOf('=');
      if (equals < 0) return position === 0 ? ['', pair] : [pair, 'on'];
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}
