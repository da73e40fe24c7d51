/** The boot sector's program: real-mode x86, what it does stands in bootSector.mjs. */
import { abs16, label, rel8, rel16, word } from './assemble.mjs';

export const BANNER = 'virtcell boot sector ready\r\n';
export const POWER_OFF_KEY = 0x04;
export const BURST_KEY = 0x05;
export const BURST_LINES = 4096;

export const ORIGIN = 0x7c00;

const COM1 = 0x3f8;
const LINE_STATUS = COM1 + 5;

/** SeaBIOS puts the ACPI power-management ports here on both `pc` and `q35`. */
const PM1_STATUS = 0x600;
const PM1_ENABLE = 0x602;
const PM1_CONTROL = 0x604;
const SLEEP_ENABLE_S5 = 0x2000;

/** Where the BIOS left the interrupts: IRQ 4 (COM1) arrives at vector 0x0c, IRQ 9 (ACPI) at 0x71. */
const VECTOR_COM1 = 0x0c * 4;
const VECTOR_ACPI = 0x71 * 4;

/** @param {number} port @param {number} value */
const outByte = (port, value) => [
  ...[0xba, word(port)], //   mov dx, port
  ...[0xb0, value, 0xee], //  mov al, value; out dx, al
];

/** @param {number} port @param {number} value */
const outWord = (port, value) => [
  ...[0xba, word(port)], //  mov dx, port
  ...[0xb8, word(value)], // mov ax, value
  0xef, //                   out dx, ax
];

/** @param {number} vector @param {string} handler */
const setVector = (vector, handler) => [
  ...[0xc7, 0x06, word(vector), abs16(handler)], //  mov word [vector], handler
  ...[0xc7, 0x06, word(vector + 2), word(0)], //     mov word [vector + 2], 0
];

/** The BIOS may arrive as 07c0:0000; from here on every segment is 0. */
const start = [
  0xfa, //                                        cli
  ...[0xea, abs16('flat'), word(0)], //           jmp 0:flat
  label('flat'),
  ...[0x31, 0xc0], //                             xor ax, ax
  ...[0x8e, 0xd8], //                             mov ds, ax
  ...[0x8e, 0xd0], //                             mov ss, ax
  ...[0xbc, word(ORIGIN)], //                     mov sp, ORIGIN
  0xfc, //                                        cld
];

const setUpSerialLine = [
  ...outByte(COM1 + 3, 0x80), // divisor latch
  ...outByte(COM1 + 0, 0x01), // 115200 baud
  ...outByte(COM1 + 1, 0x00),
  ...outByte(COM1 + 3, 0x03), // 8 bits, no parity, one stop bit
  ...outByte(COM1 + 2, 0x07), // FIFO on and empty, interrupt at the first byte
  ...outByte(COM1 + 4, 0x0b), // DTR, RTS, and OUT2, without which real hardware keeps its interrupt to itself
  ...outByte(COM1 + 1, 0x01), // interrupt on received data only
];

/** Only the two interrupts that mean something may wake the processor; the timer would 18 times a second. */
const setUpInterrupts = [
  ...setVector(VECTOR_COM1, 'onSerial'),
  ...setVector(VECTOR_ACPI, 'onAcpi'),
  ...outByte(0x21, 0xff & ~((1 << 2) | (1 << 4))), // first controller: the second one's line, COM1
  ...outByte(0xa1, 0xff & ~(1 << 1)), //              second controller: IRQ 9
  ...outByte(0x43, 0x30), // timer 0 fires once more and stops, so the host's timer sleeps too
  ...outByte(0x40, 0x00),
  ...outByte(0x40, 0x00),
  ...outWord(PM1_ENABLE, 0x0100), // the power button raises IRQ 9; without this bit QEMU does not even note it
];

const printBanner = [
  ...[0xbe, abs16('banner')], //   mov si, banner
  label('nextOfBanner'),
  0xac, //                         lodsb
  ...[0x84, 0xc0], //              test al, al
  ...[0x74, rel8('main')], //      jz main
  ...[0xe8, rel16('send')], //     call send
  ...[0xeb, rel8('nextOfBanner')], // jmp nextOfBanner
];

/**
 * Looks for a byte with interrupts off and sleeps by `sti; hlt`, between which no interrupt can slip in: a byte that
 * arrives after the look wakes the processor at once.
 */
const mainLoop = [
  label('main'),
  0xfa, //                              cli
  ...[0xba, word(LINE_STATUS)], //      mov dx, LINE_STATUS
  0xec, //                              in al, dx
  ...[0x3c, 0xff], //                   cmp al, 0xff: no COM1 at all
  ...[0x74, rel8('sleep')], //          je sleep
  ...[0xa8, 0x01], //                   test al, 1: a byte waits
  ...[0x75, rel8('receive')], //        jnz receive
  label('sleep'),
  0xfb, //                              sti
  0xf4, //                              hlt
  ...[0xeb, rel8('main')], //           jmp main
];

