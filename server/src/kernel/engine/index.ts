// The embedded PostgreSQL: a real one, started under SHOUXIN_HOME/postgres, so that `npm start`
// needs no other installation. It is started again when it dies, recovers what a killed
// predecessor left, and lets nobody else work on the same data folder.
export { type Engine, type EngineOptions, startEngine } from './start.ts';
export { HomeInUse, type HomeLock, lockHome } from './home-lock.ts';
export { KeysMissing } from './cluster.ts';
export { CannotLaunch } from './launch.ts';
export { StartFailed } from './postmaster.ts';
export { createPassword, readPassword } from './password.ts';
export {
  clearRestored,
  emptyFolderFor,
  runAsPostgres,
  startRestored,
  type Ran,
  type RestoredEngine,
} from './restored.ts';
