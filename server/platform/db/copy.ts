import { Readable } from 'node:stream'
import type pg from 'pg'

/** The parts of pg's connection that speak COPY; its types leave them out. */
interface CopyConnection {
  stream: import('node:net').Socket
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}

/** What pg calls on a query that is under way. */
abstract class CopyQuery {
  protected readonly text: string
  protected connection: CopyConnection | undefined
  /** pg replaces it when a query timeout is set. */
  callback = () => undefined
  #failed = false

  constructor(text: string) {
    this.text = text
  }

  submit(connection: unknown): void {
    this.connection = connection as CopyConnection
    this.connection.query(this.text)
  }

  handleError(error: Error): void {
    this.#failed = true
    this.settle(error)
  }

  handleReadyForQuery(): void {
    if (!this.#failed) this.settle(undefined)
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCommandComplete(_message: { text: string }): void {}
  handleCopyInResponse(_connection: unknown): void {}
  handleCopyData(_message: { chunk: Buffer }): void {}

  protected abstract settle(error: Error | undefined): void
}

class CopyOutQuery extends CopyQuery {
  readonly output: Readable
  rows = 0
  #paused = false

  constructor(text: string) {
    super(text)
    this.output = new Readable({
      highWaterMark: 1 << 20,
      read: () => this.#resume(),
      // A reader that gives up lets the rest run past, so that the connection stays usable.
      destroy: (error, done) => {
        this.#resume()
        done(error)
      },
    })
  }

  #resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.connection?.stream.resume()
  }

  override handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.output.destroyed) return
    // The parser reuses its buffer for what comes next.
    if (this.output.push(Buffer.from(chunk)) || this.#paused) return
    this.#paused = true
    this.connection?.stream.pause()
  }

  override handleCommandComplete({ text }: { text: string }): void {
    this.rows = Number(text.split(' ')[1])
  }

  protected override settle(error: Error | undefined): void {
    if (error) this.output.destroy(error)
    else this.output.push(null)
  }
}

class CopyInQuery extends CopyQuery {
  readonly done: Promise<number>
  readonly #source: AsyncIterable<Buffer>
  #resolve: (rows: number) => void = () => undefined
  #reject: (error: Error) => void = () => undefined
  #rows = 0
  #over = false
  #sourceError: Error | undefined

  constructor(text: string, source: AsyncIterable<Buffer>) {
    super(text)
    this.#source = source
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  override handleCopyInResponse(): void {
    this.#send().catch((error: Error) => {
      this.#sourceError = error
      if (!this.#over) this.connection?.sendCopyFail('the source could not be read')
    })
  }

  override handleCommandComplete({ text }: { text: string }): void {
    this.#rows = Number(text.split(' ')[1])
  }

  protected override settle(error: Error | undefined): void {
    this.#over = true
    if (error) this.#reject(this.#sourceError ?? error)
    else this.#resolve(this.#rows)
  }

  async #send(): Promise<void> {
    const connection = this.connection as CopyConnection
    for await (const chunk of this.#source) {
      if (this.#over) return
      connection.sendCopyFromChunk(chunk)
      if (connection.stream.writableNeedDrain) await drained(connection.stream)
    }
    if (!this.#over) connection.endCopyFrom()
  }
}

/** Resolves when the socket takes more, or will never again. */
function drained(socket: import('node:net').Socket): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      socket.off('drain', finish).off('close', finish)
      resolve()
    }
    socket.on('drain', finish).on('close', finish)
  })
}

/**
 * Runs a `COPY … TO STDOUT` and streams what it says, at the reader's pace. The stream fails when the statement does;
 * the connection is free again, and `rows` known, once it has ended.
 */
export function copyOut(client: pg.ClientBase, text: string): { output: Readable; rows(): number } {
  const query = client.query(new CopyOutQuery(text))
  return { output: query.output, rows: () => query.rows }
}

/** Runs a `COPY … FROM STDIN` with what `source` yields. Resolves with the number of rows taken. */
export function copyIn(client: pg.ClientBase, text: string, source: AsyncIterable<Buffer>): Promise<number> {
  return client.query(new CopyInQuery(text, source)).done
}
