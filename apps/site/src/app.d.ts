import type { House } from '@causerie/papers'
import type { Theme } from '#lib/theme.ts'

declare global {
  namespace App {
    interface Locals {
      house: House
      /** End of the reader's previous visit (ISO time); undefined on a first visit. */
      lastVisit: string | undefined
      theme: Theme
      /** `http://host` or `https://host` as the reader sees it. */
      origin: string
    }
    interface Error {
      /** What to do about it. */
      hint?: string
      /** Stable code of the package's error: 'search/…', 'library/…'. */
      code?: string
      /** Another way to what was asked for. */
      search?: { words: string; href: string }
      /** Random; the log has the whole story under it. */
      id?: string
    }
    interface PageData {
      theme: Theme
      /** A front page: the nameplate is large. */
      front?: boolean
      /** What was asked for could not be read. */
      fault?: { message: string; hint?: string }
    }
    interface Platform {
      req: import('node:http').IncomingMessage
    }
  }
}
