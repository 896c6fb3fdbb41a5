import type { ConversationEvent, CustomerServerFrame, Locale } from '../../contract/index.ts'
import type { Problem } from '../messages/index.ts'
import { type Codes, createCodes } from './codes.ts'
import { type Connection, createConnection, type Socket } from './connection.ts'
import type { KeyStore } from './key-store.ts'
import { createLinks } from './links.ts'
import { Outbox, type ToolFrame, type WritingFrame } from './outbox.ts'
import { ReadMarks } from './read-marks.ts'
import { Sender } from './sender.ts'
import { isSamePerson, keepProof, readSession, renewSession, type StoredSession } from './session.ts'
import { applyEvent, applyFrame, emptyConversation, initialState, type State } from './state.ts'
import { createStore, type Store } from './store.ts'
import { createTabs, type Tabs } from './tabs.ts'
import { Timeline } from './timeline.ts'
import { createTypingSignal } from './typing-signal.ts'
import { addWhenKnown, problemOf, type Upload, Uploads } from './uploads.ts'

export interface ChatOptions {
  /** Scheme, host and port of the server. */
  readonly origin: string
  readonly channelKey: string
  readonly locale: Locale
  readonly theme: State['theme']
  readonly identity: string | undefined
  readonly store: KeyStore
  /** Randomness for ids; `crypto.randomUUID` is missing on plain http. */
  readonly newId: () => string
  readonly fetch: typeof fetch
  readonly openSocket: (url: string) => Socket
  readonly locks?: LockManager | undefined
}

export type ChatEventName = 'open' | 'close' | 'event' | 'unread'

const restingSessionMs = 7 * 24 * 3_600_000

/** The customer’s side of one web-chat channel, without any picture: session, socket, outbox and what is known of the conversation. */
export class Chat {
  readonly store: Store<State>
  readonly tabs: Tabs
  readonly codes: Codes
  /** Set by the page to hear of every event once it is shown. */
  onEvent: (event: ConversationEvent) => void = () => {}

