import { type DetectorRuleOptions, detectorRule } from './detector-rule.ts'
import type { FilterRule } from './filter-rule.ts'
import { createUrlAllowList } from './url-allow-list.ts'
import type { UrlTrust } from './url-trust.ts'
import { walkUrls } from './url-walk.ts'
import { walkDetector } from './walk-detector.ts'

export interface UrlPolicyOptions extends DetectorRuleOptions {
  /**
   * What is trusted: hosts such as `example.com`, `*.example.com` (all below it, not itself) and `localhost:3000`, or beginnings of
   * addresses such as `https://example.com/docs/`. Other ports than those named are not.
   */
  readonly allow: readonly string[]
  /** Which pictures are kept: those of trusted hosts, none, or all. @default 'allow-listed' */
  readonly images?: 'allow-listed' | 'none' | 'all' | undefined
  /** What is trusted of pictures, written like `allow`. @default what `allow` says */
  readonly allowImages?: readonly string[] | undefined
  /** Which links are kept: those to trusted hosts, or all. @default 'allow-listed' */
  readonly links?: 'allow-listed' | 'all' | undefined
  /** Schemes of addresses that are kept; `https` and `http` only with hosts that are trusted. @default ['https', 'http', 'mailto'] */
  readonly schemes?: readonly string[] | undefined
  /** Whether addresses without a host, such as `/docs`, are kept. `#here` always is. @default true */
  readonly relative?: boolean | undefined
  /** Whether pictures that are written out in their address (`data:image/…`) are kept. @default false */
  readonly dataImages?: boolean | undefined
}

/**
 * A rule for answers: finds addresses that are not trusted. What a browser shows as a picture or a link takes with it whatever
 * a model was talked into writing in its address, a picture without anybody's click.
 *
 * Of a picture all of it is found, `![…](…)`, so that nothing broken is left; of a link only its address, so that its words can
 * still be read. What is put in its place by default, `#link-removed`, is good prose and a harmless address.
 *
 * Category `exfiltration`, severity `high`, action `replace`. It is not for the arguments of tools and not for sources, unless
 * `channels` says so.
 *
 * @throws RangeError for hosts and schemes that are none.
 */
export function urlPolicy(options: UrlPolicyOptions): FilterRule {
  const trusts = resolve(options)
  // All characters: descriptions of pictures have spaces and Chinese, and many things may be broken over lines.
  const chars = [String.fromCharCode(...Array(128).keys()), 'non-ascii'] as const
  const detector = walkDetector({ chars, minLength: 2, maxLength: 8_192 }, (run, before, after, isOpen, found) =>
    walkUrls(run, before, after, isOpen, found, trusts),
  )
  // Tools are given addresses to use them, and sources were not written by the model.
  const channels = ['user', 'assistant', 'tool', 'text', 'reasoning'] as const
  const texts = { channels, id: 'url', category: 'exfiltration', placeholder: 'URL', replaceWith: '#link-removed' }
  return detectorRule({ ...texts, detector, severity: 'high', action: 'replace', overflow: 'redact' }, options)
}

function resolve(options: UrlPolicyOptions) {
  const { images = 'allow-listed', links = 'allow-listed', relative = true, dataImages = false } = options
  if (!['allow-listed', 'none', 'all'].includes(images)) throw new RangeError(`urlPolicy: images cannot be ${images}`)
  if (!['allow-listed', 'all'].includes(links)) throw new RangeError(`urlPolicy: links cannot be ${links}`)
  const schemes = (options.schemes ?? ['https', 'http', 'mailto']).map((scheme) => scheme.toLowerCase())
  for (const scheme of schemes) {
    if (!isScheme(scheme)) throw new RangeError(`urlPolicy: schemes takes names such as tel, got ${scheme}`)
  }
  const list = createUrlAllowList('allow', options.allow)
  const pictureList = images === 'none' ? [] : options.allowImages
  const ofPictures = pictureList === undefined ? list : createUrlAllowList('allowImages', pictureList)
  const link: UrlTrust = { list: links === 'all' ? undefined : list, schemes, relative, dataImages }
  const picture: UrlTrust = {
    list: images === 'all' ? undefined : ofPictures,
    schemes,
    relative: relative && images !== 'none',
    dataImages: dataImages && images !== 'none',
  }
  return { link, picture, isApart: link.list !== picture.list }
}

/** Whether this may be a scheme that runs nothing. */
function isScheme(name: string): boolean {
  const runs = ['javascript', 'vbscript', 'data'].includes(name)
  return !runs && name !== '' && [...name].every((sign) => 'abcdefghijklmnopqrstuvwxyz0123456789+-.'.includes(sign))
}
