import { ENGLISH, inWords } from '../../../domain-xml/message.ts';
import type { PlanProblem } from '../../../plan/privateDev/planProblem.ts';

/** Problems as the agent says them. */
export const inEnglish = (problems: readonly PlanProblem[]) =>
  problems.map((problem) => ({ ...problem, message: inWords(problem.message, ENGLISH) }));
