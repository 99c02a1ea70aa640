import type { Refusal } from '@cynosure/shared/outcome.ts';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { invalidFields, refusalProblem, sendProblem } from '../console/problem.ts';
import {
  ALLOWED_NAME,
  ALLOWED_PASSWORD,
  hasPasswordLength,
  isAccountName,
  isGuessable,
} from './account-rules.ts';
import { plainAddress } from './address.ts';
import { fieldOf } from './body-fields.ts';
import { createMainAccount, wrongSetupCode } from './main-account.ts';
import { type ConsoleAccessParts, startSession } from './session-answer.ts';
import { isSetupCode } from './setup-code.ts';
import { openableMain } from './user.ts';

const setupBody = z
  .object({
    code: z.string().max(256),
    name: z.string().refine(isAccountName, `must be ${ALLOWED_NAME}`),
    password: z.string().refine(hasPasswordLength, { error: `must be ${ALLOWED_PASSWORD}`, abort: true }),
  })
  .refine(({ name, password }) => !isGuessable(name, password), {
    path: ['password'],
    message: `must be ${ALLOWED_PASSWORD}`,
  });

/** The one-time link of the first start: makes the main account and signs it in. */
export async function setUp(parts: ConsoleAccessParts, request: Request, response: Response): Promise<void> {
  const { registry, passwords } = parts;
  const refuse = (refusal: Refusal) => sendProblem(response, refusalProblem(refusal));
  const read = setupBody.safeParse(request.body);
  if (!read.success) {
    sendProblem(response, invalidFields(read.error.issues.map(fieldOf)));
    return;
  }
  const { code, name, password } = read.data;
  // Before the costly hash; the command asks again.
  if (
    openableMain(registry.state) === undefined &&
    !isSetupCode(registry.state, code, registry.clock.wallMs())
  ) {
    refuse(wrongSetupCode());
    return;
  }
  const passwordHash = await passwords.hash(password);
  if (passwordHash.code !== 'ExecuteSuccess') {
    refuse(passwordHash);
    return;
  }
  const address = plainAddress(request.socket.remoteAddress);
  const created = await registry.run(
    createMainAccount(
      { name, password, passwordHash: passwordHash.value, setupCode: code },
      { id: '', name, via: 'console', address },
    ),
  );
  if (created.code === 'ExecuteSuccess') await startSession(parts, request, response, created.value);
  else refuse(created);
}
