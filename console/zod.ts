import { config, z } from 'zod/v4'

// Asked whether it may make code, the browser says no and reports it; so nobody asks. Everything imports zod through here
// (vite.config.ts): no schema is older than this line, however the build cuts its files.
config({ jitless: true })

export { z }
