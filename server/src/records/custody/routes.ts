// Operation to function, for the doors.
import { custodyOperations } from '@shouxin/contract';
import { routesOf, type Route } from '../../kernel/serve.ts';
import { createCopies } from './copies/show.ts';
import { destroy } from './destroy.ts';
import { handOut, register, takeBack } from './keep.ts';
import { log, media, medium } from './look.ts';
import type { CustodyParts } from './parts.ts';
import { stockTakes, takeStock, toCount } from './stock.ts';

export function createRoutes(parts: CustodyParts): [string, Route][] {
  return routesOf(custodyOperations, {
    media,
    medium,
    log,
    register,
    handOut,
    takeBack,
    destroy,
    toCount,
    takeStock,
    stockTakes,
    copies: createCopies(parts),
  });
}
