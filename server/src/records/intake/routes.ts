// Which function answers which operation.
import { consentOperations, intakeOperations } from '@shouxin/contract';
import { routesOf, type Route } from '../../kernel/serve.ts';
import { createAbandon, createBegin, createOpen, createShowNotice, listIntakes } from './begin.ts';
import { createAddImage, createSaveDraft } from './capture.ts';
import type { IntakeParts } from './index.ts';
import { createPresent, createReviewImage } from './review.ts';
import { createPrepare, createRun, dropped } from './submit.ts';
import { createWithdraw } from './withdraw.ts';

export function createRoutes(parts: IntakeParts): [string, Route][] {
  const withdraw = routesOf(consentOperations, { withdraw: createWithdraw(parts) });
  const intake = routesOf(intakeOperations, {
    begin: createBegin(parts),
    showNotice: createShowNotice(parts),
    intake: createOpen(parts),
    intakes: listIntakes,
    saveDraft: createSaveDraft(parts),
    addImage: createAddImage(parts),
    abandon: createAbandon(parts),
    submit: {
      prepare: createPrepare(parts),
      run: createRun(parts),
      dropped,
      present: createPresent(parts),
      image: createReviewImage(parts),
    },
  });
  return [...intake, ...withdraw];
}
