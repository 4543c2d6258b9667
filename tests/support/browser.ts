import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/**
 * A Chromium of several processes, as users have it: a tab that crashes takes no other with it. All addresses below
 * `.test` are this machine, and none of them is a secure context.
 */
export async function launchBrowser(): Promise<Browser> {
  const args = sparticuz.args.filter((argument) => !/^--(single-process|no-zygote)$/.test(argument))
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [...args, '--host-resolver-rules=MAP *.test 127.0.0.1'],
  })
}
