// Test-only: makes every connection answer before its commit is on disk. For the negative control of the kill tests, which must
// find what this loses; the program itself asks for durable commits on every connection.
import pg from 'pg';

type Connect = (this: pg.Client, done?: (error?: Error) => void) => Promise<pg.Client> | undefined;

const prototype = pg.Client.prototype as unknown as { connect: Connect };
const { connect } = prototype;

prototype.connect = function weakened(done) {
  const connecting = (async () => {
    await connect.call(this);
    await this.query('SET synchronous_commit = off');
    return this;
  })();
  if (!done) return connecting;
  void connecting.then(() => setImmediate(done), done);
  return undefined;
};
