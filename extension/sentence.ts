/** Words that an error begins with. One that begins with something else may begin with a name. */
const BEGINNING = /^(an?|it|more|no|only|several|the|there|this|you)\b/;

/** What the agent says of an error begins small and ends without a stop, as a command's errors do; here it is a sentence. */
export function sentence(message: string): string {
  const begun = message.replace(BEGINNING, (word) => word.charAt(0).toUpperCase() + word.slice(1));
  return /[.!?:]$/.test(begun) ? begun : `${begun}.`;
}
