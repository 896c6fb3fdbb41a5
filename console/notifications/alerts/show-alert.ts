/** What the browser shows of something that happened. */
export interface Alert {
  conversationId: string
  title: string
  body: string
  sound: boolean
  onOpen: () => void
}

const shown = new Map<string, Notification>()

/** Whether this browser may show anything: `unsupported` also where the page came over plain HTTP. */
export function alertPermission(): NotificationPermission | 'unsupported' {
  return 'Notification' in window && window.isSecureContext ? Notification.permission : 'unsupported'
}

/** Shows one notification for the conversation, in place of the one before. */
export function showAlert({ conversationId, title, body, sound, onOpen }: Alert): void {
  if (sound) chime()
  if (alertPermission() !== 'granted') return
  try {
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')?.href
    const notification = new Notification(title, {
      body,
      tag: `attune-${conversationId}`,
      ...(icon ? { icon } : {}),
      // The sound is ours, so that it can be switched off.
      silent: true,
    })
    notification.onclick = () => {
      window.focus()
      notification.close()
      onOpen()
    }
    notification.onclose = () => {
      if (shown.get(conversationId) === notification) shown.delete(conversationId)
    }
    shown.get(conversationId)?.close()
    shown.set(conversationId, notification)
  } catch {
    // Android shows notifications of service workers alone: there the badge has to do.
  }
}

/** It was seen, or somebody else takes care of it. */
export function withdrawAlert(conversationId: string): void {
  shown.get(conversationId)?.close()
  shown.delete(conversationId)
}

let audio: AudioContext | undefined

/** Two soft tones, a third of a second. Silent until the member has clicked anything in the page. */
function chime(): void {
  try {
    audio ??= new AudioContext()
    const { currentTime: now } = audio
    for (const [index, pitch] of [660, 880].entries()) {
      const tone = audio.createOscillator()
      const volume = audio.createGain()
      const start = now + index * 0.12
      tone.frequency.value = pitch
      volume.gain.setValueAtTime(0, start)
      volume.gain.linearRampToValueAtTime(0.12, start + 0.02)
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.22)
      tone.connect(volume).connect(audio.destination)
      tone.start(start)
      tone.stop(start + 0.24)
    }
  } catch {
    // A browser that does not let us play anything is heard by nobody.
  }
}
