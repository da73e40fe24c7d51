/** An upgrade request as a WebSocket client writes it. */
export const upgradeRequest = (route: string, ...headers: string[]): string =>
  [
    `GET ${route} HTTP/1.1`,
    'Host: agent',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    ...headers,
    '',
    '',
  ].join('\r\n');
