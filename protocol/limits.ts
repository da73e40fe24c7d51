/** A domain's XML, in bytes of UTF-8. libvirt's largest test case is under 30 kB. */
export const MAX_XML_BYTES = 1 << 20;

/** One WebSocket message. Twice the XML, since JSON may escape every second character. */
export const MAX_MESSAGE_BYTES = (MAX_XML_BYTES << 1) + (64 << 10);

/** One chunk of console output or input. */
export const MAX_CONSOLE_BYTES = 256 << 10;

/** Requests of one connection under way at once; further ones wait in the socket. */
export const MAX_PENDING_REQUESTS = 64;

/** Bytes of answers that a client has not read yet; beyond, its requests wait in the socket. */
export const MAX_UNREAD_BYTES = 1 << 20;

/** What a client accepts: an answer is larger than what was asked, a /dev of thousands of nodes. */
export const MAX_ANSWER_BYTES = 8 * MAX_MESSAGE_BYTES;
