import { expect, test } from 'vitest';
import { commandsWithin, makingCommands } from '../../../extension/privateDev/nodeCommands.ts';
import { report } from '../devReports.ts';

test('every kind of node has the commands that would make it', () => {
  expect(report.nodes.flatMap(makingCommands).join('\n')).toMatchInlineSnapshot(`
    "mkdir -m 0755 /dev/dri
    mknod -m 0660 /dev/kvm c 10 232
    chown 0:107 /dev/kvm
    chcon kvm_device_t /dev/kvm
    setfacl --set user::rw-,user:1000:rw-,group::---,mask::rw-,other::--- /dev/kvm
    mknod -m 0600 /dev/sda b 8 0
    mount --bind /dev/sock /dev/sock
    mknod -m 0666 /dev/urandom c 1 9
    ln -s ../sda /dev/vg/lv"
  `);
});

test('in a running VM they are run in its namespace, after one that looks', () => {
  const [, , sda, sock] = report.nodes;
  expect([sda, sock].flatMap((node) => (node ? commandsWithin(4711, node) : [])).join('\n')).toMatchInlineSnapshot(`
    "nsenter --target 4711 --mount -- ls -ld /dev/sda
    nsenter --target 4711 --mount -- mknod -m 0600 /dev/sda b 8 0
    nsenter --target 4711 --mount -- ls -ld /dev/sock"
  `);
});

test('a name with a blank is one word', () => {
  expect(makingCommands({ path: "/dev/it's a", kind: 'link', target: 'x y', reasons: [] })).toEqual([
    "ln -s 'x y' '/dev/it'\\''s a'",
  ]);
});