  readonly #options: ChatOptions
  readonly #prefix: string
  readonly #sessionKey: string
  readonly #outbox: Outbox
  readonly #sender: Sender
  readonly #connection: Connection
  readonly #timeline = new Timeline({
    onApplied: (events) => this.#show(events),
    onGap: () => this.#reconnect(),
  })
  readonly #typing = createTypingSignal((on) => {
    if (this.store.get().line === 'ready') this.#connection.send({ type: 'typing', on })
  })
  #identity: string | undefined
  /** The last session known, of this page or of an earlier one. */
  #session: StoredSession | undefined
  #token: string | undefined
  #refusedToken: string | undefined
  #conversationId = ''
  #starting: Promise<void> | undefined
  #startAttempt = 0
  #startTimer: ReturnType<typeof setTimeout> | undefined
  #typingTimer: ReturnType<typeof setTimeout> | undefined
  #lostTimer: ReturnType<typeof setTimeout> | undefined
  readonly #readMarks: ReadMarks
  readonly #uploads: Uploads
  readonly #links: ReturnType<typeof createLinks>

  constructor(options: ChatOptions) {
    this.#options = options
    this.#identity = options.identity
    this.#prefix = `attune.${options.channelKey}.`
    this.#sessionKey = `${this.#prefix}session`
    this.tabs = createTabs(options.newId(), options.locks)
    this.store = createStore(initialState(options.locale, options.theme))
    this.#outbox = new Outbox(options.store, `${this.#prefix}out.`, this.tabs.own)
    this.#outbox.enter('')
    this.#readMarks = new ReadMarks(options.store, `${this.#prefix}read.`)
    this.#sender = new Sender({
      outbox: this.#outbox,
      transmit: (entry) => this.store.get().line === 'ready' && this.#connection.send(entry.frame),
      onSilence: () => this.#reconnect(),
      onSessionEnded: (problem) => this.#replaceSession(problem.code === 'customer/token-invalid'),
      isAlive: (tab) => this.tabs.isAlive(tab),
      onProblem: (problem) => this.#set({ problem }),
      onChange: () => this.#showPending(),
    })
    this.#connection = createConnection({
      open: () => options.openSocket(`${options.origin.replace(/^http/, 'ws')}/api/v1/web-chat/socket`),
      hello: () => ({ type: 'hello', token: this.#token ?? '', after: this.#timeline.last }),
      onFrame: (frame) => this.#take(frame),
      onLost: () => {
        this.#sender.interrupt()
        this.#set({ line: 'lost', typing: undefined, writing: undefined })
      },
    })
    this.#uploads = new Uploads({
      origin: options.origin,
      newId: options.newId,
      token: async () => {
        if (this.#token === undefined) await this.start()
        return this.#token
      },
      onChange: () => this.#settleUploads(),
    })
    this.#links = createLinks({
      origin: options.origin,
      token: () => this.#token,
      fetch: options.fetch,
      get: () => this.store.get().links,
      set: (links) => this.#set({ links }),
    })
    this.codes = createCodes({
      ...options,
      token: () => this.#token,
      onProven: (proven) => this.#adopt(keepProof(options.store, this.#sessionKey, proven)),
    })
    this.#session = this.#stored()
    this.#set({ channel: this.#session?.channel, pending: this.#outbox.list() })
  }

  /** A customer who was here lately is connected without opening, so that unread messages show. */
  startIfKnown(): void {
    const stored = this.#stored()
    if (stored && Date.now() - stored.activeAt < restingSessionMs) void this.start()
  }

  /** Starts or continues the session. Several calls at once are one. */
  start(): Promise<void> {
    this.#starting ??= this.#startLocked().finally(() => {
      this.#starting = undefined
    })
    return this.#starting
  }

  open(): void {
    if (this.store.get().open) return
    this.#set({ open: true })
    if (this.store.get().line === 'none' || this.store.get().line === 'refused') void this.start()
    this.#markRead()
  }

  close(): void {
    this.#set({ open: false })
    this.#typing.stop()
  }

  sendMessage(text: string): void {
    this.#typing.stop()
    const uploads = this.#uploads.take()
    const names = uploads.map((key) => this.#uploads.get(key)?.name).join(', ')
    this.#write({ type: 'message', clientId: this.#options.newId(), text }, text || names, uploads)
    this.#settleUploads()
  }

  /** What a button says for the customer; files that wait in the tray stay there. */
  say = (text: string): void => this.#write({ type: 'message', clientId: this.#options.newId(), text }, text)

  get origin(): string {
    return this.#options.origin
  }

  attach(files: readonly File[]): void {
    addWhenKnown(this.#uploads, this.store, files)
  }

  retryUpload = (key: string): void => this.#uploads.retry(key)
  removeUpload = (key: string): void => this.#uploads.remove(key)
  uploadOf = (key: string): Upload | undefined => this.#uploads.get(key)
  previewOf = (attachmentId: string): string | undefined => this.#uploads.previewOf(attachmentId)
  needLinks = (attachmentId: string): void => this.#links.need(attachmentId)
  renewLinks = (attachmentId: string): void => this.#links.renew(attachmentId)
  showLarge = (large: State['large']): void => this.#set({ large })

  choose(ofSeq: number, option: { readonly id: string; readonly label: string }): void {
    const clientId = this.#options.newId()
    this.#write({ type: 'choice', clientId, ofSeq, optionId: option.id }, option.label)
  }

  sendTool = (frame: ToolFrame): void => this.#write({ ...frame, clientId: this.#options.newId() }, '')

  askForPerson(): void {
    if (this.#outbox.list().some((entry) => entry.frame.type === 'human')) return
    this.#write({ type: 'human', clientId: this.#options.newId() }, '')
  }

  giveFeedback(ofSeq: number, solved: boolean): void {
    this.#write({ type: 'feedback', clientId: this.#options.newId(), ofSeq, solved }, '')
  }

  leaveMessage(form: { readonly name: string; readonly contact: string; readonly text: string }): void {
    const { name, contact, text } = form
    const clientId = this.#options.newId()
    this.#write({ type: 'leave-message', clientId, contact, text, ...(name === '' ? {} : { name }) }, text)
  }

  endConversation(): void {
    this.#write({ type: 'close', clientId: this.#options.newId() }, '')
  }

  retry(clientId: string): void {
    for (const key of this.#outbox.get(clientId)?.uploads ?? []) this.#uploads.retry(key)
    this.#outbox.retry(clientId, Date.now())
    this.#settleUploads()
    this.#showPending()
    this.#sender.pump()
  }

  discard(clientId: string): void {
    for (const key of this.#outbox.get(clientId)?.uploads ?? []) this.#uploads.remove(key)
    this.#outbox.remove(clientId)
    this.#showPending()
  }

  /** Tells the other side that the customer writes, or has stopped. */
  typing(on: boolean): void {
    if (on) this.#typing.keepOn()
    else this.#typing.stop()
  }

  dismissProblem(): void {
    this.#set({ problem: undefined })
  }

  setLocale(locale: Locale): void {
    this.#set({ locale })
  }

  setTheme(theme: State['theme']): void {
    this.#set({ theme })
  }

  /** Goes on as the customer of a signed identity; without one, as a guest who has never been here. */
  identify(identity: string | undefined): void {
    this.#identity = identity
    if (identity === undefined) {
      this.#forget()
      if (!this.store.get().open) return
    }
    if (this.store.get().open || this.#token !== undefined) void this.#restart()
  }

  /** The browser’s news: the network is back or gone, the page is seen again. */
  wake(online: boolean): void {
    this.#set({ online })
    const { line } = this.store.get()
    if (!online || line === 'none' || line === 'refused') return
    if (this.#token === undefined) void this.start()
    else if (line === 'ready') this.#connection.probe()
    else this.#reconnect()
    this.#markRead()
  }

  /** Another tab changed the shared storage. */
  takeStorageChange(key: string): void {
    const isShown = (clientId: string) => this.store.get().events.some((event) => event.clientId === clientId)
    if (this.#outbox.takeStorageChange(key, isShown)) {
      this.#showPending()
      this.#sender.pump()
    }
    if (this.#readMarks.isKey(key)) this.#showRead()
    if (key !== this.#sessionKey || this.#token === undefined) return
    const stored = this.#stored()
    if (stored && stored.token !== this.#token) this.#adopt(stored)
  }

  get conversationId(): string {
    return this.#conversationId
  }

  async #restart(): Promise<void> {
    await this.#starting
    await this.start()
  }

  async #startLocked(): Promise<void> {
    clearTimeout(this.#startTimer)
    if (this.store.get().line !== 'ready') this.#set({ line: 'connecting' })
    const problem = await this.tabs.alone(this.#prefix, () => this.#renewSession())
    if (!problem) {
      this.#startAttempt = 0
      return
    }
    const passing = /^(network|request\/rate-limited|server\/)/.test(problem.code)
    this.#set({
      line: passing ? 'lost' : 'refused',
      problem: problem.code === 'network' ? undefined : problem,
    })
    if (!passing) return
    this.#startAttempt += 1
    const asked = Number(problem.parameters.retryAfterSeconds) || 0
    const seconds = Math.max(asked, Math.min(20, 2 ** this.#startAttempt)) * (0.75 + Math.random() / 2)
    this.#startTimer = setTimeout(() => void this.start(), seconds * 1000)
  }

  async #renewSession(): Promise<Problem | undefined> {
    const result = await renewSession({
      ...this.#options,
      locale: this.store.get().locale,
      identity: this.#identity,
      key: this.#sessionKey,
      refusedToken: this.#refusedToken,
      fetcher: this.#options.fetch,
    })
    if ('code' in result) return result
    this.#adopt(result)
    return undefined
  }

  #adopt(session: StoredSession): void {
    const before = this.#session
    this.#session = session
    this.#token = session.token
    this.#set({ channel: session.channel })
    const { line } = this.store.get()
    if (session.conversationId !== this.#conversationId) {
      const same = !before || isSamePerson(before, session)
      if (!same) {
        this.#outbox.clear()
        this.#uploads.clear()
      }
      if (this.#conversationId !== '') this.#outbox.leave()
      this.#enter(session.conversationId)
      if (before && same && before.conversationId !== session.conversationId) {
        this.#outbox.rescue(before.conversationId)
        this.#showPending()
      }
      this.#reconnect()
    } else if (line !== 'ready' || before?.token !== session.token) this.#reconnect()
  }

  #giveUp(problem: Problem): void {
    this.#connection.stop()
    this.#sender.interrupt()
    this.#set({ line: 'refused', problem })
  }

  #beginAgain(): void {
    this.#timeline.clear()
    this.#readMarks.clear()
    this.#set({ events: [], ownRead: 0 })
  }

  #enter(conversationId: string): void {
    this.#conversationId = conversationId
    this.#timeline.clear()
    this.#readMarks.enter(conversationId)
    this.#sender.interrupt()
    this.#outbox.enter(conversationId)
    this.#set({ ...emptyConversation, line: 'connecting' })
    this.#showPending()
    this.#showRead()
  }

  /** The session is no longer good: a new one, into which the unsent text moves. */
  #replaceSession(tokenRefused: boolean): void {
    if (this.#token === undefined) return
    if (tokenRefused) this.#refusedToken = this.#token
    this.#leave()
    void this.#restart()
  }

  #forget(): void {
    this.#options.store.remove(this.#sessionKey)
    this.#session = undefined
    this.#outbox.clear()
    this.#leave()
    this.#set({ ...emptyConversation, line: 'none' })
  }

  #leave(): void {
    this.#connection.stop()
    this.#token = undefined
    this.#conversationId = ''
    this.#timeline.clear()
    this.#outbox.leave()
  }

  #reconnect(): void {
    this.#sender.interrupt()
    if (this.store.get().line === 'ready') this.#set({ line: 'connecting' })
    this.#connection.restart()
  }

  #take(frame: CustomerServerFrame): void {
    switch (frame.type) {
      case 'ready':
        // The server was set back to an earlier state: what is shown here has not happened.
        if (frame.lastSeq < this.#timeline.last) this.#beginAgain()
        this.store.update((state) => applyFrame(state, frame))
        this.#timeline.begin(frame.lastSeq)
        this.#sender.pump()
        clearTimeout(this.#lostTimer)
        this.#lostTimer = setTimeout(() => this.#refuseLostUploads(), 3_000)
        break
      case 'event':
        this.#timeline.take(frame.event, frame.after)
        break
      case 'ack':
        this.#sender.acknowledged(frame.clientId, frame.seq)
        this.#timeline.expect(frame.seq)
        this.#settle()
        break
      case 'error':
        if (frame.code.startsWith('channel/')) this.#giveUp(frame)
        else this.#sender.refused(frame, frame.clientId)
        break
      case 'typing':
      case 'writing':
        clearTimeout(this.#typingTimer)
        // A lost "off" must not leave somebody writing for ever; a timer too many finds nothing to end.
        this.#typingTimer = setTimeout(() => this.#set({ typing: undefined, writing: undefined }), 12_000)
        this.store.update((state) => applyFrame(state, frame))
        break
      default:
        this.store.update((state) => applyFrame(state, frame))
    }
  }

  #show(events: readonly ConversationEvent[]): void {
    if (events.length > 0) {
      for (const event of events) if (event.clientId) this.#outbox.settle(event.clientId, this.#timeline.last)
      this.store.update((state) => ({ ...events.reduce(applyEvent, state), pending: this.#outbox.list() }))
      for (const event of events) this.onEvent(event)
    }
    this.#settle()
    if (this.#timeline.isCaughtUp && this.store.get().line === 'ready') this.#set({ caughtUp: true })
    this.#markRead()
  }

  /** What the files of this page have come to: the tray, and the messages that wait for them. */
  #settleUploads(): void {
    for (const { frame, uploads, tab, problem } of this.#outbox.list()) {
      if (!uploads || problem || tab !== this.tabs.own) continue
      const all = uploads.map((key) => this.#uploads.get(key))
      const failed = all.find((upload) => upload === undefined || upload.problem !== undefined)
      const ids = all.flatMap((upload) => upload?.part?.attachmentId ?? [])
      if (all.includes(undefined) || failed)
        this.#outbox.refuse(frame.clientId, failed?.problem ?? problemOf('attachment/cut-off'))
      else if (ids.length === all.length) this.#outbox.attach(frame.clientId, ids)
    }
    const { tray } = this.#uploads
    this.#set({ tray, pending: this.#outbox.list() })
    this.#sender.pump()
  }

  /** A page that is gone took the files of its messages along: they can only be chosen anew. */
  #refuseLostUploads(): void {
    for (const { frame, uploads, tab, problem } of this.#outbox.list()) {
      const lost = uploads && !problem && tab !== this.tabs.own && !this.tabs.isAlive(tab)
      if (lost) this.#outbox.refuse(frame.clientId, problemOf('attachment/cut-off'))
    }
    this.#showPending()
    this.#sender.pump()
  }

  #write(frame: WritingFrame, label: string, uploads: readonly string[] = []): void {
    this.#outbox.add(frame, label, Date.now(), uploads)
    this.#set({ problem: undefined })
    this.#showPending()
    if (this.#token === undefined) void this.start()
    this.#sender.pump()
  }

  #settle(): void {
    this.#outbox.settle(undefined, this.#timeline.last)
    this.#showPending()
  }

  #showPending(): void {
    const pending = this.#outbox.list()
    const shown = this.store.get().pending
    const same = pending.length === shown.length && pending.every((entry, index) => entry === shown[index])
    if (!same) this.#set({ pending })
  }

  /** What the customer sees now is read: here, in the other tabs and, if it is new, at the server. */
  #markRead(): void {
    const { open, line } = this.store.get()
    const { last } = this.#timeline
    if (!open || this.tabs.isHidden() || last === 0) return
    this.#readMarks.mark(last, (seq) => line === 'ready' && this.#connection.send({ type: 'read', seq }))
    this.#showRead()
  }

  #showRead = (): void => this.#set({ ownRead: this.#readMarks.seq })

  #stored = (): StoredSession | undefined => readSession(this.#options.store, this.#sessionKey)

  #set(change: Partial<State>): void {
    this.store.update((state) => {
      const keys = Object.keys(change) as (keyof State)[]
      return keys.every((key) => state[key] === change[key]) ? state : { ...state, ...change }
    })
  }
}
