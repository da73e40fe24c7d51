import { expect, test } from 'vitest';
import { waysIn } from '../../domain-xml/model/waysIn.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { domainText } from './domainText.ts';

test.each([
  ['nothing', '', 'none'],
  ['a serial port', "<serial type='pty'/>", 'console'],
  ['a virtio console', "<console type='pty'><target type='virtio'/></console>", 'console'],
  ['a serial port in a file', "<serial type='file'><source path='/log'/></serial>", 'none'],
  ['a channel', "<channel type='pty'><target type='virtio' name='org.example.0'/></channel>", 'none'],
  ['a display', "<graphics type='vnc'/>", 'screen'],
  ['a display that is not seen', "<graphics type='egl-headless'/>", 'none'],
  ['both', "<serial type='pty'/>\n<graphics type='vnc'/>", 'screen console'],
])('a person gets to a machine with %s', (_, devices, expected) => {
  const { domain, diagnostics } = readDomain(domainText({ devices }));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { screen, console } = waysIn(domain ?? expect.fail('not a domain'));
  expect([...(screen ? ['screen'] : []), ...(console ? ['console'] : [])].join(' ') || 'none').toBe(expected);
});
