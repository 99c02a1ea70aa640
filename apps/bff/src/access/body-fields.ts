import type { ProblemField } from '@cynosure/shared/console/problem.ts';
import type { z } from 'zod';
import { fieldProblem } from '../console/problem.ts';

/** A member of a body that was refused, as a problem names it. Never holds what was sent. */
export const fieldOf = ({ path, message }: z.core.$ZodIssue): ProblemField =>
  fieldProblem(`/${path.join('/')}`, message);
