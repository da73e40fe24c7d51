export interface Parts {
  /** Attributes of `<domain>`; `type='kvm'` unless given. */
  readonly attributes?: string;
  /** Instead of the usual `<name>` and `<memory>`. */
  readonly head?: string;
  readonly os?: string;
  /** Further children of `<domain>`. */
  readonly more?: string;
  readonly devices?: string;
}

/** The text of a domain, with these parts instead of the plainest ones, each on lines of its own. */
export function domainText({ attributes = "type='kvm'", head, os, more, devices }: Parts = {}): string {
  const lines = [
    `<domain ${attributes}>`,
    head ?? "<name>guest</name>\n<memory unit='MiB'>64</memory>",
    os ?? '<os>\n<type>hvm</type>\n</os>',
    ...(more === undefined ? [] : [more]),
    ...(devices === undefined ? [] : ['<devices>', devices, '</devices>']),
    '</domain>',
  ];
  return `${lines.join('\n')}\n`;
}
