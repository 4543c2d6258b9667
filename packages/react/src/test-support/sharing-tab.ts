import { openRunSharing } from '../tabs/run-sharing.ts'
import type { OwnedRun, RunSharing, SharedRun } from '../tabs/tab-contracts.ts'

/** A conversation in a tab, and what has happened to it there. */
export interface SharingTab extends RunSharing {
  /** What `remote` was each time that it had changed. */
  readonly changes: readonly (SharedRun | undefined)[]
  /** Why the tab was to stop its run. */
  readonly stops: readonly string[]
  /** The runs that came to this tab when theirs had gone. */
  readonly orphans: readonly { readonly run: SharedRun; readonly owned: OwnedRun }[]
}

/** A tab that can be closed by force: what runs in it ends between two of its steps. */
export interface MortalTab extends SharingTab {
  kill(): void
}

/** Opens a conversation in this page, of which others that it is open in are as good as other tabs. */
export function openTab(name: string, open = openRunSharing): SharingTab {
  const changes: (SharedRun | undefined)[] = []
  const stops: string[] = []
  const orphans: { run: SharedRun; owned: OwnedRun }[] = []
  const sharing = open({
    name,
    onChange: () => void changes.push(sharing?.remote),
    onStopRequest: (cause) => void stops.push(cause),
    onOrphan: (run, owned) => void orphans.push({ run, owned }),
  })
  if (sharing === undefined) throw new Error('Tabs cannot talk to each other here.')
  return {
    ...sharing,
    get remote() {
      return sharing.remote
    },
    changes,
    stops,
    orphans,
  }
}

/** Opens a conversation in a frame. */
export async function openMortalTab(name: string): Promise<MortalTab> {
  const frame = document.createElement('iframe')
  document.body.append(frame)
  const file = new URL('../tabs/run-sharing.ts', import.meta.url).href
  // Imported there, it lives and dies with the frame.
  const page = frame.contentWindow as unknown as {
    eval(code: string): Promise<{ openRunSharing: typeof openRunSharing }>
  }
  const module = await page.eval(`import(${JSON.stringify(file)})`)
  return Object.assign(openTab(name, module.openRunSharing), { kill: () => frame.remove() })
}