const receive = [
  label('receive'),
  0xfb, //                              sti
  ...[0xba, word(COM1)], //             mov dx, COM1
  0xec, //                              in al, dx
  ...[0x3c, POWER_OFF_KEY], //          cmp al, POWER_OFF_KEY
  ...[0x74, rel8('powerOff')], //       je powerOff
  ...[0x3c, BURST_KEY], //              cmp al, BURST_KEY
  ...[0x74, rel8('burst')], //          je burst
  ...[0xe8, rel16('send')], //          call send
  ...[0x3c, 0x0d], //                   cmp al, CR
  ...[0x75, rel8('main')], //           jne main
  ...[0xb0, 0x0a], //                   mov al, LF
  ...[0xe8, rel16('send')], //          call send
  ...[0xeb, rel8('main')], //           jmp main
];

/** On a machine without ACPI the port leads nowhere and the guest goes on echoing. */
const powerOff = [
  label('powerOff'),
  ...outWord(PM1_CONTROL, SLEEP_ENABLE_S5),
  ...[0xeb, rel8('main')], // jmp main
];

const burst = [
  label('burst'),
  ...[0x31, 0xdb], //                   xor bx, bx
  label('nextLine'),
  ...[0x89, 0xde], //                   mov si, bx: the digits not yet sent are at its top
  ...[0xb9, word(4)], //                mov cx, 4
  label('nextDigit'),
  ...[0xc1, 0xc6, 0x04], //             rol si, 4
  ...[0x89, 0xf0], //                   mov ax, si
  ...[0x24, 0x0f], //                   and al, 15
  ...[0x04, 0x30], //                   add al, '0'
  ...[0x3c, 0x3a], //                   cmp al, '9' + 1
  ...[0x72, rel8('isDigit')], //        jb isDigit
  ...[0x04, 0x27], //                   add al, 'a' - '0' - 10
  label('isDigit'),
  ...[0xe8, rel16('send')], //          call send
  ...[0xe2, rel8('nextDigit')], //      loop nextDigit
  ...[0xb0, 0x0d], //                   mov al, CR
  ...[0xe8, rel16('send')], //          call send
  ...[0xb0, 0x0a], //                   mov al, LF
  ...[0xe8, rel16('send')], //          call send
  0x43, //                              inc bx
  ...[0x81, 0xfb, word(BURST_LINES)], // cmp bx, BURST_LINES
  ...[0x72, rel8('nextLine')], //       jb nextLine
  ...[0xeb, rel8('main')], //           jmp main
];

/** Sends AL and keeps it. Waits as long as the line is full: nothing that this guest prints is ever dropped by it. */
const send = [
  label('send'),
  0x50, //                              push ax
  ...[0xba, word(LINE_STATUS)], //      mov dx, LINE_STATUS
  label('lineFull'),
  0xec, //                              in al, dx
  ...[0xa8, 0x20], //                   test al, 0x20: room for a byte
  ...[0x74, rel8('lineFull')], //       jz lineFull
  0x58, //                              pop ax
  ...[0xba, word(COM1)], //             mov dx, COM1
  0xee, //                              out dx, al
  0xc3, //                              ret
];

/** The main loop takes the byte; the handler only lets the next interrupt come. */
const interruptHandlers = [
  label('onSerial'),
  0x50, //                              push ax
  label('endOfInterrupt'),
  ...[0xb0, 0x20], //                   mov al, 0x20
  ...[0xe6, 0x20], //                   out 0x20, al
  0x58, //                              pop ax
  0xcf, //                              iret

  label('onAcpi'),
  ...[0x50, 0x52], //                   push ax, push dx
  ...[0xba, word(PM1_STATUS)], //       mov dx, PM1_STATUS
  0xed, //                              in ax, dx: QEMU answers 0 to half a register
  ...[0xf6, 0xc4, 0x01], //             test ah, 1: the power button
  ...[0x74, rel8('notTheButton')], //   jz notTheButton
  ...outWord(PM1_CONTROL, SLEEP_ENABLE_S5),
  label('notTheButton'),
  0x5a, //                              pop dx
  ...[0xb0, 0x20], //                   mov al, 0x20
  ...[0xe6, 0xa0], //                   out 0xa0, al
  ...[0xeb, rel8('endOfInterrupt')], // jmp endOfInterrupt
];

export const program = [
  ...[...start, ...setUpSerialLine, ...setUpInterrupts, ...printBanner, ...mainLoop, ...receive],
  ...[...powerOff, ...burst, ...send, ...interruptHandlers],
  ...[label('banner'), BANNER, 0],
];
