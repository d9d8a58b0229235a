// The settings PostgreSQL is started with, as code and not as a file, so that nobody edits them
// into silence. No parameter, statement or error message of a statement reaches the server's log
// (SECURITY section 5, 25); durability is on; memory suits a small machine.

export const settings: Readonly<Record<string, string>> = {
  // Nothing personal in the log: errors are told to the server, which strips and logs them.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_duration: 'off',
  log_min_duration_statement: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
  log_connections: '',
  log_timezone: 'UTC',
  timezone: 'UTC',
  // Durable.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_level: 'replica',
  max_wal_size: '2GB',
  checkpoint_timeout: '10min',
  // Small machine, few connections, no surprises.
  max_connections: '60',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  maintenance_work_mem: '64MB',
  work_mem: '8MB',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  password_encryption: 'scram-sha-256',
};

/** Reachable through a socket in a folder that only this user may enter, or on loopback. */
export function createAddress(socketFolder: string | undefined, port: number): string[] {
  const address: Record<string, string> = socketFolder
    ? { listen_addresses: '', unix_socket_directories: socketFolder }
    : { listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  return asParameters({ ...address, port: String(port) });
}

export function asParameters(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
