/**
 * What cloud-init reads at the first boot, from a disk labelled CIDATA (its data source NoCloud): a password for the
 * image's own user, on the console alone. JSON's strings are YAML's too.
 */
export const seedFiles = (name: string, password: string): Record<string, string> => ({
  'user-data': [
    '#cloud-config',
    `password: ${JSON.stringify(password)}`,
    'chpasswd:',
    '  expire: false',
    'ssh_pwauth: false',
    '',
  ].join('\n'),
  'meta-data': [`instance-id: ${JSON.stringify(name)}`, `local-hostname: ${JSON.stringify(hostname(name))}`, ''].join(
    '\n',
  ),
});

/** RFC 1123: letters, digits and hyphens, at most 63, none of them at an end. */
function hostname(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return plain.slice(0, 63).replace(/^-+|-+$/g, '') || 'vm';
}
