import { expect, test } from 'vitest';
import { exportDev } from '../../../extension/privateDev/exportDev.ts';
import type { DevReport } from '../../../protocol/methods.ts';
import { report } from '../devReports.ts';

const backwards: DevReport = {
  ...report,
  nodes: [...report.nodes].reverse(),
  mounts: [...report.mounts].reverse(),
  timeline: [{ step: 'exec', ns: 1 }],
};

test.each(['text', 'json'] as const)(
  'is the same for the same /dev, however it came and however long it took: %s',
  (format) => {
    expect(exportDev(backwards, format)).toBe(exportDev(report, format));
  },
);

test('as text it is what the command prints', () => {
  expect(exportDev(report, 'text')).toMatchInlineSnapshot(`
    "drwxr-xr-x   0:0            /dev/dri             graphics
    crw-rw----+  0:107  10,232  /dev/kvm             domain (line 33)                                              [differs: mode, gid]
    brw-------   0:0    8,0     /dev/sda             granted as /dev/sda                                           [missing]
    =rw-------   0:0            /dev/sock            by way of /dev/vg/lv                                                                [gone from the host]
    crw-rw-rw-   0:0    1,9     /dev/urandom         default, rng[1]/backend (line 33), rng[2]/backend (attached)
    lrwxrwxrwx                  /dev/vg/lv → ../sda                                                                [extra]

    preserved mounts
      /dev/pts  devpts  devpts  rw,mode=600  shared with the host  0:22  slave
      /dev/shm  tmpfs   tmpfs   rw           NOT the host’s        0:99  private  [differs]

    other mounts of the host below /dev
      /dev/late      tmpfs  tmpfs  not here
      /dev/shm/late  tmpfs  tmpfs  here as well

    hidden: 180; not as planned: 4
    "
  `);
});

test('as JSON it can be read again', () => {
  const { timeline: _, ...lasting } = report;
  expect(JSON.parse(exportDev(backwards, 'json'))).toEqual(lasting);
});
