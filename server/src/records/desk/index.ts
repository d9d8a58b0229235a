// Front door of the desk: one queue per post, gathered from the rooms.
export { createDesk } from './routes.ts';
export type { DeskSource, DeskPart } from './routes.ts';
