/** Control sequences that tell of a cursor, a device, a mode; and strings, for colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about them
const ANSWERS = /^(?:\x1b\[[?>=]?[\d;]*(?:R|c|n|\$y)|\x1b[\]P][^\x07\x1b]*(?:\x07|\x1b\\))+$/;

/** Whether that is what a terminal sends by itself because the guest has asked it, and nobody's typing. */
export const isTerminalAnswer = (text: string): boolean => ANSWERS.test(text);
