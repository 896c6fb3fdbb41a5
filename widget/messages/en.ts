/** Every text of the widget in English; the other languages have the same keys. */
export const en = {
  language: 'en',
  launcherOpen: (unread: number) =>
    unread === 0 ? 'Open chat' : `Open chat, ${unread} unread ${unread === 1 ? 'message' : 'messages'}`,
  launcherClose: 'Close chat',
  title: 'Chat with us',
  close: 'Close',
  log: 'Conversation',
  loading: 'Loading the conversation',

  withAssistant: 'Automatic assistant',
  withQueue: 'Waiting for a person',
  withAgent: (name: string) => (name ? `${name} · a person` : 'A person'),
  withNobody: 'Conversation ended',

  automaticAnswer: 'Automatic answer',
  agentName: 'Customer service',
  you: 'You',
  says: (name: string) => `${name}:`,
  source: 'Source',
  solvedQuestion: 'Did this help?',
  solved: 'Solved',
  notSolved: 'Not solved',
  options: 'Choose one',
  erased: 'This message was erased.',

  talkToPerson: 'Talk to a person',
  askingForPerson: 'Asking for a person…',
  endConversation: 'End chat',
  endQuestion: 'End this conversation?',
  endYes: 'End it',
  endNo: 'Go on',

  agentJoined: (name: string) =>
    name ? `You are talking to a person now: ${name}` : 'You are talking to a person now',
  queued: 'Passed on to our team',
  backWithAssistant: 'You are back with the automatic assistant',
  closedByAgent: 'The conversation was closed by our team',
  closedByCustomer: 'You ended the conversation',
  closedIdle: 'The conversation was closed because nothing was written for a while',
  startAgain: 'Start again',
  newSession: 'New conversation',
  newMessages: 'New messages',

  queuePosition: (position: number) =>
    position === 1 ? 'You are next' : `You are number ${position} in the queue`,
  queueWait: (minutes: number) => (minutes <= 1 ? 'about a minute' : `about ${minutes} minutes`),
  queueNext: 'Someone from our team will answer right here. You can go on writing.',
  queueWaiting: 'You are in the queue',
  nobodyOnDuty: 'Nobody from our team is available right now',
  nobodyNext: 'Leave a message and a way to reach you, and we will get back to you.',

  formTitle: 'Leave a message',
  formName: 'Name (optional)',
  formContact: 'E-mail or phone',
  formText: 'Message',
  formSend: 'Send message',
  formSending: 'Sending…',
  formContactMissing: 'Enter an e-mail address or a phone number, so that we can reach you.',
  formContactInvalid: 'This is neither an e-mail address nor a phone number.',
  formTextMissing: 'Write your message.',
  formTextTooLong: (limit: number) => `The message is longer than ${limit} characters.`,
  formSent: 'Message received. We will get back to you.',
  formSentTo: (contact: string) => `We will reach you at ${contact}.`,

  hotQuestions: 'Frequent questions',
  composerLabel: 'Your message',
  composerPlaceholder: 'Write a message…',
  send: 'Send',
  charactersLeft: (count: number) => `${count} ${count === 1 ? 'character' : 'characters'} left`,
  tooLong: (over: number, limit: number) =>
    `${over} ${over === 1 ? 'character' : 'characters'} too many: at most ${limit} fit into one message. Shorten it or send it in parts.`,

  sending: 'Sending…',
  sent: 'Sent',
  read: 'Read',
  waitingForNetwork: 'Will be sent when you are back online',
  failed: 'Not sent',
  retry: 'Try again',
  remove: 'Remove',

  assistantTyping: 'The assistant is writing…',
  agentTyping: (name: string) => (name ? `${name} is writing…` : 'Our team is writing…'),

  offline: 'You are offline. What you write is kept and sent once you are back.',
  reconnecting: 'Connection lost. Trying again…',
  dismiss: 'Dismiss',
  failedToStart: 'The chat cannot be started',

  /** By error code; codes a customer does not meet fall back to the server’s English sentence. */
  errors: {
    'request/invalid': 'This could not be sent in this form.',
    'request/too-large': 'This is too much at once. Send it in parts.',
    'request/rate-limited': 'That was a lot at once. It goes on by itself in {retryAfterSeconds} seconds.',
    'customer/token-invalid': 'Your session has ended. A new one was started.',
    'customer/identity-invalid': 'Your sign-in could not be verified. You are chatting as a guest.',
    'channel/unknown': 'This chat is not active.',
    'channel/origin-not-allowed': 'This chat may not be used on this page.',
    'conversation/not-found': 'The conversation no longer exists.',
    'conversation/closed': 'The conversation is closed. Just write to start a new one.',
    'message/empty': 'The message is empty.',
    'message/too-long': 'The message is longer than {limit} characters. Shorten it or send it in parts.',
    'message/not-found': 'This message no longer exists.',
    'message/option-unknown': 'This option is no longer available.',
    'server/unavailable': 'The service is restarting. What you wrote is kept and sent in a moment.',
    'server/internal': 'Something went wrong on our side. Please try again.',
  },
}

export type Messages = typeof en
